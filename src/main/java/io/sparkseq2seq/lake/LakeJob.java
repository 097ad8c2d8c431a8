package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.not;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.Again;
import io.sparkseq2seq.config.TranslateSettings.Deleted;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.Gate;
import io.sparkseq2seq.gate.GateColumns;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.SharedDisk;
import io.sparkseq2seq.translate.FailureWatch;
import io.sparkseq2seq.translate.Identity;
import io.sparkseq2seq.translate.ModelSource;
import io.sparkseq2seq.translate.TranslateCounts;
import io.sparkseq2seq.translate.TranslateJob;
import io.sparkseq2seq.translate.TranslateProgress;
import io.sparkseq2seq.translate.TranslatedColumn.Added;
import io.sparkseq2seq.translate.TranslatorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Translates what is new or changed in a table, and brings the output to what a translation of the whole table would
 * give: rows of both are compared by key; distinct texts that have no translation yet are translated into a
 * {@link Stage}, part by part, so that a kill costs what ran; then the changes are merged into a table, or the folder
 * of files is written anew and published. When neither input, output, model nor settings have changed since the last
 * run, no text is read.
 *
 * <pre>{@code seq2seq translate translate.format=table translate.input=lake.db.comments
 *     translate.output=lake.db.comments_de 'translate.key=[id]' translate.column=text}</pre>
 */
public final class LakeJob {
    /** Some minutes of work on one core at most, some seconds of a fast one. */
    private static final long CHARACTERS_OF_TASK = 200_000;

    private static final String KNOWN = "__known";
    /** As long as no more fail, a small run is not refused for its share of failures. */
    private static final int FEW_FAILURES = 10;

    private static final int MOST_TASKS = 10_000;
    private static final int TASKS_OF_CORE = 4;
    /** How often source or output may change while they are read, before the job gives up. */
    private static final int ROUNDS = 10;

    private final SparkSession spark;
    private final Settings settings;
    private final TranslatorSource translators;
    private final TranslateSettings translate;
    private final TranslateCounts counts;
    private final Gate gate;
    private final String run = "run-" + UUID.randomUUID();
    private final long started = System.nanoTime();
    private long reused;

    private LakeJob(SparkSession spark, Settings settings, TranslatorSource translators) {
        this.spark = spark;
        this.settings = settings;
        this.translate = settings.translate();
        this.translators = translators;
        this.counts = new TranslateCounts(spark.sparkContext());
        this.gate = Gate.of(translate.gate());
    }

    /**
     * Runs the job as {@code settings.translate()} says, which has a key.
     *
     * @throws UserException for an input, key, column, model or output that is missing or cannot be used; when another
     *     run has the output; and when more than {@code translate.max-failed-share} of the texts fail
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        return run(spark, settings, ModelSource.open(spark, settings.translate()));
    }

    static JobSummary run(SparkSession spark, Settings settings, TranslatorSource translators) {
        return new LakeJob(spark, settings, translators).run();
    }

    private JobSummary run() {
        var tables = new LakeTables(spark, settings);
        var identity = Identity.of(settings, translators.fingerprint(), translators.glossary());
        var work = List.of(
                        identity.text(),
                        translate.key(),
                        tables.columns(),
                        translate.incremental(),
                        translate.format(),
                        translate.input(),
                        translate.written(),
                        translate.partitioned(),
                        translate.options())
                .toString();
        SharedDisk.require(spark, tables.work(), settings);
        try (var target = tables.target()) {
            // Before anything is read, so that what changes meanwhile is seen by the next run.
            var version = tables.version();
            var last = State.read(target.workplace(), hadoop())
                    .filter(state -> !translate.overwrite() && state.isOf(version, target.version(), work));
            if (last.isPresent()) {
                return reported(summary("nothing new", last.get().rows(), new Target.Changes(0, 0)));
            }
            long rows = reading(tables, () -> Keys.check(tables.rows(), tables.key(), translate.input()));
            var stage = new Stage(spark, stageFolder(target, identity), run);
            var changes = bringUpToDate(tables, target, identity, stage);
            if (counts.failures() == 0 || translate.incremental().again() == Again.NONE) {
                new State(version, target.version(), work, rows).write(target.workplace(), hadoop());
            }
            var summary = summary(changes.put() + changes.deleted() == 0 ? "nothing new" : "done", rows, changes);
            stage.meanConfidence().ifPresent(mean -> summary.put("mean confidence", mean));
            if (translate.incremental().memory().isEmpty()) {
                delete(new Path(target.workplace(), "stage"));
            }
            return reported(summary);
        }
    }

    private JobSummary reported(JobSummary summary) {
        if (!translate.report().isEmpty()) {
            summary.write(TextFiles.path(translate.report()), hadoop());
        }
        return summary;
    }

    private Path stageFolder(Target target, Identity identity) {
        var memory = translate.incremental().memory();
        return new Path(
                memory.isEmpty() ? new Path(target.workplace(), "stage") : TextFiles.path(memory), identity.folder());
    }

    private Target.Changes bringUpToDate(LakeTables tables, Target target, Identity identity, Stage stage) {
        for (int round = 1; round <= ROUNDS; round++) {
            var plan = new Plan(
                    tables.rows(),
                    target.rows(),
                    tables.key(),
                    tables.columns(),
                    identity,
                    translate.incremental().again());
            translate(tables, plan, stage, new Path(target.workplace(), "texts"));
            var changes = target.publish(
                    plan,
                    stage.translations(plan.translations()),
                    translate.incremental().deleted() == Deleted.REMOVE,
                    rows -> audit(rows, tables));
            if (changes.isPresent()) {
                return changes.get();
            }
        }
        throw UserException.temporary(
                "the input changes faster than it can be translated", translate.input(), "Run the job again later.");
    }

    /** @throws GateRefusedException when the rows are outside of the bounds in {@code translate.gate} */
    private void audit(Dataset<Row> rows, LakeTables tables) {
        var texts = tables.columns().stream()
                .map(column -> new GateColumns(
                        column.source().path(),
                        Translated.sql(column.translation()),
                        Translated.sql(column.column(Added.CONFIDENCE)),
                        Translated.sql(column.status()),
                        Translated.sql(column.column(Added.REASON))))
                .toList();
        var keys = tables.key().stream().map(Translated::sql).toList();
        var report = Gate.reportBeside(TextFiles.path(tables.work()));
        gate.pass(rows, keys, texts, translate.output(), report, hadoop());
    }

    /** Translates the texts that have no translation yet into the stage. */
    private void translate(LakeTables tables, Plan plan, Stage stage, Path scratch) {
        delete(scratch);
        var known =
                stage.translations(plan.translations()).select(col(Stage.SHA256).as(KNOWN));
        reading(tables, () -> {
            plan.texts()
                    .join(known, col(Stage.SHA256).equalTo(col(KNOWN)), "left")
                    .withColumn(KNOWN, col(KNOWN).isNotNull())
                    .write()
                    .parquet(scratch.toString());
            return null;
        });
        var all = spark.read().parquet(scratch.toString());
        var texts = all.where(not(col(KNOWN))).drop(KNOWN);
        long many = texts.count();
        reused += all.count() - many;
        if (many > 0) {
            long characters = Stage.characters(texts);
            int tasks = tasks(many, characters);
            var spread = texts.repartition(tasks, col(Stage.SHA256))
                    .sortWithinPartitions(length(col(Stage.TEXT)).desc());
            var translated = spread.mapPartitions(
                    new StageRows(translators, translate.batch(), counts), Encoders.row(Stage.SCHEMA));
            translate(() -> stage.add(translated), many, characters);
        }
        delete(scratch);
    }

    /** Tells errors of the input from ours. */
    private static <T> T reading(LakeTables tables, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw e instanceof UserException users ? users : tables.unreadable(e);
        }
    }

    /** Stops as soon as it is certain that too many texts fail. */
    private void translate(Runnable work, long texts, long characters) {
        long before = counts.sentences();
        long charactersBefore = counts.characters();
        long failedBefore = counts.failures();
        Supplier<Long> failed = () -> counts.failures() - failedBefore;
        try (var progress = TranslateProgress.start(
                        texts,
                        () -> counts.sentences() - before,
                        () -> (double) (counts.characters() - charactersBefore) / Math.max(1, characters),
                        System.err);
                var watch = FailureWatch.start(spark.sparkContext(), () -> isTooMuch(failed.get(), texts))) {
            try {
                work.run();
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare.
                if (!watch.hasFailed()) {
                    throw e;
                }
            }
        }
        if (isTooMuch(failed.get(), texts)) {
            TranslateJob.checkFailed(failed.get(), texts, counts::aReason, translate.input(), translate);
        }
    }

    private boolean isTooMuch(long failed, long texts) {
        double share = translate.maxFailedShare();
        return failed > share * texts && (share == 0 || failed > FEW_FAILURES);
    }

    private int tasks(long texts, long characters) {
        if (translate.partitions() > 0) {
            return (int) Math.min(translate.partitions(), texts);
        }
        long cores = spark.sparkContext().defaultParallelism();
        long bySize = (characters + CHARACTERS_OF_TASK - 1) / CHARACTERS_OF_TASK;
        long byRows = (texts + translate.batch() - 1) / translate.batch();
        return (int) Math.max(1, Math.min(Math.min(byRows, MOST_TASKS), Math.max(bySize, cores * TASKS_OF_CORE)));
    }

    private org.apache.hadoop.conf.Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    private void delete(Path folder) {
        try {
            TextFiles.fileSystem(folder, hadoop()).delete(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    private JobSummary summary(String outcome, long rows, Target.Changes changes) {
        var time = Duration.ofNanos(System.nanoTime() - started);
        return new JobSummary("translate")
                .put("model", translate.model())
                .put("input", translate.input())
                .put("output", translate.output())
                .put("outcome", outcome)
                .put("rows", rows)
                .put("new or changed", changes.put())
                .put("deleted", changes.deleted())
                .put("unchanged", Math.max(0, rows - changes.put()))
                .put("translated", counts.sentences())
                .put("reused", reused)
                .put("failed", counts.failures())
                .put("characters", counts.characters())
                .put("tokens", counts.tokens())
                .put("time", time)
                .put("sentences a second", counts.sentences() / Math.max(1e-3, time.toMillis() / 1000.0))
                .put("model fingerprint", translators.fingerprint());
    }
}
