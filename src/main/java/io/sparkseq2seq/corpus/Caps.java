package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.config.PreprocessSettings.Input;
import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes from each input no more clean pairs than it may give: those whose ids have the smallest hashes, so that they
 * are a fair sample, the same on every run.
 */
final class Caps {
    /** A pair of an input that has enough others. */
    static final String OVER = "over its input's cap";

    /** The upper 16 bits of a hash: so many bars a histogram has. */
    private static final int BAR_SHIFT = 48;

    private Caps() {}

    /**
     * Pairs with the reason to drop them, or null.
     *
     * @param starts the first id of each input
     * @param seed of the hash
     */
    static Dataset<Row> judge(Dataset<Row> pairs, List<Input> inputs, List<Long> starts, long seed) {
        var hash = xxhash64(col(Pairs.ID), lit(seed));
        Column isOver = lit(false);
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).cap() > 0) {
                var isOf = Origin.isOf(i, starts);
                var last = last(
                        pairs.where(isOf).select(hash.as("hash")), inputs.get(i).cap());
                if (last.isPresent()) {
                    isOver = isOver.or(isOf.and(hash.gt(last.getAsLong())));
                }
            }
        }
        return pairs.withColumn(Rejections.REASON, when(isOver, OVER)).withColumn(Rejections.OF, Rejections.NO_OTHER);
    }

    /** The greatest of the {@code most} smallest hashes; none where there are no more than that. */
    private static OptionalLong last(Dataset<Row> hashes, long most) {
        var bar = shiftright(col("hash"), BAR_SHIFT);
        var histogram = hashes.groupBy(bar.as("bar"))
                .agg(count(lit(1)).as("pairs"))
                .orderBy("bar")
                .collectAsList();
        if (histogram.stream().mapToLong(row -> row.getLong(1)).sum() <= most) {
            return OptionalLong.empty();
        }
        var cut = FrequentWords.cut(histogram, most);
        var within = hashes.where(bar.equalTo(cut.key()))
                .orderBy("hash")
                .limit((int) (most - cut.before()))
                .collectAsList();
        return OptionalLong.of(within.get(within.size() - 1).getLong(0));
    }
}
