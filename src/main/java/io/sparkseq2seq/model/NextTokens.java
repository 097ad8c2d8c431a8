package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.FloatMath;
import io.sparkseq2seq.kernel.FloatReductions;
import java.util.Arrays;

/**
 * The tokens that a row of a {@link Decoding} may go on with, and their log-probabilities: [vocabulary], of one row
 * after another.
 *
 * <p>Likely tokens are found without a look at the others. A level of maxima above the tokens has the greater of each
 * two, of one in their first half and its fellow in the second; the level above has half as many, and so on until some
 * {@value #FEW} are left. From there the search goes down, where it pays. C2 turns the maxima of two halves into vector
 * instructions, a maximum of neighbours it does not.
 *
 * <p>Logarithms and powers of e are StrictMath's, which are the same on all machines.
 */
public final class NextTokens {
    private static final int FEW = 256;

    private final float[] logits;
    /** The tokens' own level, and those above it. */
    private final float[][] levels;

    private final float[] secondHalf;
    private final FloatReductions reductions = new FloatReductions();
    private double logSum;
    private int[] found = new int[64];
    private int count;

    /** Room for so many tokens. */
    public NextTokens(int vocabulary) {
        logits = new float[vocabulary];
        int above = 0;
        for (int n = vocabulary; n > FEW; n = half(n)) {
            above++;
        }
        levels = new float[1 + above][];
        levels[0] = logits;
        for (int level = 1; level <= above; level++) {
            levels[level] = new float[half(levels[level - 1].length)];
        }
        secondHalf = new float[vocabulary / 2];
    }

    private static int half(int n) {
        return (n + 1) / 2;
    }

    /** What is there to be overwritten before {@link #normalize}. */
    public float[] logits() {
        return logits;
    }

    /** Takes the logits that were written, [vocabulary]: log-probabilities are those less log Σ exp of them. */
    public void normalize() {
        findMaxima();
        float max = reductions.max(levels[levels.length - 1], levels[levels.length - 1].length);
        logSum = max + StrictMath.log(reductions.expSum(logits, logits.length, max));
    }

    /** Takes log-probabilities as they are. */
    public void setLogProbabilities(float[] logProbabilities) {
        System.arraycopy(logProbabilities, 0, logits, 0, logits.length);
        findMaxima();
        logSum = 0;
    }

    private void findMaxima() {
        for (int level = 1; level < levels.length; level++) {
            var below = levels[level - 1];
            var maxima = levels[level];
            int pairs = below.length - maxima.length;
            System.arraycopy(below, maxima.length, secondHalf, 0, pairs);
            FloatMath.max(below, secondHalf, maxima, pairs);
            if (pairs < maxima.length) {
                maxima[pairs] = below[pairs];
            }
        }
    }

    /** The natural logarithm of a token's probability. */
    public double logProbability(int token) {
        return logits[token] - logSum;
    }

    /** Gives a token the probability 0; the others keep theirs. */
    public void exclude(int token) {
        put(token, Float.NEGATIVE_INFINITY);
    }

    /** Replaces the logits of the found tokens, [found] in their order; probabilities add up to 1 again. */
    void replaceFound(double[] exact) {
        double change = 0;
        for (int i = 0; i < count; i++) {
            change += StrictMath.exp(exact[i] - logSum) - StrictMath.exp(logits[found[i]] - logSum);
            put(found[i], (float) exact[i]);
        }
        logSum += StrictMath.log1p(change);
    }

    private void put(int token, float logit) {
        logits[token] = logit;
        int at = token;
        for (int level = 1; level < levels.length; level++) {
            var below = levels[level - 1];
            int half = levels[level].length;
            at = at < half ? at : at - half;
            levels[level][at] = at + half < below.length ? Math.max(below[at], below[at + half]) : below[at];
        }
    }

    /**
     * A log-probability that at least {@code k} tokens reach, the k-th greatest or not much below it; negative infinity
     * where so many can't be told.
     */
    public double reachedBy(int k) {
        var top = levels[levels.length - 1];
        if (top.length < k) {
            return Double.NEGATIVE_INFINITY;
        }
        var greatest = new float[k];
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        for (float x : top) {
            if (x > greatest[k - 1]) {
                int at = k - 1;
                for (; at > 0 && greatest[at - 1] < x; at--) {
                    greatest[at] = greatest[at - 1];
                }
                greatest[at] = x;
            }
        }
        return greatest[k - 1] - logSum;
    }

    /**
     * Finds the tokens whose log-probability is not below a threshold, those where it is no number among them, and
     * perhaps some that are below it by a rounding.
     *
     * @return how many they are
     */
    public int find(double threshold) {
        float least = Math.nextDown((float) (threshold + logSum));
        count = 0;
        int top = levels.length - 1;
        for (int i = 0; i < levels[top].length; i++) {
            find(top, i, least);
        }
        Arrays.sort(found, 0, count);
        return count;
    }

    private void find(int level, int at, float least) {
        // Not ">=": a NaN must not pass unseen.
        if (levels[level][at] < least) {
            return;
        }
        if (level > 0) {
            find(level - 1, at, least);
            int fellow = at + levels[level].length;
            if (fellow < levels[level - 1].length) {
                find(level - 1, fellow, least);
            }
            return;
        }
        found = count < found.length ? found : Arrays.copyOf(found, 2 * count);
        found[count++] = at;
    }

    /** The i-th token found, in ascending order. */
    public int found(int i) {
        return found[i];
    }
}
