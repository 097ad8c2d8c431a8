package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.Status;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.SharedDisk;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Translates columns of a table, or lines of text, on Spark: the same rows in the same order, with the columns of
 * {@link TranslatedColumn}. What is not translated stays as it is, to the byte.
 *
 * <p>The rows are read three times, and never shuffled: to measure them; to send their texts to the tasks that
 * translate them, each of about as many characters; and to put the translations, which have come back to the partition
 * of their row, beside them. In between, when all is translated, failures are counted. Each executor JVM loads the
 * model once. The output appears whole or not at all, with {@code _summary.json} in it if it is a folder. Of text, the
 * output's parts one after another have a line for each line of the input.
 *
 * <pre>{@code
 * TranslateJob.run(spark, Settings.load(Optional.empty(), List.of("translate.input=a.en", "translate.output=a.zh")));
 * }</pre>
 */
public final class TranslateJob {
    private final SparkSession spark;
    private final TranslateSettings settings;
    private final TranslatorSource translators;
    private final TranslateInput input;
    private final List<TranslateInput.Size> sizes;
    private final TranslateInput.Size all;
    private final TranslateCounts counts;
    private final long started = System.nanoTime();

    private TranslateJob(
            SparkSession spark, TranslateSettings settings, TranslatorSource translators, TranslateInput input) {
        this.spark = spark;
        this.settings = settings;
        this.translators = translators;
        this.input = input;
        this.sizes = reading(input::sizes);
        this.all = sizes.stream().reduce(new TranslateInput.Size(0, 0, 0), TranslateInput.Size::plus);
        this.counts = new TranslateCounts(spark.sparkContext());
    }

    /**
     * Runs the job as {@code settings.translate()} says.
     *
     * @throws UserException for an input, column, model or output that is missing or cannot be used, and when more than
     *     {@code translate.max-failed-share} of all texts fail
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        var translate = settings.translate();
        if (!translate.output().isEmpty() && translate.written() != DataFormat.TABLE) {
            SharedDisk.require(spark, translate.output(), settings);
        }
        return run(spark, settings, ModelSource.open(spark, translate));
    }

    static JobSummary run(SparkSession spark, Settings settings, TranslatorSource translators) {
        var translate = settings.translate();
        try (var output = TranslateOutput.open(spark, translate)) {
            var audit = new Audit(spark, translate);
            try (var input = TranslateInput.open(spark, translate)) {
                boolean asLines = translate.written() == DataFormat.TEXT;
                var schema = asLines
                        ? new StructType().add("value", DataTypes.StringType)
                        : TranslatedColumn.extended(input.schema(), input.columns());
                output.expect(schema, input.source());
                var identity = Identity.of(settings, translators.fingerprint(), translators.glossary());
                return new TranslateJob(spark, translate, translators, input).run(output, audit, schema, identity);
            }
        }
    }

    private JobSummary run(TranslateOutput output, Audit audit, StructType schema, Identity identity) {
        var kept = KeptTexts.open(
                output.workplace(),
                identity,
                () -> TranslateInput.tasks(all, settings, spark),
                spark.sparkContext().hadoopConfiguration());
        try {
            return run(output, audit, schema, identity, kept);
        } catch (UserException | GateRefusedException e) {
            if (!(e instanceof UserException mistake && mistake.isTemporary())) {
                kept.delete();
            }
            throw e;
        }
    }

    private JobSummary run(TranslateOutput output, Audit audit, StructType schema, Identity identity, KeptTexts kept) {
        var translated = input.spread(sizes, kept.tasks())
                .mapPartitions(new TranslateTexts(translators, settings.batch(), counts, kept))
                .mapToPair(row -> new Tuple2<>(row.place(), row))
                .repartitionAndSortWithinPartitions(new OfPlace(Math.max(1, sizes.size())))
                .values();
        var tally = translate(translated);
        var summary = summary(tally, identity);
        checkFailed(tally, summary);
        if (!sizes.isEmpty()) {
            audit.pass(input, translated);
        }
        var finished = new FinishedRows(
                settings.input(), input.texts(), input.columns(), identity.text(), schema.size() == 1 && isLines());
        var rows = sizes.isEmpty() ? input.rows() : input.rows().zipPartitions(translated, finished);
        reading(() -> {
            output.write(input.session().internalCreateDataFrame(rows.rdd(), schema, false), all.rows());
            return null;
        });
        summary.put("time", Duration.ofNanos(System.nanoTime() - started));
        // Before, or a run that is killed in between would leave what no other takes up; but never another run's.
        output.check();
        kept.delete();
        output.publish(summary);
        if (!settings.report().isEmpty()) {
            report(settings.report(), summary);
        }
        return summary;
    }

    private boolean isLines() {
        return settings.written() == DataFormat.TEXT;
    }

    /** Translates everything into Spark's shuffle, and counts what has become of it; stops when too much has failed. */
    private TranslateTally translate(JavaRDD<RowTranslations> translated) {
        try (var progress = TranslateProgress.start(
                        all.texts(),
                        counts.sentences::value,
                        () -> Math.min(1, (double) counts.characters.value() / Math.max(1, all.characters())),
                        System.err);
                var watch = FailureWatch.start(
                        spark.sparkContext(), () -> counts.failures() > settings.maxFailedShare() * all.texts())) {
            try {
                return reading(
                        () -> translated.aggregate(TranslateTally.none(), TranslateTally::plus, TranslateTally::plus));
            } catch (RuntimeException e) {
                if (watch.hasFailed()) {
                    // The rows that failed so far, by what running tasks have told.
                    return TranslateTally.broken(counts);
                }
                throw e;
            }
        }
    }

    /** Tells errors of the input from ours. */
    private <T> T reading(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (Exception e) {
            throw input.source()
                    .map(source -> source.unreadable(e))
                    .orElseGet(
                            () -> e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e));
        }
    }

    private void checkFailed(TranslateTally tally, JobSummary summary) {
        if (tally.count(Status.FAILED) > settings.maxFailedShare() * all.texts()) {
            var path = settings.report().isEmpty() && settings.written() != DataFormat.TABLE
                    ? settings.output().replaceFirst("/+$", "") + ".failed.json"
                    : settings.report();
            if (!path.isEmpty()) {
                report(path, summary.put("outcome", "too many texts failed"));
            }
            checkFailed(
                    tally.count(Status.FAILED),
                    all.texts(),
                    () -> tally.failures().get(0).reason() + (path.isEmpty() ? "" : "; " + path + " tells which"),
                    settings.input(),
                    settings);
        }
    }

    private void report(String path, JobSummary summary) {
        TextFiles.write(path, summary.toJson() + "\n", spark.sparkContext().hadoopConfiguration());
    }

    /**
     * Compares the share of sentences that failed with {@code translate.max-failed-share}.
     *
     * @param reason why one of them failed; asked for when there are too many
     * @param input where they came from
     * @throws UserException when it is larger
     */
    public static void checkFailed(
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

    private JobSummary summary(TranslateTally tally, Identity identity) {
        var time = Duration.ofNanos(System.nanoTime() - started);
        long missing = all.rows() * input.columns().size() - all.texts();
        var summary = new JobSummary("translate")
                .put("outcome", "done")
                .put("model", settings.model())
                .put("input", settings.input())
                .put("output", settings.output())
                .put("rows", all.rows())
                .put("sentences", all.texts())
                .put("failed", tally.count(Status.FAILED))
                .put("cut", tally.count(Status.CUT))
                .put("empty", tally.count(Status.EMPTY))
                .put("missing", missing)
                .put("repaired", tally.repaired())
                .put("characters", all.characters())
                .put("tokens", tally.tokens())
                .put("mean confidence", tally.meanConfidence())
                .put("beam", settings.beam())
                .put("length penalty", settings.lengthPenalty())
                .put("time", time)
                .put("sentences a second", all.texts() / Math.max(1e-3, time.toMillis() / 1000.0))
                .put("model fingerprint", translators.fingerprint())
                .put("identity", identity.text());
        for (var failure : tally.failures()) {
            summary.section("failed rows")
                    .put(
                            "row " + (row(failure.place()) + 1) + " "
                                    + input.columns().get(failure.column()).name(),
                            failure.reason());
        }
        return summary;
    }

    /** The number of a row in the whole input, from 0. */
    private long row(RowTexts.Place place) {
        return place.index()
                + sizes.subList(0, place.partition()).stream()
                        .mapToLong(TranslateInput.Size::rows)
                        .sum();
    }

    /** A row's translations go to where the row is. */
    private static final class OfPlace extends Partitioner {
        private static final long serialVersionUID = 1;
        private final int partitions;

        OfPlace(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object place) {
            return ((RowTexts.Place) place).partition();
        }
    }
}
