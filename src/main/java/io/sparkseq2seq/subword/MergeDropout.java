package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Joins pairs as {@link BytePairs} does, but in each step every place where a merge applies is left out by chance: BPE
 * dropout (Provilkov et al., 2020, algorithm 1), with all places of the earliest merge that are left joined at once, as
 * subword-nmt does. So a word is cut into smaller pieces than usual, a little otherwise each time; without dropout it
 * is cut as usual, with certain dropout into its characters.
 */
final class MergeDropout {
    private MergeDropout() {}

    /**
     * @param ids of the word's characters; overwritten
     * @param results the id that each merge makes
     * @param dropout probability in [0, 1] that a merge is left out at a place, in a step
     * @return a new array
     */
    static int[] joined(int[] ids, PairTable ranks, int[] results, double dropout, SplittableRandom random) {
        int size = ids.length;
        var merges = new int[size]; // that join each symbol to the one behind it, in this step
        while (true) {
            int best = PairTable.NONE;
            for (int i = 0; i + 1 < size; i++) {
                int merge = ranks.get(ids[i], ids[i + 1]);
                merges[i] = merge != PairTable.NONE && random.nextDouble() < dropout ? PairTable.NONE : merge;
                best = Math.min(best, merges[i]);
            }
            if (best == PairTable.NONE) {
                return Arrays.copyOf(ids, size);
            }
            int kept = 0;
            for (int i = 0; i < size; i++, kept++) {
                boolean joins = i + 1 < size && merges[i] == best;
                ids[kept] = joins ? results[best] : ids[i];
                i += joins ? 1 : 0;
            }
            size = kept;
        }
    }
}
