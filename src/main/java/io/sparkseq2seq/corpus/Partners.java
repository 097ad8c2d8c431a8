package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.align.TermIds;
import io.sparkseq2seq.align.Terms;
import io.sparkseq2seq.parallel.Pairs;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Targets that sources are compared with beside their own: a few thousand, chosen by hash. The partner of a pair is one
 * of about the length of its own target, chosen by a hash of the pair, so the same on every run.
 *
 * @param targets ids of their words, the shortest first
 */
record Partners(int[][] targets) implements Serializable {
    private static final int MOST = 4096;
    /** So far from targets of its own length a partner may be, in the order of lengths, on both sides. */
    private static final int REACH = 64;

    static Partners of(Dataset<Row> pairs, TermIds ids, long seed) {
        var chosen = pairs.select(
                        substring(col(Pairs.TARGET), 1, Terms.MOST_CHARACTERS).as(Pairs.TARGET))
                .distinct()
                .orderBy(xxhash64(col(Pairs.TARGET), lit(seed)), col(Pairs.TARGET))
                .limit(MOST)
                .collectAsList();
        return new Partners(chosen.stream()
                .map(row -> ids.ids(row.getString(0)))
                .sorted(Comparator.comparingInt(words -> words.length))
                .toArray(int[][]::new));
    }

    /** The ids of another's target; null where there is none. */
    int[] of(TermPair pair) {
        int hash = 31 * Arrays.hashCode(pair.source()) + Arrays.hashCode(pair.target());
        int low = Math.max(0, place(pair.target().length) - REACH);
        int reach = Math.min(targets.length - low, 2 * REACH);
        for (int tries = 0; tries < 8 && reach > 0; tries++) {
            hash = hash * 0x9E3779B1 + 0x7F4A7C15;
            var other = targets[low + Math.floorMod(hash >>> 8, reach)];
            if (!Arrays.equals(other, pair.target())) {
                return other;
            }
        }
        return null;
    }

    /** The first target that is at least so long. */
    private int place(int length) {
        int low = 0;
        int high = targets.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (targets[middle].length < length) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
