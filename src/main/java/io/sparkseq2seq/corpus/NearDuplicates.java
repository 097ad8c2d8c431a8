package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.udf;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.similarity.Distinction;
import io.sparkseq2seq.similarity.MinHash;
import io.sparkseq2seq.similarity.ShingleSet;
import io.sparkseq2seq.similarity.Shingles;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs that are nearly a pair before them: Jaccard's similarity of the {@link Shingles} of both sides together is at
 * least so much, and they have the same {@link Distinction}. {@link MinHash} finds what may be near, and the texts
 * themselves decide, so no pair is lost to a hash.
 *
 * <p>A pair goes when one that stays, of a smaller id, is near it; see {@link FirstStays}. The result depends on ids
 * and texts only.
 */
final class NearDuplicates {
    static final String REASON = "nearly a duplicate";

    private static final String BAND = "band";
    private static final String SKETCH = "sketch";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    /** Rows of a partition of bands, which are sorted: some 50 MiB. */
    private static final long BAND_ROWS = 1_500_000;

    private static final StructType RELATION =
            new StructType().add(FIRST, DataTypes.LongType, false).add(SECOND, DataTypes.LongType, false);
    private static final StructType GONE =
            new StructType().add(Pairs.ID, DataTypes.LongType, false).add(Rejections.OF, DataTypes.LongType, false);

    private final int length;
    private final double similarity;
    private final MinHash signatures;
    private final Steps steps;

    NearDuplicates(PreprocessSettings.NearDuplicates settings, Steps steps) {
        this(settings.similarity(), settings.shingle(), steps);
    }

    /**
     * @param similarity from which on pairs are near, above 0 to 1
     * @param length characters of a shingle, 3 to 5
     */
    NearDuplicates(double similarity, int length, Steps steps) {
        this.length = length;
        this.similarity = similarity;
        this.signatures = MinHash.of(similarity);
        this.steps = steps;
    }

    /**
     * The pairs with {@code reason} and {@code of}, both null for those that stay.
     *
     * @param pairs {@code id, source, target}, no two the same
     */
    Dataset<Row> judge(Dataset<Row> pairs) {
        var gone = gone(near(pairs, candidates(pairs)));
        return Verdicts.join(pairs, steps.keep(gone.withColumn(Rejections.REASON, lit(REASON))));
    }

    /** {@code first, second}: ids of what shares a band, each once. */
    private Dataset<Row> candidates(Dataset<Row> pairs) {
        int bands = signatures.bands();
        int characters = length;
        var hashes = signatures;
        var signature = udf(
                (UDF2<String, String, long[]>) (source, target) -> signature(hashes, source, target, characters),
                DataTypes.createArrayType(DataTypes.LongType, false));
        long parts = pairs.count() * bands / BAND_ROWS;
        int least = pairs.sparkSession().sessionState().conf().numShufflePartitions();
        var rows = pairs.select(
                        col(Pairs.ID),
                        signature.apply(col(Pairs.SOURCE), col(Pairs.TARGET)).as("signature"))
                .select(
                        explode(slice(col("signature"), 1, bands)).as(BAND),
                        col(Pairs.ID),
                        element_at(col("signature"), bands + 1).as(SKETCH))
                .repartition((int) Math.max(least, parts), col(BAND))
                .sortWithinPartitions(BAND, Pairs.ID);
        return over(rows, RELATION, members -> new Candidates(members, hashes)).distinct();
    }

    /** Null for a pair of punctuation alone, which is near to none. */
    private static long[] signature(MinHash hashes, String source, String target, int length) {
        var shingles = Shingles.of(source, target, length);
        return shingles.length == 0 ? null : hashes.signature(shingles, Distinction.of(source, target));
    }

    /** The candidates whose texts are near. */
    private Dataset<Row> near(Dataset<Row> pairs, Dataset<Row> candidates) {
        var found = steps.keep(candidates);
        long count = found.count();
        var ids = found.select(col(FIRST).as(Pairs.ID))
                .union(found.select(col(SECOND).as(Pairs.ID)))
                .distinct();
        // Only the texts that are compared are sent anywhere.
        var compared = steps.keep(pairs.join(Verdicts.small(ids, 2 * count), new String[] {Pairs.ID}, "left_semi"));
        var joined = found.join(texts(compared, FIRST), FIRST).join(texts(compared, SECOND), SECOND);
        var isNear = udf(new Near(length, similarity), DataTypes.BooleanType);
        return joined.where(isNear.apply(
                        col(FIRST + Pairs.SOURCE),
                        col(FIRST + Pairs.TARGET),
                        col(SECOND + Pairs.SOURCE),
                        col(SECOND + Pairs.TARGET)))
                .select(FIRST, SECOND);
    }

    private static Dataset<Row> texts(Dataset<Row> pairs, String which) {
        return pairs.select(
                col(Pairs.ID).as(which),
                col(Pairs.SOURCE).as(which + Pairs.SOURCE),
                col(Pairs.TARGET).as(which + Pairs.TARGET));
    }

    private static Dataset<Row> gone(Dataset<Row> relations) {
        return over(
                relations.repartition(1).sortWithinPartitions(SECOND, FIRST), GONE, sorted -> new FirstStays(sorted));
    }

    /** Whether two pairs are near: what the signatures look for, exactly. One for each task, with its place to work. */
    private static final class Near implements UDF4<String, String, String, String, Boolean> {
        private static final long serialVersionUID = 1;
        /** Characters of two pairs whose sets are kept: some 10 MB of them. */
        private static final int LONGEST = 100_000;

        private final int length;
        private final double similarity;
        private transient Side first;
        private transient Side second;

        Near(int length, double similarity) {
            this.length = length;
            this.similarity = similarity;
        }

        @Override
        public Boolean call(String source, String target, String otherSource, String otherTarget) {
            if (first == null) {
                first = new Side();
                second = new Side();
            }
            if (source.length() + target.length() + otherSource.length() + otherTarget.length() > LONGEST) {
                // Sets of these are not kept.
                return Distinction.of(source, target) == Distinction.of(otherSource, otherTarget)
                        && Shingles.areSimilar(
                                Shingles.set(Shingles.of(source, target, length)),
                                Shingles.set(Shingles.of(otherSource, otherTarget, length)),
                                similarity);
            }
            first.take(source, target, length);
            second.take(otherSource, otherTarget, length);
            return first.distinction == second.distinction && first.shingles.similarity(second.shingles) >= similarity;
        }
    }

    /** A pair that is compared; of several comparisons in a row one side is often the same. */
    private static final class Side {
        private final ShingleSet shingles = new ShingleSet();
        private long distinction;
        private String source;
        private String target;

        void take(String source, String target, int length) {
            if (!source.equals(this.source) || !target.equals(this.target)) {
                shingles.fill(Shingles.of(source, target, length));
                distinction = Distinction.of(source, target);
                this.source = source;
                this.target = target;
            }
        }
    }

    /** Makes rows of a partition's rows as they are, without the objects that typed rows cost. */
    private static Dataset<Row> over(
            Dataset<Row> rows, StructType schema, SerializableFunction<Iterator<InternalRow>, Iterator<Row>> made) {
        var mapped = rows.queryExecution().toRdd().toJavaRDD().mapPartitions(made::apply);
        return rows.sparkSession().createDataFrame(mapped, schema);
    }

    /** What Spark can send. */
    private interface SerializableFunction<A, B> extends Function<A, B>, java.io.Serializable {}
}
