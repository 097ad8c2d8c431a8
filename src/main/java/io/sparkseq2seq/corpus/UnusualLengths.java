package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Pairs whose sides' lengths do not go together as in the rest of the corpus, such as one that was cut off. As Gale and
 * Church (1993) found, the lengths of a sentence and its translation differ the less, in proportion, the longer they
 * are; so what is judged is {@code (ln(target / source) - m) * sqrt(n)}, of the characters of both sides, their mean
 * {@code n}, at most {@value #LONGEST}, and the corpus' own median {@code m}. Its usual size is the median over the
 * corpus, too, so that broken pairs hardly change it.
 *
 * <p>All is counted in whole numbers, so that the same pairs are dropped whatever the partitions.
 */
final class UnusualLengths {
    static final String REASON = "unusual lengths";

    /** Characters from which on longer sentences vary as these. */
    private static final int LONGEST = 30;
    /** Pairs below which a corpus tells nothing. */
    private static final long FEWEST = 500;
    /** What one is in whole numbers. */
    private static final int ONE = 4096;
    /** The standard deviation of a normal distribution through the median of deviations. */
    private static final double NORMAL = 1.4826;

    private static final String LOGARITHM = "logarithm";
    private static final String DEVIATION = "deviation";

    private UnusualLengths() {}

    /**
     * The pairs with {@code reason} and {@code of}, null for those that stay; empty for too few pairs to tell.
     *
     * @param pairs {@code id, source, target}, no side empty
     * @param deviations standard deviations from which on a pair is unusual
     */
    static Optional<Dataset<Row>> judge(Dataset<Row> pairs, double deviations) {
        var ratios = pairs.withColumn(
                LOGARITHM,
                udf((UDF2<String, String, Integer>) UnusualLengths::logarithm, DataTypes.IntegerType)
                        .apply(col(Pairs.SOURCE), col(Pairs.TARGET)));
        var histogram = histogram(ratios, col(LOGARITHM));
        if (histogram.stream().mapToLong(row -> row.getLong(1)).sum() < FEWEST) {
            return Optional.empty();
        }
        int middle = median(histogram);
        var deviation = udf(
                        (UDF2<String, String, Integer>) (source, target) -> deviation(source, target, middle),
                        DataTypes.IntegerType)
                .apply(col(Pairs.SOURCE), col(Pairs.TARGET));
        var deviating = pairs.withColumn(DEVIATION, abs(deviation));
        double most = deviations * NORMAL * Math.max(1, median(histogram(deviating, col(DEVIATION))));
        return Optional.of(deviating
                .withColumn(Rejections.REASON, when(col(DEVIATION).gt(most), REASON))
                .withColumn(Rejections.OF, Rejections.NO_OTHER)
                .drop(DEVIATION));
    }

    /** How many pairs have each value, in the order of values: some thousand at most. */
    private static List<Row> histogram(Dataset<Row> pairs, Column value) {
        return pairs.groupBy(value.as("value"))
                .agg(count(lit(1)))
                .orderBy("value")
                .collectAsList();
    }

    private static int median(List<Row> histogram) {
        long before = histogram.stream().mapToLong(row -> row.getLong(1)).sum() / 2;
        for (var bar : histogram) {
            before -= bar.getLong(1);
            if (before < 0) {
                return bar.getInt(0);
            }
        }
        throw new IllegalStateException(String.format(Locale.ROOT, "%d bars", histogram.size()));
    }

    /** In whole numbers, by Java's own arithmetic, which is the same on all machines. */
    private static int logarithm(String source, String target) {
        return (int) Math.rint(ONE * StrictMath.log((double) characters(target) / characters(source)));
    }

    private static int deviation(String source, String target, int middle) {
        double mean = Math.min(LONGEST, (characters(source) + characters(target)) / 2.0);
        return (int) Math.rint((logarithm(source, target) - middle) * Math.sqrt(mean));
    }

    private static int characters(String text) {
        return Math.max(1, text.codePointCount(0, text.length()));
    }
}
