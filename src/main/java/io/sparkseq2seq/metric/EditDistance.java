package io.sparkseq2seq.metric;

import java.util.Arrays;

/**
 * Levenshtein's distance between the words of a hypothesis and of its reference, within tercom's beam: a row of the
 * table is filled only near the diagonal.
 */
final class EditDistance {
    private static final int BEAM = 25;
    private static final int FAR = Integer.MAX_VALUE / 2;
    private static final byte EQUAL = 0;
    private static final byte REPLACE = 1;
    private static final byte DELETE = 2;
    private static final byte INSERT = 3;

    private final int[] reference;
    private int[] hypothesis = {};
    private int[][] costs = {};
    private byte[][] edits = {};

    EditDistance(int[] reference) {
        this.reference = reference;
    }

    /** The edits from a hypothesis to the reference. */
    int to(int[] words) {
        if (costs.length != words.length + 1) {
            costs = new int[words.length + 1][reference.length + 1];
            edits = new byte[words.length + 1][reference.length + 1];
            Arrays.setAll(costs[0], j -> j);
            Arrays.fill(edits[0], INSERT);
            hypothesis = words;
            fill(1);
        } else {
            // Shifts leave most of a hypothesis in place: the rows of its unchanged beginning stay.
            int same = Arrays.mismatch(hypothesis, words);
            hypothesis = words;
            if (same >= 0) {
                fill(same + 1);
            }
        }
        return costs[words.length][reference.length];
    }

    private void fill(int firstRow) {
        int rows = hypothesis.length;
        double slope = rows == 0 ? 1 : (double) reference.length / rows;
        // The beams of neighbouring rows must meet, however steep the diagonal is.
        int beam = slope > 2 * BEAM ? (int) Math.ceil(slope / 2 + BEAM) : BEAM;
        for (int i = firstRow; i <= rows; i++) {
            int diagonal = (int) Math.floor(i * slope);
            int from = Math.max(0, diagonal - beam);
            int to = i == rows ? reference.length : Math.min(reference.length, diagonal + beam - 1);
            Arrays.fill(costs[i], FAR);
            for (int j = from; j <= to; j++) {
                fill(i, j);
            }
        }
    }

    /** Among equally cheap edits it prefers a match or replacement, then a deletion, then an insertion. */
    private void fill(int i, int j) {
        int cost = costs[i - 1][j] + 1;
        byte edit = DELETE;
        if (j > 0) {
            boolean equal = hypothesis[i - 1] == reference[j - 1];
            int diagonal = costs[i - 1][j - 1] + (equal ? 0 : 1);
            if (diagonal <= cost) {
                cost = diagonal;
                edit = equal ? EQUAL : REPLACE;
            }
            if (costs[i][j - 1] + 1 < cost) {
                cost = costs[i][j - 1] + 1;
                edit = INSERT;
            }
        }
        costs[i][j] = Math.min(cost, FAR);
        edits[i][j] = edit;
    }

    /** How the last hypothesis was aligned. */
    Alignment alignment() {
        int i = hypothesis.length;
        int j = reference.length;
        int[] positions = new int[j];
        boolean[] wrong = new boolean[i];
        boolean[] missed = new boolean[j];
        while (i > 0 || j > 0) {
            byte edit = edits[i][j];
            if (edit == DELETE) {
                wrong[--i] = true;
            } else if (edit == INSERT) {
                missed[--j] = true;
                positions[j] = i - 1;
            } else {
                i--;
                j--;
                positions[j] = i;
                wrong[i] = missed[j] = edit == REPLACE;
            }
        }
        return new Alignment(positions, wrong, missed);
    }

    /**
     * @param positions of each reference word: the hypothesis word that it is aligned with, or for one that is inserted
     *     the word before; -1 before the first
     * @param wrong whether a hypothesis word is replaced or deleted
     * @param missed whether a reference word has no equal in its place
     */
    record Alignment(int[] positions, boolean[] wrong, boolean[] missed) {
        /** A run is worth shifting when something is wrong where it is and where it would go, and it goes elsewhere. */
        boolean mayShift(int start, int target, int length) {
            boolean inside = positions[target] >= start && positions[target] < start + length;
            return any(wrong, start, length) && any(missed, target, length) && !inside;
        }

        private static boolean any(boolean[] flags, int start, int length) {
            for (int i = start; i < start + length; i++) {
                if (flags[i]) {
                    return true;
                }
            }
            return false;
        }
    }
}
