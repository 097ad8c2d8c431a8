package io.sparkseq2seq.lake;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.Again;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.SharedDisk;
import io.sparkseq2seq.translate.Identity;
import io.sparkseq2seq.translate.ModelSource;
import io.sparkseq2seq.translate.TranslateCounts;
import io.sparkseq2seq.translate.TranslatorSource;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Translates what is new or changed in a table, and brings the output to what a translation of the whole table would
 * give: keys and digests of both are compared; distinct texts that have no translation yet are translated into a
 * {@link Stage}, part by part, so that a kill costs what ran; then the changes are merged into a table, or the folder
 * of files is written anew and published. When neither input, output, model nor settings have changed since the last
 * run, no text is read.
 *
 * <pre>{@code seq2seq translate translate.format=table translate.input=lake.db.comments
 *     translate.output=lake.db.comments_de 'translate.key=[id]' translate.column=text}</pre>
 */
public final class LakeJob {
    /** Of a memory's files, more are put together. */
    private static final int MOST_PARTS = 500;

    private final SparkSession spark;
    private final Settings settings;
    private final TranslatorSource translators;
    private final TranslateSettings translate;
    private final TranslateCounts counts;
    private final String run = "run-" + UUID.randomUUID();
    private final long started = System.nanoTime();
    private long reused;

    private LakeJob(SparkSession spark, Settings settings, TranslatorSource translators) {
        this.spark = spark;
        this.settings = settings;
        this.translate = settings.translate();
        this.translators = translators;
        this.counts = new TranslateCounts(spark.sparkContext());
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
            var version = tables.version();
            var last = State.read(target.workplace(), hadoop())
                    .filter(state -> !translate.overwrite() && state.isOf(version, target.version(), work));
            if (last.isPresent()) {
                return reported(summary("nothing new", last.get().rows(), new Target.Changes(0, 0)));
            }
            var stage = new Stage(spark, stageFolder(target, identity), run);
            try (var scratch = new Scratch(spark, new Path(target.workplace(), "scratch"), run)) {
                var missing = new MissingTexts(spark, translate, translators, counts);
                var refresh = new Refresh(spark, translate, tables, target, identity, stage, scratch, missing);
                var changes = refresh.run();
                reused = refresh.reused();
                if (counts.failures() == 0 || translate.incremental().again() == Again.NONE) {
                    new State(refresh.version(), target.version(), work, refresh.rows())
                            .write(target.workplace(), hadoop());
                }
                boolean isNew = changes.put() + changes.deleted() > 0;
                var summary = summary(isNew ? "done" : "nothing new", refresh.rows(), changes);
                stage.meanConfidence().ifPresent(mean -> summary.put("mean confidence", mean));
                if (translate.incremental().memory().isEmpty()) {
                    Scratch.delete(spark, new Path(target.workplace(), "stage"));
                } else {
                    stage.end(MOST_PARTS);
                }
                return reported(summary);
            }
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

    private org.apache.hadoop.conf.Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
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
