package io.sparkseq2seq;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.SparkSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.kernel.NativeFolder;
import io.sparkseq2seq.launch.ClusterManager;
import io.sparkseq2seq.launch.Containers;
import io.sparkseq2seq.launch.Job;
import io.sparkseq2seq.launch.ModelSize;
import io.sparkseq2seq.launch.Security;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The one Spark session of a command, with everything set that Spark, DL4J and the native libraries need together, so
 * that a user need not know it. Whatever the user has set through spark-submit stands. A session that runs in this JVM
 * already, as in a notebook, is used as it is, and stays open.
 */
final class Session implements AutoCloseable {
    private static final String MASTER = "spark.master";
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

    private final SparkSession spark;
    private final boolean ours;

    private Session(SparkSession spark, boolean ours) {
        this.spark = spark;
        this.ours = ours;
    }

    /**
     * Opens the session.
     *
     * @param name of the application
     * @param job by which memory is asked for; nothing: much of it
     * @param settings for executors always, for the driver where spark-submit has not started this JVM
     */
    static Session open(String name, Optional<Job> job, Settings settings) {
        if (SparkSession.getDefaultSession().isDefined()) {
            var running = SparkSession.getDefaultSession().get();
            if (settings.spark().secure()) {
                Security.check(
                        key -> Optional.of(running.sparkContext().getConf().get(key, "")));
            }
            return new Session(running, false);
        }
        Version.check();
        nameUser();
        var user = new SparkConf();
        var containers = job.map(known -> Containers.of(
                        manager(user),
                        Submission.isCluster(),
                        known,
                        settings,
                        ModelSize.read(known, settings, Session::hadoop),
                        tasks(user, settings.spark())))
                .orElseGet(() -> Containers.ofAny(settings.spark()));
        limitNativeMemory(containers.driver());
        var conf = conf(user, settings.spark(), containers);
        ObjectStores.configure(conf, new Configuration());
        var spark = SparkSession.builder().appName(name).config(conf).getOrCreate();
        return new Session(spark, true);
    }

    private static ClusterManager manager(SparkConf user) {
        return ClusterManager.of(user.get(MASTER, "local[*]"));
    }

    /** That an executor runs at a time; of YARN and Kubernetes, which give it one core unless told otherwise. */
    private static int tasks(SparkConf user, SparkSettings settings) {
        int cores = user.getInt("spark.executor.cores", 1);
        return Math.max(1, cores / Math.max(1, user.getInt("spark.task.cpus", settings.threadsPerTask())));
    }

    /**
     * Limits the native memory of this JVM, and finds a folder for its libraries, before its first native class is
     * loaded.
     */
    static void limitNativeMemory(SparkSettings settings) {
        limitNativeMemory(Containers.withoutJob(settings));
    }

    private static void limitNativeMemory(long bytes) {
        NativeFolder.choose();
        nativeLimits(bytes).forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
    }

    /** Reads files of settings from any path. */
    static ConfReader settingsReader() {
        return (path, most) -> TextFiles.start(path, most, hadoop());
    }

    /** How files are reached where no Spark runs: as Spark would, by what is set as spark.hadoop.*. */
    static Configuration hadoop() {
        nameUser();
        var hadoop = new Configuration();
        for (Tuple2<String, String> option : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
            hadoop.set(option._1, option._2);
        }
        return hadoop;
    }

    /**
     * A user id without a name, as containers have it, is no one to Java, and Hadoop gives up. For what asks for no
     * name, such as local files, HADOOP_USER_NAME will do, or any other.
     */
    private static void nameUser() {
        try {
            UserGroupInformation.getLoginUser();
        } catch (IOException e) {
            if (UserGroupInformation.isSecurityEnabled()) {
                throw new UncheckedIOException(e);
            }
            var name = System.getenv().getOrDefault("HADOOP_USER_NAME", "seq2seq");
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
        }
    }

    SparkSession spark() {
        return spark;
    }

    @Override
    public void close() {
        if (ours) {
            spark.stop();
        }
    }

    /** What the user has set, completed. */
    static SparkConf conf(SparkConf user, SparkSettings settings, Containers containers) {
        boolean embedded = !user.contains(MASTER);
        String threads = Integer.toString(settings.threadsPerTask());
        // One compute thread for each core that Spark gives a task; more would fight for the cores.
        user.setIfMissing("spark.task.cpus", threads);
        user.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", threads);
        user.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", threads);
        // YARN and Kubernetes kill a container for native memory that they have not been told of.
        user.setIfMissing("spark.executor.memoryOverhead", containers.executorOverhead() + "m");
        String limits = nativeLimits(containers.executor()).entrySet().stream()
                .map(limit -> "-D" + limit.getKey() + "=" + limit.getValue())
                .collect(Collectors.joining(" "));
        user.set(EXECUTOR_OPTIONS, (limits + " " + user.get(EXECUTOR_OPTIONS, "")).strip());
        // Weights come back with every average, and they do not compress.
        user.setIfMissing("spark.driver.maxResultSize", "0");
        user.setIfMissing("spark.broadcast.compress", "false");
        // For few partitions, Spark would write a file of each and copy them together.
        user.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
        // A worker's sentences are a few kilobytes: it need not wait for a core on the machine that has them.
        user.setIfMissing("spark.shuffle.reduceLocality.enabled", "false");
        user.setIfMissing("spark.ui.showConsoleProgress", "false");
        Secrets.redactions().forEach(user::setIfMissing);
        if (user.get("spark.serializer", "").endsWith("KryoSerializer")) {
            user.setIfMissing("spark.kryo.registrator", KryoRecords.class.getName());
            // The largest it takes: a slice of a large model's state.
            user.setIfMissing("spark.kryoserializer.buffer.max", "2047m");
        }
        // Dates before 1582 and times before 1900 are as good as others; Spark 3 would end with an error.
        user.setIfMissing("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
        user.setIfMissing("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
        // Local files have UTF-8 names, and numbers in them have our digits.
        user.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
        if (embedded) {
            if (!settings.master().startsWith("local")) {
                throw new UserException(
                        "spark.master = " + settings.master() + " needs an installation of Spark",
                        "settings",
                        "Set SPARK_HOME to it, and give -- --master " + settings.master() + ".");
            }
            user.set(MASTER, settings.master());
            user.setIfMissing("spark.driver.host", "localhost");
            user.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            // After minutes asleep, or stopped, it shall go on: Spark would take its one executor for lost.
            user.setIfMissing("spark.network.timeout", "7d");
            // A slice of an average goes to the driver as it is, not through a socket of its own process.
            user.setIfMissing("spark.task.maxDirectResultSize", "100m");
            user.setIfMissing("spark.ui.enabled", Boolean.toString(settings.ui()));
            // Spark's 200 cost more than the work of one machine; a constant, so that machines agree.
            user.setIfMissing("spark.sql.shuffle.partitions", "16");
            user.setIfMissing("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/spark-warehouse");
        }
        if (settings.secure()) {
            var security = Security.of(key -> Optional.ofNullable(user.get(key, null)), System.getenv());
            security.properties().forEach(user::setIfMissing);
            security.secret().ifPresent(secret -> user.set(Security.SECRET, secret));
        }
        return user;
    }

    /** JavaCPP's limits: of what it allocates, and of the whole process, which the first one makes needless. */
    private static Map<String, String> nativeLimits(long bytes) {
        return new TreeMap<>(Map.of(
                "org.bytedeco.javacpp.maxbytes", Long.toString(bytes), "org.bytedeco.javacpp.maxphysicalbytes", "0"));
    }
}
