package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
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
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

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
     * alike counts, of both sides alike the source. Pairs that belong to a set other than the training set stay.
     *
     * @param pairs normalized: {@code id}, {@code source}, {@code target}, and maybe {@link HoldOut#SET} and others
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
        var schema = pairs.schema();
        var judged = pairs.queryExecution().toRdd().toJavaRDD().mapPartitions(part ->
                (Iterator<InternalRow>) new Judging(part, schema, sources.value(), targets.value(), held));
        return pairs.sparkSession()
                .internalCreateDataFrame(
                        judged.rdd(),
                        schema.add(Rejections.REASON, DataTypes.StringType).add(Rejections.OF, DataTypes.LongType),
                        false);
    }

    /** Judges one pair after the other. */
    private static final class Judging implements Iterator<InternalRow> {
        private static final UTF8String TRAIN = UTF8String.fromString("train");

        private final Iterator<InternalRow> pairs;
        private final DataType[] types;
        private final int source;
        private final int target;
        /** The place of the set; below 0 where pairs have none. */
        private final int set;

        private final TextIndex sources;
        private final TextIndex targets;
        private final Held held;

        Judging(Iterator<InternalRow> pairs, StructType schema, TextIndex sources, TextIndex targets, Held held) {
            this.pairs = pairs;
            this.types = Stream.of(schema.fields()).map(StructField::dataType).toArray(DataType[]::new);
            this.source = schema.fieldIndex(Pairs.SOURCE);
            this.target = schema.fieldIndex(Pairs.TARGET);
            this.set = List.of(schema.fieldNames()).indexOf(HoldOut.SET);
            this.sources = sources;
            this.targets = targets;
            this.held = held;
        }

        @Override
        public boolean hasNext() {
            return pairs.hasNext();
        }

        @Override
        public InternalRow next() {
            var pair = pairs.next();
            var judged = new Object[types.length + 2];
            for (int i = 0; i < types.length; i++) {
                judged[i] = pair.get(i, types[i]);
            }
            if (set < 0 || TRAIN.equals(pair.getUTF8String(set))) {
                judge(pair, judged);
            }
            return new GenericInternalRow(judged);
        }

        private void judge(InternalRow pair, Object[] judged) {
            var bySource = sources.find(pair.getUTF8String(source).toString()).orElse(null);
            var byTarget = targets.find(pair.getUTF8String(target).toString()).orElse(null);
            if (bySource == null && byTarget == null) {
                return;
            }
            boolean isSource =
                    byTarget == null || bySource != null && bySource.likeness().compareTo(byTarget.likeness()) <= 0;
            Match match = isSource ? bySource : byTarget;
            judged[types.length] =
                    UTF8String.fromString(held.reason(isSource ? Pairs.SOURCE : Pairs.TARGET, match.likeness()));
            judged[types.length + 1] = match.id();
        }
    }

    private TextIndex index(List<Row> rows, int side) {
        return new TextIndex(
                rows.stream()
                        .map(row -> new Text(row.getLong(0), row.getString(side)))
                        .toList(),
                similarity,
                SHINGLE);
    }

    private static Dataset<Row> joined(Dataset<Row> pairs, Dataset<Row> sets, Held held) {
        var bySource = side(sets, Pairs.SOURCE);
        var byTarget = side(sets, Pairs.TARGET);
        var isJudged = List.of(pairs.columns()).contains(HoldOut.SET)
                ? col(HoldOut.SET).equalTo("train")
                : lit(true);
        var reason = when(isSame(Pairs.SOURCE), held.reason(Pairs.SOURCE, Likeness.SAME))
                .when(isSame(Pairs.TARGET), held.reason(Pairs.TARGET, Likeness.SAME))
                .when(col(of(Pairs.SOURCE)).isNotNull(), held.reason(Pairs.SOURCE, Likeness.SAME_LETTERS))
                .when(col(of(Pairs.TARGET)).isNotNull(), held.reason(Pairs.TARGET, Likeness.SAME_LETTERS));
        var of = when(isSame(Pairs.SOURCE), col(of(Pairs.SOURCE)))
                .when(isSame(Pairs.TARGET), col(of(Pairs.TARGET)))
                .otherwise(coalesce(col(of(Pairs.SOURCE)), col(of(Pairs.TARGET))));
        var columns = Stream.concat(
                Stream.of(pairs.columns()).map(functions::col),
                Stream.of(
                        when(isJudged, reason).as(Rejections.REASON),
                        when(isJudged, of).as(Rejections.OF)));
        return pairs.withColumn(key(Pairs.SOURCE), folded(Pairs.SOURCE))
                .withColumn(key(Pairs.TARGET), folded(Pairs.TARGET))
                .join(bySource, new String[] {key(Pairs.SOURCE)}, "left_outer")
                .join(byTarget, new String[] {key(Pairs.TARGET)}, "left_outer")
                .select(columns.toArray(Column[]::new));
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
