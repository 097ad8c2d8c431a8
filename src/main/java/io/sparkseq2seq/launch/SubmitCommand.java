package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * All that {@code spark-submit} is told: the user's options, what the cluster manager needs beside them, the jar, and
 * the arguments of the job. What the user has set stands.
 *
 * <p>Where the driver runs on the cluster it has neither this machine's files nor its environment: the file of settings
 * travels as text, and its mistakes are told here, before anything is submitted.
 */
public final class SubmitCommand {
    private static final String APP = "io.sparkseq2seq.App";
    /** Where the image for Kubernetes has the jar. */
    static final String IMAGE_JAR = "local:///opt/spark-seq2seq/lib/spark-seq2seq.jar";

    private static final String HADOOP = "spark.hadoop.";
    private static final String UTF8 = "C.UTF-8";

    private final SubmitOptions options;
    private final Settings settings;
    private final List<String> command = new ArrayList<>();

    private SubmitCommand(SubmitOptions options, Settings settings) {
        this.options = options;
        this.settings = settings;
    }

    /**
     * The command.
     *
     * @param options the user's
     * @param job the arguments of the job
     * @param settings what they amount to
     * @param jar this installation's
     * @param chosen the jar that the user has named instead
     * @param javaOptions what Java 17 needs to run Spark
     * @param paths reads the file of settings
     * @param hadoop how files are reached from here, where the size of a model is looked up
     * @return the arguments of {@code spark-submit}
     */
    public static List<String> of(
            SubmitOptions options,
            JobArguments job,
            Settings settings,
            String jar,
            Optional<String> chosen,
            List<String> javaOptions,
            ConfReader paths,
            Supplier<Configuration> hadoop) {
        var submit = new SubmitCommand(options, settings);
        boolean onCluster = options.inCluster() && job.areOfAJob();
        submit.command.addAll(List.of("--class", APP));
        submit.unlessSet("spark.driver.memory", settings.spark().memory().toString());
        if (options.inCluster()) {
            submit.driver(job, hadoop);
        }
        if (settings.spark().secure()) {
            // Its secret stays in the environment: here it would stand among the arguments of a process.
            Security.of(options::get, System.getenv()).properties().forEach(submit::unlessSet);
        }
        // Spark takes the last of two equal options: the user's.
        submit.command.addAll(options.given());
        if (options.inCluster() && options.manager() == ClusterManager.STANDALONE) {
            submit.command.addAll(List.of("--driver-java-options", submit.driverJavaOptions(javaOptions)));
        }
        boolean inImage = options.inCluster() && options.manager() == ClusterManager.KUBERNETES;
        submit.command.add(chosen.orElse(inImage ? IMAGE_JAR : jar));
        submit.command.addAll(
                onCluster
                        ? RelativePaths.resolved(
                                        job, settings, options, Path.of("").toAbsolutePath())
                                .carried(paths)
                        : job.all());
        return List.copyOf(submit.command);
    }

    /** What a driver on the cluster needs to be told, which a driver here takes from its environment. */
    private void driver(JobArguments job, Supplier<Configuration> hadoop) {
        String threads = Integer.toString(settings.spark().threadsPerTask());
        switch (options.manager()) {
            case YARN -> {
                driverEnvironment("spark.yarn.appMasterEnv.", threads);
                overhead(job, hadoop);
            }
            case KUBERNETES -> {
                requireImage();
                driverEnvironment("spark.kubernetes.driverEnv.", threads);
                overhead(job, hadoop);
            }
                // Else spark-submit ends at once, with 0.
            case STANDALONE -> unlessSet("spark.standalone.submit.waitAppCompletion", "true");
            case LOCAL -> {}
        }
    }

    private void requireImage() {
        if (options.get("spark.kubernetes.container.image").isEmpty()
                && options.get("spark.kubernetes.driver.container.image").isEmpty()) {
            throw new UserException(
                    "no image is named for the pods",
                    "options of spark-submit",
                    "Give --conf spark.kubernetes.container.image=IMAGE, one that kubernetes/Dockerfile has made.");
        }
    }

    /** Spark's standalone master starts a driver without what Java 17 needs to run Spark. */
    private String driverJavaOptions(List<String> javaOptions) {
        var all = new ArrayList<>(javaOptions);
        options.get("spark.driver.extraJavaOptions").ifPresent(all::add);
        return String.join(" ", all);
    }

    private void driverEnvironment(String prefix, String threads) {
        unlessSet(prefix + "OMP_NUM_THREADS", threads);
        unlessSet(prefix + "OPENBLAS_NUM_THREADS", threads);
        unlessSet(prefix + "LC_ALL", UTF8);
    }

    private void overhead(JobArguments job, Supplier<Configuration> hadoop) {
        if (job.areOfAJob() && options.get("spark.driver.memoryOverhead").isEmpty()) {
            long overhead = Job.of(job.all().get(0))
                    .map(kind -> {
                        var size = ModelSize.read(kind, settings, () -> impatient(hadoop.get()));
                        return Containers.of(options.manager(), true, kind, settings, size, 1)
                                .driverOverhead();
                    })
                    .orElseGet(() -> Containers.overhead(settings.spark()));
            set("spark.driver.memoryOverhead", overhead + "m");
        }
    }

    /** What cannot be reached from here soon is left to the driver. */
    private Configuration impatient(Configuration hadoop) {
        options.configuration().forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                hadoop.set(key.substring(HADOOP.length()), value);
            }
        });
        hadoop.set("ipc.client.connect.timeout", "5000");
        hadoop.set("ipc.client.connect.max.retries", "1");
        hadoop.set("ipc.client.connect.max.retries.on.timeouts", "1");
        hadoop.set("dfs.client.failover.max.attempts", "2");
        hadoop.set("fs.s3a.attempts.maximum", "2");
        hadoop.set("fs.s3a.retry.limit", "1");
        hadoop.set("fs.s3a.connection.establish.timeout", "5000");
        return hadoop;
    }

    private void unlessSet(String key, String value) {
        if (options.get(key).isEmpty()) {
            set(key, value);
        }
    }

    private void set(String key, String value) {
        command.addAll(List.of("--conf", key + "=" + value));
    }
}
