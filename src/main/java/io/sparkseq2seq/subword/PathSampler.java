package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws one of all ways to cut a word, each by its probability to the power of {@code alpha}: subword regularization
 * (Kudo, 2018). Sums over all beginnings go forward, then pieces are drawn from the end on.
 */
final class PathSampler {
    private final ScoredPieces pieces;
    private final double alpha;
    /** The logarithm of the sum over all ways to each place. */
    private final double[] sums;

    /** The last edge to each place, and before each edge the one to the same place. */
    private final int[] lastTo;

    private int[] before = new int[64];

    private int edges;
    private int[] starts = new int[64];
    private int[] found = new int[64];
    private double[] weights = new double[64];

    /**
     * @param alpha 0: every way is as likely as another; 1: as the model has it; the larger, the more often the best
     *     one
     */
    PathSampler(ScoredPieces pieces, String word, double alpha) {
        this.pieces = pieces;
        this.alpha = alpha;
        sums = new double[word.length() + 1];
        Arrays.fill(sums, Double.NEGATIVE_INFINITY);
        sums[0] = 0;
        lastTo = new int[word.length() + 1];
        Arrays.fill(lastTo, PieceTrie.NONE);
        for (int start = 0, next; start < word.length(); start = next) {
            next = start + Character.charCount(word.codePointAt(start));
            if (!pieces.from(word, start, this::add)) {
                add(start, next, PieceTrie.NONE, pieces.unknownScore());
            }
        }
    }

    private void add(int start, int end, int piece, double score) {
        if (sums[start] == Double.NEGATIVE_INFINITY) {
            return; // nothing ends here
        }
        if (edges == starts.length) {
            starts = Arrays.copyOf(starts, 2 * edges);
            found = Arrays.copyOf(found, 2 * edges);
            before = Arrays.copyOf(before, 2 * edges);
            weights = Arrays.copyOf(weights, 2 * edges);
        }
        starts[edges] = start;
        found[edges] = piece;
        weights[edges] = sums[start] + alpha * score;
        sums[end] = logOfSum(sums[end], weights[edges]);
        before[edges] = lastTo[end];
        lastTo[end] = edges++;
    }

    private static double logOfSum(double a, double b) {
        double larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY
                ? larger
                : larger + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - larger));
    }

    /** The ids of a way that is drawn. */
    int[] draw(String word, SplittableRandom random) {
        var path = new int[word.length()];
        int steps = 0;
        for (int end = word.length(); end > 0; end = starts[path[steps - 1]]) {
            path[steps++] = edgeTo(end, random.nextDouble());
        }
        var ids = new int[3 * word.length()];
        int size = 0;
        while (steps > 0) {
            int edge = path[--steps];
            if (found[edge] == PieceTrie.NONE) {
                size = pieces.spell(word.codePointAt(starts[edge]), ids, size);
            } else {
                ids[size++] = Subwords.FIRST_CHARACTER + found[edge];
            }
        }
        return Arrays.copyOf(ids, size);
    }

    private int edgeTo(int end, double drawn) {
        double left = drawn;
        int edge = lastTo[end];
        while (true) {
            left -= StrictMath.exp(weights[edge] - sums[end]);
            if (left < 0 || before[edge] == PieceTrie.NONE) { // rounding may leave a little
                return edge;
            }
            edge = before[edge];
        }
    }
}
