package io.sparkseq2seq;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.launch.JobArguments;
import io.sparkseq2seq.launch.PodName;
import io.sparkseq2seq.launch.SubmitCommand;
import io.sparkseq2seq.launch.SubmitOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What must be known before {@link App} starts, for {@code scripts/seq2seq}. Its arguments are the number of options
 * that are meant for spark-submit, these options, and the arguments of the job. It prints, each with a NUL behind it,
 * the heap of the embedded Spark, the compute threads of a task, {@code cluster} where the driver of a job is to run
 * there, else an empty word, and, where {@code SPARK_HOME} is set, all that spark-submit is told.
 *
 * <p>The properties {@code seq2seq.jar} and {@code seq2seq.java-options} name the installation's jar and file of Java's
 * options; the variable {@code SEQ2SEQ_JAR} names another jar, as one that lies in an image or a store.
 *
 * @param arguments of the job
 * @param settings what they amount to
 * @param submit the user's options for spark-submit; null without {@code SPARK_HOME}
 * @param command all that spark-submit is told
 */
record Launch(JobArguments arguments, Settings settings, SubmitOptions submit, List<String> command) {
    private static final String HADOOP = "spark.hadoop.";

    /** Prints for the script, and ends with 2 for a mistake that need not be submitted to be found. */
    public static void main(String[] args) throws IOException {
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try {
            of(List.of(args)).print(out);
        } catch (RuntimeException e) {
            System.exit(Failure.of(e, Optional.empty()).print(System.err));
        }
        out.flush();
    }

    /** @param args as {@link #main} takes them */
    static Launch of(List<String> args) throws IOException {
        int options = 1 + Integer.parseInt(args.get(0));
        var job = JobArguments.of(args.subList(options, args.size()));
        var paths = Session.settingsReader();
        if (System.getenv().getOrDefault("SPARK_HOME", "").isEmpty()) {
            return new Launch(job, settings(job, paths, false), null, List.of());
        }
        var given = SubmitOptions.read(args.subList(1, options), System.getenv());
        // What is no job, such as verify, is done here, and its exit code is its own.
        var submit = job.areOfAJob() ? PodName.named(given, job) : given.here();
        var settings = settings(job, paths, submit.inCluster() && job.areOfAJob());
        var command = SubmitCommand.of(
                submit,
                job,
                settings,
                System.getProperty("seq2seq.jar"),
                Optional.ofNullable(System.getenv("SEQ2SEQ_JAR")).filter(name -> !name.isEmpty()),
                javaOptions(Path.of(System.getProperty("seq2seq.java-options"))),
                paths,
                Session::hadoop);
        return new Launch(job, settings, submit, command);
    }

    private void print(PrintStream out) {
        var lines = new ArrayList<>(List.of(
                settings.spark().memory().toString(),
                Integer.toString(settings.spark().threadsPerTask()),
                isOnCluster() ? "cluster" : ""));
        lines.addAll(command);
        lines.forEach(line -> out.print(line + '\0'));
    }

    private boolean isOnCluster() {
        return submit != null && submit.inCluster() && arguments.areOfAJob();
    }

    /** The name of the job. */
    String job() {
        return arguments.all().get(0);
    }

    /** Whether its summary is to be JSON. */
    boolean wantsJson() {
        return arguments.all().contains("--json");
    }

    /** Hadoop's properties among the options for spark-submit. */
    Map<String, String> hadoop() {
        var hadoop = new TreeMap<String, String>();
        submit.configuration().forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                hadoop.put(key.substring(HADOOP.length()), value);
            }
        });
        return hadoop;
    }

    private static List<String> javaOptions(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("-")).toList();
        }
    }

    /**
     * The settings of a job.
     *
     * @param strict whether wrong ones are an error here; else they give the defaults, and the command itself tells of
     *     them
     */
    static Settings settings(JobArguments job, ConfReader paths, boolean strict) {
        try {
            return job.settings(paths);
        } catch (RuntimeException e) {
            if (strict) {
                throw e;
            }
            return Settings.load(Optional.empty(), List.of());
        }
    }
}
