package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.WordAligner;
import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** Drops pairs whose sides do not translate each other, as their words tell. */
final class Misaligned {
    /** Why they are dropped. */
    static final String REASON = "misaligned";
    /** The step that learns what they are known by. */
    static final String LEARNING = "learn alignment";

    /** Why pairs are dropped of which a side was cut off. */
    static final String CUT_OFF = "cut off";
    /** Why pairs are dropped whose sides are swapped. */
    static final String SWAPPED = "swapped sides";

    private static final double SUSPECT = 0.5;

    private Misaligned() {}

    /**
     * What is left.
     *
     * @param sets pairs of all sets
     * @param learning of what was learned, where pairs were judged
     */
    record Aligned(Dataset<Row> sets, Optional<AlignmentLearning> learning) {
        /** Writes what was learned, if it was, and describes it. */
        Manifest.Lexicon write(Path file, Configuration hadoop) {
            return learning.map(learned -> learned.write(file, hadoop)).orElse(Manifest.Lexicon.NONE);
        }
    }

    /**
     * Learns from the training set and drops pairs of all sets that were cut from the training data, if a rule says so.
     */
    static Aligned drop(Dataset<Row> sets, List<FilterRule> rules, long seed, Steps steps, Rejections rejections) {
        var rule = rules.stream()
                .filter(FilterRule.Alignment.class::isInstance)
                .map(FilterRule.Alignment.class::cast)
                .findFirst();
        var train = sets.where(col(HoldOut.SET).equalTo("train"));
        long count = rule.isPresent() ? train.count() : 0;
        if (count == 0) {
            return new Aligned(sets, Optional.empty());
        }
        steps.begin(LEARNING);
        var learning = AlignmentLearning.from(train, count, rule.get(), seed);
        var thresholds = learning.aligner().thresholds();
        steps.done(learning.aligner().table().pairs().size(), "links");
        if (thresholds.misaligned() > SUSPECT) {
            steps.warn(String.format(
                    Locale.ROOT,
                    "warning: about %.0f %% of the pairs look misaligned; see that lines of both sides belong together",
                    100 * Math.min(1, thresholds.misaligned())));
        }
        var swaps = learning.aligner().swaps();
        if (swaps.isBothWays()) {
            steps.warn(String.format(
                    Locale.ROOT,
                    "warning: about %.0f %% of the pairs look swapped, too many for a mistake: none is dropped for it; where they "
                            + "are no second direction, exchange source and target of that input or use the rule language",
                    100 * swaps.share()));
        }
        steps.begin("drop misaligned");
        var judged = rejections.drop(judge(sets, learning.aligner(), steps), steps);
        steps.release(judged);
        return new Aligned(Rejections.kept(judged), Optional.of(learning));
    }

    /**
     * Pairs with the reason to drop them, or null; those of given sets have none.
     *
     * @param sets pairs of all sets
     */
    static Dataset<Row> judge(Dataset<Row> sets, WordAligner aligner, Steps steps) {
        var context = JavaSparkContext.fromSparkContext(sets.sparkSession().sparkContext());
        var judge = udf(new Judge(steps.hold(context.broadcast(aligner))), DataTypes.StringType);
        return sets.withColumn(
                        Rejections.REASON,
                        when(col(HoldOut.GIVEN).equalTo(false), judge.apply(col(Pairs.SOURCE), col(Pairs.TARGET))))
                .withColumn(Rejections.OF, Rejections.NO_OTHER);
    }

    /** One for each task, so that it may keep its place to work. */
    private static final class Judge implements UDF2<String, String, String> {
        private static final long serialVersionUID = 1;

        private final Broadcast<WordAligner> aligner;
        private transient PairLinks links;

        Judge(Broadcast<WordAligner> aligner) {
            this.aligner = aligner;
        }

        @Override
        public String call(String source, String target) {
            var learned = aligner.value();
            if (links == null) {
                links = new PairLinks(learned.table());
            }
            return learned.fault(source, target, links).map(Misaligned::reason).orElse(null);
        }
    }

    private static String reason(WordAligner.Fault fault) {
        return switch (fault) {
            case SWAPPED -> SWAPPED;
            case CUT_OFF -> CUT_OFF;
            case MISALIGNED -> REASON;
        };
    }
}
