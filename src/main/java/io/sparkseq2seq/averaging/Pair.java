package io.sparkseq2seq.averaging;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A sentence pair of the corpus.
 *
 * @param source token ids without special ones
 * @param target token ids without special ones
 */
public record Pair(long id, int[] source, int[] target) implements Serializable {

    public static Pair of(Row row) {
        return new Pair(row.getLong(0), ids(row.getList(1)), ids(row.getList(2)));
    }

    private static int[] ids(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Tokens of its longer side. */
    public int longest() {
        return Math.max(source.length, target.length);
    }

    /** The same with at most so many tokens a side. */
    public Pair cut(int tokens) {
        return longest() <= tokens
                ? this
                : new Pair(
                        id,
                        Arrays.copyOf(source, Math.min(source.length, tokens)),
                        Arrays.copyOf(target, Math.min(target.length, tokens)));
    }

    /** Target tokens to predict: its own and END. */
    public int targetTokens() {
        return target.length + 1;
    }
}
