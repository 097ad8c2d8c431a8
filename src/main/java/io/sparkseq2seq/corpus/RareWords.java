package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.sparkseq2seq.subword.CutWords;
import io.sparkseq2seq.subword.Splitting;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * What is in the words that a learner does not get, counted on the cluster: their characters, and the most frequent of
 * their pairs of neighbours.
 */
final class RareWords {
    /** About 50 MB on the driver. */
    private static final int MOST_PAIRS = 500_000;

    private RareWords() {}

    /**
     * @param counts distinct words: {@code word}, {@code count}
     * @param used those of them that the learner gets
     */
    static CutWords of(Dataset<Row> counts, Dataset<Row> used, Splitting splitting) {
        var keys = udf(
                (UDF1<String, long[]>) word -> CutWords.keys(word, splitting),
                DataTypes.createArrayType(DataTypes.LongType, false));
        var isPair = udf((UDF1<Long, Boolean>) CutWords::isPair, DataTypes.BooleanType);
        var rest = counts.select("word", "count")
                .union(used.select(col("word"), col("count").multiply(-1)))
                .select(explode(keys.apply(col("word"))).as("word"), col("count"))
                .groupBy("word")
                .agg(sum("count").as("count"))
                .where(col("count").gt(0))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            var cut = new CutWords();
            add(rest.where(isPair.apply(col("word")).equalTo(false)), cut);
            var pairs = rest.where(isPair.apply(col("word")));
            if (pairs.count() <= MOST_PAIRS) {
                add(pairs, cut);
            } else {
                cut.others(add(FrequentWords.of(pairs, MOST_PAIRS), cut));
            }
            return cut;
        } finally {
            rest.unpersist();
        }
    }

    /** Returns the smallest count. */
    private static long add(Dataset<Row> counts, CutWords cut) {
        long least = Long.MAX_VALUE;
        for (var rows = counts.coalesce(1).toLocalIterator(); rows.hasNext(); ) {
            var row = rows.next();
            cut.add(row.getLong(0), row.getLong(1));
            least = Math.min(least, row.getLong(1));
        }
        return least;
    }
}
