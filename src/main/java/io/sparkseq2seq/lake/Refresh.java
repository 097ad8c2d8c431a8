package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.TranslateSettings.Deleted;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.Gate;
import io.sparkseq2seq.gate.GateColumns;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.translate.Identity;
import io.sparkseq2seq.translate.TranslatedColumn.Added;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings an output up to date: compares, translates what is missing, makes the changes and publishes them; and begins
 * again when source or output have changed meanwhile, with all translations that are made. Each step is written down,
 * and what follows reads that.
 */
final class Refresh {
    private static final String KNOWN = "__known";
    /** How often source or output may change while they are read, before the job gives up. */
    private static final int ROUNDS = 10;
    /** How often it may change before the job publishes what it has compared, and leaves the rest to the next run. */
    private static final int LATE = 3;

    private final SparkSession spark;
    private final TranslateSettings settings;
    private final LakeTables tables;
    private final Target target;
    private final Identity identity;
    private final Stage stage;
    private final Scratch scratch;
    private final MissingTexts missing;
    private long reused;
    private String version = "";
    private long rows;

    Refresh(
            SparkSession spark,
            TranslateSettings settings,
            LakeTables tables,
            Target target,
            Identity identity,
            Stage stage,
            Scratch scratch,
            MissingTexts missing) {
        this.spark = spark;
        this.settings = settings;
        this.tables = tables;
        this.target = target;
        this.identity = identity;
        this.stage = stage;
        this.scratch = scratch;
        this.missing = missing;
    }

    /** Translations that were there already, and serve rows that had none. */
    long reused() {
        return reused;
    }

    /** The source's version when it was last compared. */
    String version() {
        return version;
    }

    /** The source's rows then. */
    long rows() {
        return rows;
    }

    /**
     * Does it.
     *
     * @throws UserException where keys repeat, the source cannot be read, too many texts fail, or others change source
     *     or output again and again
     */
    Target.Changes run() {
        for (int round = 1; round <= ROUNDS; ) {
            try {
                var done = round(round == 1, round <= LATE);
                if (done.isPresent()) {
                    return done.get();
                }
                round++;
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare.
                if (stage.putsAside(e)) {
                    continue;
                }
                if (!stage.hasLost(e)) {
                    throw e;
                }
                round++;
            }
        }
        throw UserException.temporary(
                "the input changes faster than it can be translated", settings.input(), "Run the job again later.");
    }

    /** Nothing where something has changed meanwhile. */
    private Optional<Target.Changes> round(boolean isFirst, boolean isEarly) {
        var source = tables.now();
        var now = source.version().orElse("");
        if (isFirst || !now.equals(version)) {
            rows = reading(() -> Keys.check(source.rows(), tables.key(), settings.input()));
            version = now;
        }
        var plan = compared(source);
        var translations = translations(plan);
        if (isEarly && !tables.version().equals(version)) {
            return Optional.empty();
        }
        var changes = reading(() -> scratch.staged("changes", plan.changes(translations)));
        var put = changes.where(col(Differences.ACTION).equalTo(Differences.PUT));
        if (put.where(plan.untranslated()).limit(1).count() > 0) {
            return Optional.empty();
        }
        var many = new Target.Changes(put.count(), changes.count() - put.count());
        if (many.put() > 0) {
            Keys.check(put, tables.key(), settings.input());
        }
        boolean isDone = target.publish(plan, changes, many, () -> {
            if (many.put() > 0) {
                audit(put);
            }
        });
        return isDone ? Optional.of(many) : Optional.empty();
    }

    private Plan compared(Source source) {
        var incremental = settings.incremental();
        var plan =
                new Plan(source.rows(), target.rows(), tables.key(), tables.columns(), identity, incremental.again());
        return plan.differences(incremental.deleted() == Deleted.REMOVE)
                .map(differences -> plan.of(reading(() -> scratch.staged("differences", differences))))
                .orElse(plan);
    }

    /** All translations that the plan needs: those that are there, and those that are made now, into the stage. */
    private Dataset<Row> translations(Plan plan) {
        var all = reading(() -> scratch.staged("texts", plan.texts()));
        long needed = all.count();
        if (needed == 0) {
            return stage.none();
        }
        var found = scratch.staged("found", stage.translations(plan.translations(), all));
        long known = found.count();
        reused += known;
        if (needed > known) {
            var there = found.select(col(Stage.SHA256).as(KNOWN));
            var texts = all.join(there, col(Stage.SHA256).equalTo(col(KNOWN)), "left_anti");
            missing.translate(texts, needed - known, stage);
        }
        return stage.with(found);
    }

    /** @throws GateRefusedException when the rows are outside of the bounds in {@code translate.gate} */
    private void audit(Dataset<Row> put) {
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
        Gate.of(settings.gate())
                .pass(
                        put,
                        keys,
                        texts,
                        settings.output(),
                        report,
                        spark.sparkContext().hadoopConfiguration());
    }

    /** Tells errors of the input from ours. */
    private <T> T reading(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw e instanceof UserException users ? users : tables.unreadable(e);
        }
    }
}
