package io.sparkseq2seq.gate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import io.sparkseq2seq.config.GateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.language.LanguageDetector;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Audits translations that are written and not yet published: shares of failures, of stops at the length limit and of
 * copies, mean confidence, length ratio and language, each against its bound in {@code translate.gate}. A run outside
 * of its bounds publishes nothing; its report stays.
 *
 * <p>All is counted in one pass over the rows, which must be at rest: a plan that translates would translate again. The
 * driver gets counts and a few rows, however many there are.
 *
 * <pre>{@code
 * var gate = Gate.of(settings.translate().gate());   // before the work: settings that cannot be are refused here
 * …
 * gate.pass(stage, List.of("id"), columns, output, report, hadoop);
 * publish();
 * }</pre>
 */
public final class Gate {
    /** Of the report beside an output. */
    private static final String SUFFIX = ".refused.json";

    private final GateSettings settings;
    private final Set<String> language;

    private Gate(GateSettings settings, Set<String> language) {
        this.settings = settings;
        this.language = language;
    }

    /**
     * The gate that settings ask for.
     *
     * @throws UserException when they name a language that cannot be told
     */
    public static Gate of(GateSettings settings) {
        var tag = settings.language().tag();
        return new Gate(
                settings, tag.isEmpty() ? Set.of() : LanguageDetector.codes(tag, "translate.gate.language.tag"));
    }

    /** Whether every run passes: then no row is looked at. */
    public boolean isOpen() {
        return settings.isOff();
    }

    /**
     * Measures rows.
     *
     * @param rows to be published, at rest
     * @param keys columns of any type that name a row in the report; none: it is named by its text
     * @param texts what was translated, at least one
     */
    public Verdict check(Dataset<Row> rows, List<String> keys, List<GateColumns> texts) {
        if (isOpen()) {
            return new Verdict(List.of());
        }
        var columns = new ArrayList<Column>();
        columns.add(concat_ws(
                        ", ", keys.stream().map(key -> col(key).cast("string")).toArray(Column[]::new))
                .as("key"));
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            columns.add(col(text.source()).cast("string").as("source" + i));
            columns.add(col(text.translation()).cast("string").as("translation" + i));
            columns.add(col(text.confidence()).cast("double").as("confidence" + i));
            columns.add(col(text.status()).cast("string").as("status" + i));
            columns.add(col(text.reason()).cast("string").as("reason" + i));
        }
        var tallies = rows.select(columns.toArray(Column[]::new))
                .javaRDD()
                .mapPartitions(new TallyRows(texts.size(), settings, language))
                .treeAggregate(new ArrayList<>(), Gate::plus, Gate::plus);
        return new Verdict(IntStream.range(0, texts.size())
                .mapToObj(i -> Verdict.Text.of(
                        texts.get(i).translation(), tallies.isEmpty() ? new Tally(0) : tallies.get(i), settings))
                .toList());
    }

    /** None and others are the others; it may change the one. */
    private static List<Tally> plus(List<Tally> one, List<Tally> other) {
        if (one.isEmpty()) {
            return other;
        }
        for (int i = 0; i < other.size(); i++) {
            one.get(i).plus(other.get(i));
        }
        return one;
    }

    /**
     * Measures rows, and lets them pass or not.
     *
     * @param output where they would be published, for people
     * @param beside the report's file where {@code translate.gate.report} names none; it is there as long as the last
     *     run was refused
     * @return what was measured
     * @throws GateRefusedException when a bound does not hold; the report is written
     */
    public Verdict pass(
            Dataset<Row> rows,
            List<String> keys,
            List<GateColumns> texts,
            String output,
            Path beside,
            Configuration hadoop) {
        var verdict = check(rows, keys, texts);
        var report = settings.report().isEmpty() ? beside : TextFiles.path(settings.report());
        if (verdict.isRefused()) {
            TextFiles.write(report, verdict.toJson(), hadoop);
            throw new GateRefusedException("the gate refused the translations, and nothing was published (" + output
                    + "): " + verdict.reasons() + ". " + report + " has the rows. Mend the model or the texts, or move"
                    + " the bounds in translate.gate.");
        }
        if (!isOpen()) {
            delete(report, hadoop);
        }
        return verdict;
    }

    /** The report's file beside an output that is a folder: hidden from those who read its tables. */
    public static Path reportBeside(Path output) {
        // What stands before a colon would be a scheme.
        return new Path(output.getParent(), "./_" + output.getName() + SUFFIX);
    }

    private static void delete(Path report, Configuration hadoop) {
        try {
            TextFiles.fileSystem(report, hadoop).delete(report, false);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + report, e);
        }
    }
}
