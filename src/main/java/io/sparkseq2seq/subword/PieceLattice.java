package io.sparkseq2seq.subword;

import java.util.Arrays;

/**
 * All ways to cut a word into pieces: an edge for each piece at each place. One instance is used for word after word;
 * it belongs to one thread.
 *
 * <p>Sums over all paths are taken relative to the best path to each place, whose logarithm is kept: they are never
 * less than 1 and never underflow, however long the word is.
 */
final class PieceLattice {
    private final PieceTrie trie;
    private final double[] scores;
    private int length;
    private int edges;
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int[] pieces = new int[256];
    private double[] weights = new double[256];
    /** The logarithm of the best path to each place. */
    private double[] best = new double[32];
    /** The last edge of that path. */
    private int[] last = new int[32];
    /** The sum of all paths to each place, as a multiple of the best. */
    private double[] forward = new double[32];
    /** The sum of all paths from each place on, likewise. */
    private double[] backward = new double[32];

    /**
     * @param trie of the pieces
     * @param scores the logarithm of each piece's probability
     */
    PieceLattice(PieceTrie trie, double[] scores) {
        this.trie = trie;
        this.scores = scores;
    }

    /**
     * Takes the pieces of a word, and finds its best path.
     *
     * @param excluded a piece that does not count, or {@link PieceTrie#NONE}
     * @return whether there is a path
     */
    boolean set(char[] text, int from, int to, int excluded) {
        length = to - from;
        edges = 0;
        if (length >= best.length) {
            best = new double[2 * length];
            last = new int[2 * length];
            forward = new double[2 * length];
            backward = new double[2 * length];
        }
        Arrays.fill(last, 0, length + 1, -1);
        best[0] = 0;
        for (int start = 0; start < length; start++) {
            if (start > 0 && last[start] < 0) {
                continue;
            }
            int node = PieceTrie.ROOT;
            for (int end = start; end < length; ) {
                long edge = trie.edge(node, text[from + end++]);
                if (edge == PieceTrie.NO_EDGE) {
                    break;
                }
                node = PieceTrie.node(edge);
                int piece = PieceTrie.piece(edge);
                if (piece != PieceTrie.NONE && piece != excluded) {
                    add(start, end, piece);
                }
            }
        }
        return last[length] >= 0;
    }

    private void add(int start, int end, int piece) {
        if (edges == starts.length) {
            starts = Arrays.copyOf(starts, 2 * edges);
            ends = Arrays.copyOf(ends, 2 * edges);
            pieces = Arrays.copyOf(pieces, 2 * edges);
            weights = Arrays.copyOf(weights, 2 * edges);
        }
        starts[edges] = start;
        ends[edges] = end;
        pieces[edges] = piece;
        double score = best[start] + scores[piece];
        if (last[end] < 0 || score > best[end]) {
            best[end] = score;
            last[end] = edges;
        }
        edges++;
    }

    /** The logarithm of the best path's probability. */
    double best() {
        return best[length];
    }

    /**
     * The pieces of the best path, the last one first.
     *
     * @param path long enough for the word
     * @return how many there are
     */
    int bestPath(int[] path) {
        int size = 0;
        for (int at = length; at > 0; at = starts[last[at]]) {
            path[size++] = pieces[last[at]];
        }
        return size;
    }

    /**
     * Adds to each piece how often it is expected to occur, over all paths.
     *
     * @param count how often the word occurs
     * @param expected of each piece
     * @return the logarithm of the word's probability
     */
    double expect(long count, double[] expected) {
        Arrays.fill(forward, 0, length + 1, 0);
        Arrays.fill(backward, 0, length + 1, 0);
        forward[0] = 1;
        for (int i = 0; i < edges; i++) {
            weights[i] = StrictMath.exp(best[starts[i]] + scores[pieces[i]] - best[ends[i]]);
            forward[ends[i]] += forward[starts[i]] * weights[i];
        }
        backward[length] = 1;
        for (int i = edges - 1; i >= 0; i--) {
            backward[starts[i]] += weights[i] * backward[ends[i]];
        }
        double all = forward[length];
        for (int i = 0; i < edges; i++) {
            expected[pieces[i]] += count * (forward[starts[i]] * weights[i] * backward[ends[i]] / all);
        }
        return best[length] + StrictMath.log(all);
    }
}
