package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.filter.Pair;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.parallel.ParallelText;
import io.sparkseq2seq.parallel.TrainingText;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * What became of one pair of the input, and why: its text before and after cleaning, what each rule says of it, the set
 * that it is in or the pair that stays in its place, and its tokens. The input is read again, the corpus is only read.
 */
final class Explanation {
    private final SparkSession spark;
    private final Settings settings;
    private final Corpus corpus;
    private final Cleaning cleaning;
    private final JobSummary summary = new JobSummary("preprocess");

    private Explanation(SparkSession spark, Settings settings) {
        this.spark = spark;
        this.settings = settings;
        this.corpus =
                Corpus.open(settings.preprocess().output(), spark.sparkContext().hadoopConfiguration());
        this.cleaning = Cleaning.of(settings.preprocess());
    }

    /**
     * Explains a pair.
     *
     * @param id as in the corpus: its place in the input, from 0
     * @throws UserException when there is no corpus or no such pair
     */
    static JobSummary of(SparkSession spark, Settings settings, long id) {
        return new Explanation(spark, settings).explain(id);
    }

    private JobSummary explain(long id) {
        var preprocess = settings.preprocess();
        summary.put("corpus", preprocess.output()).put("pair", id);
        var others = MadeBefore.otherSettings(corpus.manifest(), settings).keySet();
        if (!others.isEmpty()) {
            summary.put("made with other settings", String.join(", ", others));
        }
        if (id < corpus.manifest().read()) {
            var text = TrainingText.of(preprocess).read(spark);
            int input = Origin.of(id, text.starts());
            if (!preprocess.inputs().isEmpty()) {
                summary.put("input", preprocess.inputs().get(input).title());
            }
            var pair = find(text.pairs().rows(), id);
            var normalized = describe(pair);
            judge(normalized, input);
            fate(id, normalized, text);
        } else {
            var pair = given(id);
            describe(pair);
            tokens(id);
        }
        return summary;
    }

    private Row find(Dataset<Row> pairs, long id) {
        var found = pairs.where(col(Pairs.ID).equalTo(id)).collectAsList();
        if (found.isEmpty()) {
            throw new UserException(
                    "the input has no pair " + id + ", where the corpus had one",
                    settings.preprocess().output(),
                    "Give the input that the corpus was made of.");
        }
        return found.get(0);
    }

    /** A pair of a validation or test set that was given apart: their ids go on behind those of the training text. */
    private Row given(long id) {
        var preprocess = settings.preprocess();
        long next = corpus.manifest().read();
        for (var set : List.of("valid", "test")) {
            var paths = set.equals("valid") ? preprocess.valid() : preprocess.test();
            var text = ParallelText.given("preprocess." + set, preprocess, paths);
            if (text.isPresent()) {
                var pairs = text.get().read(spark);
                if (id < next + pairs.count()) {
                    return find(pairs.rows(), id - next);
                }
                next += pairs.count();
            }
        }
        throw new UserException(
                "there is no pair " + id + ": the last one is " + (next - 1),
                "preprocess.explain",
                "Give the id of a pair: its place in the input, from 0.");
    }

    /** Puts the text of a pair, and returns it as it is after cleaning. */
    private Pair describe(Row pair) {
        var source = pair.<String>getAs(Pairs.SOURCE);
        var target = pair.<String>getAs(Pairs.TARGET);
        var repaired = new Pair(repaired(source), repaired(target));
        var normalized = new Pair(normalized(repaired.source()), normalized(repaired.target()));
        var read = new Pair(source, target);
        put("as read", read);
        if (!repaired.equals(read)) {
            put("repaired", repaired);
        }
        if (!normalized.equals(repaired)) {
            put("normalized", normalized);
        }
        return normalized;
    }

    private String repaired(String text) {
        return text == null ? null : cleaning.repairs().repair(text);
    }

    private String normalized(String text) {
        return text == null ? null : cleaning.normalizer().normalize(text);
    }

    private void put(String stage, Pair pair) {
        summary.section(stage).put("source", shown(pair.source())).put("target", shown(pair.target()));
    }

    private static String shown(String text) {
        return text == null ? "(there is none)" : Normalizer.oneLine(text);
    }

    /** What each rule says. */
    private void judge(Pair pair, int input) {
        var section = summary.section("rules");
        var inputs = settings.preprocess().inputs();
        if (!inputs.isEmpty()) {
            judge(pair, inputs.get(input).filters(), section);
        }
        judge(pair, settings.preprocess().filters(), section);
    }

    private void judge(Pair pair, List<FilterRule> rules, JobSummary section) {
        if (pair.source() == null || pair.target() == null) {
            FilterChain.of(rules)
                    .drops(pair)
                    .ifPresent(filter -> section.put(filter.name(), says(filter.reason(pair))));
            return;
        }
        for (var filter : FilterChain.of(List.of()).filters()) {
            section.put(filter.name(), says(filter.reason(pair)));
        }
        for (var rule : rules) {
            if (rule instanceof FilterRule.Where where) {
                var row = spark.createDataFrame(
                        List.of(RowFactory.create(0L, pair.source(), pair.target())), Pairs.SCHEMA);
                section.put(where.title(), says(drops(row, where) ? Optional.of(where.drop()) : Optional.empty()));
            } else if (FilterRule.isOfAll(rule)) {
                section.put(rule.getClass().getSimpleName().toLowerCase(Locale.ROOT), "judged later, see below");
            } else {
                var filters = FilterChain.of(List.of(rule)).filters();
                var filter = filters.get(filters.size() - 1);
                section.put(filter.name(), says(filter.reason(pair)));
            }
        }
    }

    private static boolean drops(Dataset<Row> row, FilterRule.Where where) {
        try {
            return row.where(where.drop()).count() > 0;
        } catch (Exception e) {
            Condition.blame(List.of(where.drop()), e);
            throw e;
        }
    }

    private static String says(Optional<String> reason) {
        return reason.map(why -> "yes: " + why).orElse("no");
    }

    private void fate(long id, Pair normalized, TrainingText.Read text) {
        var section = summary.section("what became of it");
        if (tokens(id)) {
            return;
        }
        var dropped = dropped(id);
        if (dropped.isPresent()) {
            section.put("dropped", dropped.get().getString(0));
            if (!dropped.get().isNullAt(1)) {
                other(dropped.get().getLong(1), text, section);
            }
            return;
        }
        var first = settings.preprocess().deduplicate() ? first(normalized, text) : Optional.<Long>empty();
        if (first.isPresent() && first.get() != id) {
            section.put("dropped", Rejections.DUPLICATE);
            other(first.get(), text, section);
        } else {
            section.put("not known", "the corpus was made of another input, or with other settings");
        }
    }

    /** The first pair of the same text that came as far as to where repeated ones are dropped. */
    private Optional<Long> first(Pair normalized, TrainingText.Read text) {
        var same = cleaning.normalize(text.pairs().rows())
                .where(col(Pairs.SOURCE)
                        .equalTo(normalized.source())
                        .and(col(Pairs.TARGET).equalTo(normalized.target())));
        var before = dropped()
                .map(all -> all.where(
                        col("stage").equalTo(0).or(col(Rejections.REASON).equalTo(Caps.OVER))));
        var left = before.isPresent()
                ? same.join(
                        before.get(), same.col(Pairs.ID).equalTo(before.get().col(Pairs.ID)), "left_anti")
                : same;
        var first = left.agg(min(Pairs.ID)).first();
        return first.isNullAt(0) ? Optional.empty() : Optional.of(first.getLong(0));
    }

    /** A pair on whose account this one was dropped, and what became of that one. */
    private void other(long id, TrainingText.Read text, JobSummary section) {
        var pair = id < corpus.manifest().read() ? find(text.pairs().rows(), id) : given(id);
        section.put("because of", "pair " + id)
                .put("its source", shown(pair.getAs(Pairs.SOURCE)))
                .put("its target", shown(pair.getAs(Pairs.TARGET)))
                .put("which is", outcome(id));
    }

    private String outcome(long id) {
        for (var set : Corpus.SETS) {
            if (corpus.read(spark, set).where(col(Pairs.ID).equalTo(id)).count() > 0) {
                return "in the set " + set;
            }
        }
        return dropped(id).map(row -> "dropped itself: " + row.getString(0)).orElse("dropped itself");
    }

    private Optional<Dataset<Row>> dropped() {
        var folder = new Path(corpus.path(), Rejections.DROPPED);
        return TextFiles.exists(folder, spark.sparkContext().hadoopConfiguration())
                ? Optional.of(spark.read().parquet(folder.toString()))
                : Optional.empty();
    }

    private Optional<Row> dropped(long id) {
        return dropped()
                .flatMap(
                        all -> all
                                .where(col(Pairs.ID).equalTo(id))
                                .select(Rejections.REASON, Rejections.OF)
                                .collectAsList()
                                .stream()
                                .findFirst());
    }

    /** Puts the set and the tokens of a pair; false when it is in no set. */
    private boolean tokens(long id) {
        for (var set : Corpus.SETS) {
            var found = corpus.read(spark, set).where(col(Pairs.ID).equalTo(id)).collectAsList();
            if (!found.isEmpty()) {
                summary.section("what became of it")
                        .put("set", set)
                        .put(
                                "source tokens",
                                pieces(corpus.sourceSubwords(), found.get(0).getList(1)))
                        .put(
                                "target tokens",
                                pieces(corpus.targetSubwords(), found.get(0).getList(2)));
                return true;
            }
        }
        return false;
    }

    private static String pieces(Subwords subwords, List<Integer> ids) {
        return ids.size() + ": " + ids.stream().map(subwords::piece).collect(Collectors.joining(" "));
    }
}
