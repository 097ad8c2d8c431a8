package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.OutputFormat;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.SharedDisk;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Translates text or a Parquet table on Spark: the same rows in the same order, with translation and log-probability.
 *
 * <p>The rows are counted, numbered and spread over tasks in stretches; each executor JVM loads the model once. The
 * output appears whole or not at all, with {@code _summary.json} in it. Of text, the output's parts one after another
 * have a line for each line of the input.
 *
 * <pre>{@code
 * TranslateJob.run(spark, Settings.load(Optional.empty(), List.of("translate.input=a.en", "translate.output=a.zh")));
 * }</pre>
 */
public final class TranslateJob {
    private static final long ROWS_OF_TASK = 1_000;
    private static final long MOST_TASKS = 5_000;
    /** So that a slow task at the end holds up little. */
    private static final int TASKS_OF_CORE = 4;

    private TranslateJob() {}

    /**
     * Runs the job as {@code settings.translate()} says.
     *
     * @throws UserException for an input, column, model or output that is missing or cannot be used, and when more than
     *     {@code translate.max-failed-share} of all sentences fail
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        var translate = settings.translate();
        if (!translate.output().isEmpty()) {
            SharedDisk.require(spark, translate.output(), settings);
        }
        return run(spark, translate, ModelSource.open(spark, translate));
    }

    static JobSummary run(SparkSession spark, TranslateSettings settings, TranslatorSource translators) {
        var started = System.nanoTime();
        if (settings.output().isEmpty()) {
            throw new UserException("translate.output is not set", "settings", "Say where the translations go.");
        }
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var wanted = Output.of(Kind.TRANSLATIONS, settings.output())
                .by(spark.sparkContext().applicationId())
                .reading(settings.input(), settings.model());
        try (var output = Publication.open(wanted, settings.overwrite(), hadoop)) {
            var input = TranslateInput.open(spark, settings);
            var rows = input.rows();
            var counts = new TranslateCounts(spark.sparkContext());
            var translated = rows.spread(tasks(settings, rows.count(), spark))
                    .mapPartitions(new TranslateRows(translators, input.column(), settings.batch(), counts));
            var table = spark.createDataFrame(translated, input.translatedSchema());
            try (var progress = TranslateProgress.start(rows.count(), counts.sentences::value, System.err)) {
                write(table, settings, output);
            }
            checkFailed(counts.failures.value(), counts.sentences.value(), counts::aReason, settings.input(), settings);
            SharedDisk.requireAll(rows.count(), written(spark, settings, output), settings.output());
            var summary = summary(rows.count(), counts, settings, Duration.ofNanos(System.nanoTime() - started))
                    .put("model fingerprint", translators.fingerprint());
            output.text("_summary.json", summary.toJson() + "\n");
            output.publish();
            return summary;
        }
    }

    /**
     * Enough for all cores, and none so large that much is lost with it; a batch each at least, a row when asked for.
     */
    private static int tasks(TranslateSettings settings, long rows, SparkSession spark) {
        if (settings.partitions() > 0) {
            return (int) Math.max(1, Math.min(settings.partitions(), rows));
        }
        long shared = rows / ((long) TASKS_OF_CORE * spark.sparkContext().defaultParallelism());
        long most = Math.max(ROWS_OF_TASK, rows / MOST_TASKS);
        long rowsOfTask = Math.max(settings.batch(), Math.min(shared, most));
        return (int) Math.max(1, (rows + rowsOfTask - 1) / rowsOfTask);
    }

    private static boolean isText(TranslateSettings settings) {
        return settings.outputFormat() == OutputFormat.AUTO
                ? settings.format() == DataFormat.TEXT
                : settings.outputFormat() == OutputFormat.TEXT;
    }

    /** How many rows the files hold. */
    private static long written(SparkSession spark, TranslateSettings settings, Publication output) {
        var parts = output.parts().stream().map(ParquetTable::literal).toArray(String[]::new);
        if (parts.length == 0) {
            return 0;
        }
        return isText(settings)
                ? spark.read().option("lineSep", "\n").text(parts).count()
                : spark.read().parquet(parts).count();
    }

    private static void write(Dataset<Row> table, TranslateSettings settings, Publication output) {
        var directory = output.directory().toString();
        // The directory is there already: without files, or with those of an output that is not yet replaced.
        if (isText(settings)) {
            int added = table.schema().fieldIndex(TranslateInput.TRANSLATION);
            table.map(new TextLine(added), Encoders.STRING())
                    .write()
                    .mode(SaveMode.Append)
                    .options(output.writeOptions())
                    .text(directory);
        } else {
            table.write().mode(SaveMode.Append).options(output.writeOptions()).parquet(directory);
        }
    }

    /**
     * Compares the share of sentences that failed with {@code translate.max-failed-share}.
     *
     * @param reason why one of them failed; asked for when there are too many
     * @param input where they came from
     * @throws UserException when it is larger
     */
    static void checkFailed(
            long failed, long sentences, Supplier<String> reason, String input, TranslateSettings settings) {
        if (failed > settings.maxFailedShare() * sentences) {
            throw new UserException(
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d sentences failed, one of them because: %s",
                            failed,
                            sentences,
                            reason.get()),
                    input,
                    "Check the model " + settings.model() + ", or raise translate.max-failed-share.");
        }
    }

    private static JobSummary summary(long rows, TranslateCounts counts, TranslateSettings settings, Duration time) {
        return new JobSummary("translate")
                .put("model", settings.model())
                .put("input", settings.input())
                .put("output", settings.output())
                .put("rows", rows)
                .put("sentences", counts.sentences.value())
                .put("failed", counts.failures.value())
                .put("tokens", counts.tokens.value())
                .put("beam", settings.beam())
                .put("length penalty", settings.lengthPenalty())
                .put("time", time)
                .put("sentences a second", counts.sentences.value() / Math.max(1e-3, time.toMillis() / 1000.0));
    }
}
