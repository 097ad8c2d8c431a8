package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;

import io.sparkseq2seq.align.TermIds;
import io.sparkseq2seq.align.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * The words of a side that alignment learns, the most frequent first, and how many times each was seen: the place of a
 * word, from 1, is its id. At 0 stands the empty word, and how many all are.
 *
 * @param words by id
 * @param counts by id
 */
record TermCounts(String[] words, long[] counts) {
    /** Of a word seen less often nothing can be learned. */
    private static final int LEAST = 2;

    /**
     * Counts the words of a column.
     *
     * @param most words to keep; of the rarest of them, hashes decide which
     */
    static TermCounts of(Dataset<Row> pairs, String side, int most) {
        var terms = udf(
                (UDF1<String, String[]>) text -> Terms.of(text).toArray(String[]::new),
                DataTypes.createArrayType(DataTypes.StringType));
        var counts = pairs.select(explode(terms.apply(col(side))).as("word"))
                .groupBy("word")
                .count()
                .where(col("count").geq(LEAST))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            var kept = counts.count() <= most ? counts : FrequentWords.of(counts, most);
            return sorted(kept);
        } finally {
            counts.unpersist();
        }
    }

    private static TermCounts sorted(Dataset<Row> counts) {
        var rows = new ArrayList<>(counts.collectAsList());
        rows.sort(Comparator.comparingLong((Row row) -> row.getLong(1))
                .reversed()
                .thenComparing(row -> row.getString(0)));
        var words = new String[rows.size() + 1];
        var numbers = new long[words.length];
        words[TermIds.EMPTY] = "";
        for (int i = 1; i < words.length; i++) {
            words[i] = rows.get(i - 1).getString(0);
            numbers[i] = rows.get(i - 1).getLong(1);
            numbers[TermIds.EMPTY] += numbers[i];
        }
        return new TermCounts(words, numbers);
    }

    TermIds ids() {
        var hashes = new long[words.length - 1];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Terms.hash(words[i + 1]);
        }
        return new TermIds(hashes);
    }
}
