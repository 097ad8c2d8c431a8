package io.sparkseq2seq;

import io.sparkseq2seq.config.ConfReader;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.launch.JobArguments;
import io.sparkseq2seq.launch.SubmitCommand;
import io.sparkseq2seq.launch.SubmitOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be known before {@link App} starts, for {@code scripts/seq2seq}. Its arguments are the number of options
 * that are meant for spark-submit, these options, and the arguments of the job. It prints, each with a NUL behind it,
 * the heap of the embedded Spark, the compute threads of a task, and, where {@code SPARK_HOME} is set, all that
 * spark-submit is told.
 *
 * <p>The properties {@code seq2seq.jar} and {@code seq2seq.java-options} name the installation's jar and file of Java's
 * options; the variable {@code SEQ2SEQ_JAR} names another jar, as one that lies in an image or a store.
 */
final class Launch {
    private Launch() {}

    /** Prints for the script, and ends with 2 for a mistake that need not be submitted to be found. */
    public static void main(String[] args) throws IOException {
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try {
            print(args, out);
        } catch (UserException e) {
            System.err.println("seq2seq: " + e.getMessage());
            System.exit(ExitCode.MENDABLE.code());
        }
        out.flush();
    }

    private static void print(String[] args, PrintStream out) throws IOException {
        int options = 1 + Integer.parseInt(args[0]);
        var given = List.of(args).subList(1, options);
        var job = JobArguments.of(List.of(args).subList(options, args.length));
        var paths = Session.settingsReader();
        boolean spark = !System.getenv().getOrDefault("SPARK_HOME", "").isEmpty();
        var submit = spark ? SubmitOptions.read(given, System.getenv()) : null;
        var settings = settings(job, paths, spark && submit.inCluster() && job.areOfAJob());
        var lines = new ArrayList<>(List.of(
                settings.spark().memory().toString(),
                Integer.toString(settings.spark().threadsPerTask())));
        if (spark) {
            lines.addAll(SubmitCommand.of(
                    submit,
                    job,
                    settings,
                    System.getProperty("seq2seq.jar"),
                    Optional.ofNullable(System.getenv("SEQ2SEQ_JAR")),
                    javaOptions(Path.of(System.getProperty("seq2seq.java-options"))),
                    paths));
        }
        lines.forEach(line -> out.print(line + '\0'));
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
