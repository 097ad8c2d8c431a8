package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The most frequent words of a table, found by two histograms instead of a sort: a sort with a limit of millions would
 * hold that many words in the memory of one task.
 *
 * <p>Words more frequent than some count are all taken. Of those with just that count the ones with the smallest hashes
 * are, so that the cut takes a fair sample of them, the same on every run.
 */
final class FrequentWords {
    /** The upper 16 bits of a hash: so many buckets, of a few words each, are counted. */
    private static final int BUCKET_SHIFT = 48;

    private FrequentWords() {}

    /**
     * Exactly {@code most} words of a table that has more.
     *
     * @param counts distinct words: {@code word}, {@code count}
     */
    static Dataset<Row> of(Dataset<Row> counts, long most) {
        var byCount = counts.groupBy(col("count").as("key"))
                .agg(count(lit(1)).as("words"))
                .orderBy(col("key").desc())
                .collectAsList();
        var count = cut(byCount, most);
        var above = counts.where(col("count").gt(count.key()));
        var ties = counts.where(col("count").equalTo(count.key()));
        Column bucket = shiftright(xxhash64(col("word")), BUCKET_SHIFT);
        var byBucket = ties.groupBy(bucket.as("key"))
                .agg(count(lit(1)).as("words"))
                .orderBy("key")
                .collectAsList();
        var last = cut(byBucket, most - count.before());
        return above.union(ties.where(bucket.lt(last.key())))
                .union(ties.where(bucket.equalTo(last.key()))
                        .orderBy(xxhash64(col("word")), col("word"))
                        .limit((int) (most - count.before() - last.before())));
    }

    /**
     * Where a histogram reaches a number.
     *
     * @param key of the bar that reaches it
     * @param before the sum of the bars before that one
     */
    record Cut(long key, long before) {}

    /** @param histogram bars with their keys and heights, in order */
    static Cut cut(List<Row> histogram, long most) {
        long before = 0;
        for (var bar : histogram) {
            if (before + bar.getLong(1) >= most) {
                return new Cut(bar.getLong(0), before);
            }
            before += bar.getLong(1);
        }
        throw new IllegalArgumentException(most + " of " + before);
    }
}
