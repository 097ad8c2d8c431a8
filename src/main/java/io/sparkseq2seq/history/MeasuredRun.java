package io.sparkseq2seq.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.report.JobSummary;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A run of a job that is measured: its summary gets the section {@code cost} and, where {@code translate.history} names
 * a folder, a word when it is less than half as fast as the last ones; its file is added to them. A run that fails adds
 * its file, too.
 */
public final class MeasuredRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MeasuredRun() {}

    /**
     * How a run that failed is told of.
     *
     * @param outcome a word or two
     * @param exit the code that the command ends with
     * @param message one line
     */
    public record Ending(String outcome, int exit, String message) {}

    /**
     * Runs a job.
     *
     * @param failed how a job that threw ends
     * @param err for a word about a slow run, and about a history that cannot be written: the run is done all the same
     * @return the job's summary, and more in it
     */
    public static JobSummary of(
            SparkSession spark,
            TranslateSettings settings,
            Supplier<JobSummary> job,
            Function<Throwable, Ending> failed,
            PrintStream err) {
        var started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (var costs = TaskCosts.listen(spark.sparkContext())) {
            var summary = job.get();
            costs.addTo(summary);
            var outcome = summary.get("outcome") == null
                    ? "done"
                    : summary.get("outcome").toString();
            var run = run(started, new Ending(outcome, 0, ""), settings, summary.toJson());
            keep(run, settings, spark.sparkContext().hadoopConfiguration(), summary, err);
            return summary;
        } catch (Throwable e) {
            // Spark throws checked exceptions that it does not declare.
            var run = run(started, failed.apply(e), settings, "{}");
            keep(run, settings, spark.sparkContext().hadoopConfiguration(), new JobSummary(""), err);
            throw e;
        }
    }

    private static Run run(Instant started, Ending ending, TranslateSettings settings, String summary) {
        try {
            return new Run(
                    started.toString(),
                    Duration.between(started, Instant.now()).toMillis() / 1000.0,
                    ending.outcome,
                    ending.exit,
                    ending.message,
                    Release.version(),
                    Secrets.masked(settings.output()),
                    JSON.readTree(summary));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(summary, e);
        }
    }

    private static void keep(
            Run run, TranslateSettings settings, Configuration hadoop, JobSummary summary, PrintStream err) {
        if (settings.history().isEmpty()) {
            return;
        }
        try {
            var history = new RunHistory(settings.history(), hadoop);
            if (!Double.isNaN(run.rate())) {
                var before = history.last(Comparison.RUNS, other -> Comparison.isMeasure(other, run));
                Comparison.slow(run, before).ifPresent(line -> {
                    summary.put("slower than usual", line);
                    err.println("seq2seq: slower than usual: " + line);
                });
            }
            history.add(run);
        } catch (RuntimeException e) {
            err.println("seq2seq: the history cannot be kept, but the run is as it ended ("
                    + Secrets.masked(settings.history() + "): " + e.getMessage()));
        }
    }

    /**
     * Writes the page of a history.
     *
     * @param folder of the runs' files
     * @param output the page's file
     * @throws io.sparkseq2seq.config.UserException when there are no runs
     */
    public static JobSummary page(String folder, String output, Configuration hadoop) {
        return new JobSummary("history")
                .put("history", folder)
                .put("runs", new RunHistory(folder, hadoop).writePage(output))
                .put("page", output);
    }
}
