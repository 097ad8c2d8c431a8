package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.similarity.FoldedText;
import io.sparkseq2seq.similarity.TextIndex;
import io.sparkseq2seq.similarity.TextIndex.Likeness;
import io.sparkseq2seq.similarity.TextIndex.Match;
import io.sparkseq2seq.similarity.TextIndex.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Training pairs that would give away a validation or test set: their source or their target stands in it, letter by
 * letter, but for case, punctuation and spaces, or nearly. A score on sentences that were trained on tells nothing.
 *
 * <p>The sets are small and go to all executors, where {@link TextIndex} misses nothing. Of sets that are too large for
 * that, texts of the same letters are found by a join, and near ones are not looked for.
 */
final class Leaks {
    /** A kind of sets, as reasons name them. */
    enum Held {
        GIVEN("in a given set"),
        HELD_OUT("in a held-out set");

        private final String place;

        Held(String place) {
            this.place = place;
        }

        private String reason(String side, Likeness likeness) {
            return switch (likeness) {
                case SAME -> side + " " + place;
                case SAME_LETTERS -> side + " " + place + " but for case or punctuation";
                case NEAR -> side + " nearly " + place;
            };
        }
    }

    /** What a pair may be dropped for. */
    static final Set<String> REASONS = Stream.of(Held.values())
            .flatMap(held -> Stream.of(Likeness.values()).flatMap(likeness -> Stream.of(Pairs.SOURCE, Pairs.TARGET)
                    .map(side -> held.reason(side, likeness))))
            .collect(Collectors.toUnmodifiableSet());

    /** The most pairs of sets that executors hold: some 100 MiB. */
    private static final int MOST = 50_000;

    private static final int SHINGLE = 4;
    private static final String VERDICT = "verdict";
    private static final StructType REASON_AND_PAIR =
            new StructType().add(Rejections.REASON, DataTypes.StringType).add(Rejections.OF, DataTypes.LongType);

    private final double similarity;
    private final int most;
    private final Steps steps;

    Leaks(PreprocessSettings.Leaks settings, Steps steps) {
        this(settings.similarity(), MOST, steps);
    }

    /**
     * @param similarity Jaccard's, from which on a text is nearly another; 1: none is
     * @param most pairs of sets that executors may hold
     */
    Leaks(double similarity, int most, Steps steps) {
        this.similarity = similarity;
        this.most = most;
        this.steps = steps;
    }

    /**
     * Pairs with the reason to drop them and the pair of the sets that they would give away, or nulls. What is more
     * alike counts, of both sides alike the source.
     *
     * @param pairs of the training side, normalized
     * @param sets pairs of validation and test sets, normalized
     */
    Dataset<Row> judge(Dataset<Row> pairs, Dataset<Row> sets, Held held) {
        var rows = sets.select(Pairs.ID, Pairs.SOURCE, Pairs.TARGET)
                .limit(most + 1)
                .collectAsList();
        if (rows.size() > most) {
            steps.warn(String.format(
                    Locale.ROOT,
                    "the sets have more than %,d pairs: training pairs of the same letters are dropped, those that are"
                            + " nearly the same are not looked for",
                    most));
            return joined(pairs, sets, held);
        }
        var spark = JavaSparkContext.fromSparkContext(pairs.sparkSession().sparkContext());
        var sources = steps.hold(spark.broadcast(index(rows, 1)));
        var targets = steps.hold(spark.broadcast(index(rows, 2)));
        // Not deterministic, so that Spark does not look up both columns anew.
        var verdict = udf(
                        (UDF2<String, String, Row>)
                                (source, target) -> verdict(sources.value(), source, targets.value(), target, held),
                        REASON_AND_PAIR)
                .asNondeterministic();
        return pairs.select(
                        col(Pairs.ID),
                        col(Pairs.SOURCE),
                        col(Pairs.TARGET),
                        verdict.apply(col(Pairs.SOURCE), col(Pairs.TARGET)).as(VERDICT))
                .select(
                        col(Pairs.ID),
                        col(Pairs.SOURCE),
                        col(Pairs.TARGET),
                        col(VERDICT).getField(Rejections.REASON).as(Rejections.REASON),
                        col(VERDICT).getField(Rejections.OF).as(Rejections.OF));
    }

    private TextIndex index(List<Row> rows, int side) {
        return new TextIndex(
                rows.stream()
                        .map(row -> new Text(row.getLong(0), row.getString(side)))
                        .toList(),
                similarity,
                SHINGLE);
    }

    private static Row verdict(TextIndex sources, String source, TextIndex targets, String target, Held held) {
        var bySource = sources.find(source).orElse(null);
        var byTarget = targets.find(target).orElse(null);
        if (bySource == null && byTarget == null) {
            return null;
        }
        boolean isSource =
                byTarget == null || bySource != null && bySource.likeness().compareTo(byTarget.likeness()) <= 0;
        Match match = isSource ? bySource : byTarget;
        return RowFactory.create(held.reason(isSource ? Pairs.SOURCE : Pairs.TARGET, match.likeness()), match.id());
    }

    private static Dataset<Row> joined(Dataset<Row> pairs, Dataset<Row> sets, Held held) {
        var bySource = side(sets, Pairs.SOURCE);
        var byTarget = side(sets, Pairs.TARGET);
        return pairs.withColumn(key(Pairs.SOURCE), folded(Pairs.SOURCE))
                .withColumn(key(Pairs.TARGET), folded(Pairs.TARGET))
                .join(bySource, new String[] {key(Pairs.SOURCE)}, "left_outer")
                .join(byTarget, new String[] {key(Pairs.TARGET)}, "left_outer")
                .select(
                        col(Pairs.ID),
                        col(Pairs.SOURCE),
                        col(Pairs.TARGET),
                        when(isSame(Pairs.SOURCE), held.reason(Pairs.SOURCE, Likeness.SAME))
                                .when(isSame(Pairs.TARGET), held.reason(Pairs.TARGET, Likeness.SAME))
                                .when(
                                        col(of(Pairs.SOURCE)).isNotNull(),
                                        held.reason(Pairs.SOURCE, Likeness.SAME_LETTERS))
                                .when(
                                        col(of(Pairs.TARGET)).isNotNull(),
                                        held.reason(Pairs.TARGET, Likeness.SAME_LETTERS))
                                .as(Rejections.REASON),
                        when(isSame(Pairs.SOURCE), col(of(Pairs.SOURCE)))
                                .when(isSame(Pairs.TARGET), col(of(Pairs.TARGET)))
                                .otherwise(coalesce(col(of(Pairs.SOURCE)), col(of(Pairs.TARGET))))
                                .as(Rejections.OF));
    }

    private static Dataset<Row> side(Dataset<Row> sets, String side) {
        return sets.where(col(side).notEqual(""))
                .groupBy(folded(side).as(key(side)))
                .agg(min(Pairs.ID).as(of(side)), collect_set(side).as(spellings(side)));
    }

    private static Column isSame(String side) {
        return array_contains(col(spellings(side)), col(side));
    }

    private static Column folded(String side) {
        return udf((UDF1<String, String>) FoldedText::key, DataTypes.StringType).apply(col(side));
    }

    private static String key(String side) {
        return side + "_key";
    }

    private static String of(String side) {
        return side + "_of";
    }

    private static String spellings(String side) {
        return side + "_spellings";
    }
}
