package io.sparkseq2seq.translate;

import io.sparkseq2seq.text.Subwords;
import java.util.Arrays;

/**
 * The best continuations of one sentence's hypotheses at one step: a bounded selection over rows x vocabulary, best
 * first. Nothing is sorted but what is kept; of the tokens, only those whose class has one above the row's threshold
 * are looked at one by one.
 *
 * <p>Rows are offered in order; of equal sums the one offered first wins, so the lower row, then the lower token id.
 */
final class Candidates {

    /** How far above 0 a float logarithm of a probability may come by rounding. */
    private static final float ROUNDING = 1e-3f;

    /** Tokens are told apart by their number modulo this first: a pass that the JIT compiler vectorizes. */
    private static final int CLASSES = 256;

    final int[] rows;
    final int[] tokens;
    final double[] sums;
    int size;

    private final float[] maxima = new float[CLASSES];
    private final float[] greatest;
    private int[] hits = new int[64];

    Candidates(int capacity) {
        rows = new int[capacity];
        tokens = new int[capacity];
        sums = new double[capacity];
        greatest = new float[capacity];
    }

    void clear() {
        size = 0;
    }

    /**
     * Offers every token but {@code PAD} and {@code START} as the next of a row.
     *
     * @param sum the row's log-probability so far
     * @param logSum what to subtract from {@code next} to have log-probabilities
     * @param next [vocabulary] of the next token; those of the two are overwritten
     */
    void offer(int row, double sum, double logSum, float[] next) {
        next[Subwords.PAD] = Float.NEGATIVE_INFINITY;
        next[Subwords.START] = Float.NEGATIVE_INFINITY;
        int width = Math.min(CLASSES, next.length);
        findMaxima(next, width);
        var threshold = Math.max(threshold(sum - logSum), kthMaximum(width));
        int found = 0;
        for (int c = 0; c < width; c++) {
            // Not ">=": a NaN must not pass unseen.
            if (maxima[c] < threshold) {
                continue;
            }
            for (int token = c; token < next.length; token += width) {
                if (!(next[token] < threshold)) {
                    hits = found < hits.length ? hits : Arrays.copyOf(hits, 2 * found);
                    hits[found++] = token;
                }
            }
        }
        Arrays.sort(hits, 0, found);
        for (int i = 0; i < found; i++) {
            offer(row, hits[i], sum, next[hits[i]] - logSum);
        }
    }

    /** The greatest number of each class of tokens that are equal modulo {@code width}. */
    private void findMaxima(float[] next, int width) {
        System.arraycopy(next, 0, maxima, 0, width);
        int from = width;
        for (; from + width <= next.length; from += width) {
            for (int c = 0; c < width; c++) {
                maxima[c] = Math.max(maxima[c], next[from + c]);
            }
        }
        for (; from < next.length; from++) {
            maxima[from % width] = Math.max(maxima[from % width], next[from]);
        }
    }

    /** As many tokens as are wanted are not below it. */
    private float kthMaximum(int width) {
        if (width < sums.length) {
            return Float.NEGATIVE_INFINITY;
        }
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < width; c++) {
            int at = greatest.length - 1;
            if (maxima[c] > greatest[at]) {
                for (; at > 0 && greatest[at - 1] < maxima[c]; at--) {
                    greatest[at] = greatest[at - 1];
                }
                greatest[at] = maxima[c];
            }
        }
        return greatest[greatest.length - 1];
    }

    /** Offers one token as the next of a row; one of probability 0 is not taken. */
    void offer(int row, int token, double sum, double logProbability) {
        if (!(logProbability <= ROUNDING)) {
            throw new IllegalStateException("the model gives token " + token + " the log-probability " + logProbability
                    + " (row " + row + "): not the logarithm of a probability");
        }
        var total = sum + Math.min(0, logProbability);
        if (total == Double.NEGATIVE_INFINITY || size == sums.length && total <= sums[size - 1]) {
            return;
        }
        int at = size < sums.length ? size++ : size - 1;
        for (; at > 0 && sums[at - 1] < total; at--) {
            rows[at] = rows[at - 1];
            tokens[at] = tokens[at - 1];
            sums[at] = sums[at - 1];
        }
        rows[at] = row;
        tokens[at] = token;
        sums[at] = total;
    }

    /** What is below this cannot enter, added to {@code sum}; rounded down, for offering decides exactly. */
    private float threshold(double sum) {
        return size < sums.length ? Float.NEGATIVE_INFINITY : Math.nextDown((float) (sums[size - 1] - sum));
    }
}
