package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.translate.FailureWatch;
import io.sparkseq2seq.translate.TranslateCounts;
import io.sparkseq2seq.translate.TranslateJob;
import io.sparkseq2seq.translate.TranslateProgress;
import io.sparkseq2seq.translate.TranslatorSource;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Translates the texts that have no translation yet into a stage, in tasks of which a kill may cost the last one. */
final class MissingTexts {
    /** Some minutes of work on one core at most, some seconds of a fast one. */
    private static final long CHARACTERS_OF_TASK = 200_000;

    private static final int MOST_TASKS = 10_000;
    /** Of small runs too, so that one that is killed ten times repeats less than a fifth of its work. */
    private static final int TASKS_OF_CORE = 64;

    /** As long as no more fail, a small run is not refused for its share of failures. */
    private static final int FEW_FAILURES = 10;

    private final SparkSession spark;
    private final TranslateSettings settings;
    private final TranslatorSource translators;
    private final TranslateCounts counts;

    MissingTexts(SparkSession spark, TranslateSettings settings, TranslatorSource translators, TranslateCounts counts) {
        this.spark = spark;
        this.settings = settings;
        this.translators = translators;
        this.counts = counts;
    }

    /**
     * Translates them.
     *
     * @param texts {@code sha256, text, damaged}, each once
     * @param many how many those are, at least one
     * @throws UserException as soon as it is certain that too many fail
     */
    void translate(Dataset<Row> texts, long many, Stage stage) {
        long characters = Stage.characters(texts);
        var spread = texts.repartition(tasks(many, characters), col(Stage.SHA256))
                .sortWithinPartitions(length(col(Stage.TEXT)).desc());
        var translated =
                spread.mapPartitions(new StageRows(translators, settings.batch(), counts), Encoders.row(Stage.SCHEMA));
        long before = counts.sentences();
        long charactersBefore = counts.characters();
        long failedBefore = counts.failures();
        Supplier<Long> failed = () -> counts.failures() - failedBefore;
        try (var progress = TranslateProgress.start(
                        many,
                        () -> counts.sentences() - before,
                        () -> (double) (counts.characters() - charactersBefore) / Math.max(1, characters),
                        System.err);
                var watch = FailureWatch.start(spark.sparkContext(), () -> isTooMuch(failed.get(), many))) {
            try {
                stage.add(translated);
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare.
                if (!watch.hasFailed()) {
                    throw e;
                }
            }
        }
        if (isTooMuch(failed.get(), many)) {
            TranslateJob.checkFailed(failed.get(), many, counts::aReason, settings.input(), settings);
        }
    }

    private boolean isTooMuch(long failed, long texts) {
        double share = settings.maxFailedShare();
        return failed > share * texts && (share == 0 || failed > FEW_FAILURES);
    }

    private int tasks(long texts, long characters) {
        if (settings.partitions() > 0) {
            return (int) Math.min(settings.partitions(), texts);
        }
        long cores = spark.sparkContext().defaultParallelism();
        long bySize = (characters + CHARACTERS_OF_TASK - 1) / CHARACTERS_OF_TASK;
        long byRows = (texts + settings.batch() - 1) / settings.batch();
        return (int) Math.max(1, Math.min(Math.min(byRows, MOST_TASKS), Math.max(bySize, cores * TASKS_OF_CORE)));
    }
}
