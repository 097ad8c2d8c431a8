package io.sparkseq2seq.search;

import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;

/**
 * The best continuations of one sentence's hypotheses at one step: a bounded selection over rows x vocabulary, best
 * first. Nothing is sorted but what is kept, and only tokens that may be kept are looked at.
 *
 * <p>Rows are offered in order; of equal sums the one offered first wins, so the lower row, then the lower token id.
 */
final class Candidates {

    /** How far above 0 a float logarithm of a probability may come by rounding. */
    private static final float ROUNDING = 1e-3f;

    final int[] rows;
    final int[] tokens;
    final double[] sums;
    int size;

    Candidates(int capacity) {
        rows = new int[capacity];
        tokens = new int[capacity];
        sums = new double[capacity];
    }

    void clear() {
        size = 0;
    }

    /**
     * Offers every token but {@code PAD} and {@code START} as the next of a row.
     *
     * @param sum the row's log-probability so far
     * @param next the two are excluded from it
     */
    void offer(int row, double sum, NextTokens next) {
        next.exclude(Subwords.PAD);
        next.exclude(Subwords.START);
        int found = next.find(Math.max(threshold(sum), next.reachedBy(sums.length)));
        for (int i = 0; i < found; i++) {
            int token = next.found(i);
            offer(row, token, sum, next.logProbability(token));
        }
    }

    /** Offers one token as the next of a row; one of probability 0 is not taken. */
    void offer(int row, int token, double sum, double logProbability) {
        if (!(logProbability <= ROUNDING)) {
            throw new NoProbability("the model gives token " + token + " the log-probability " + logProbability
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

    /** What is below this cannot enter, added to {@code sum}; offering decides exactly. */
    private double threshold(double sum) {
        return size < sums.length ? Double.NEGATIVE_INFINITY : sums[size - 1] - sum;
    }
}
