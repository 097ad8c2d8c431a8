package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * From which score on a pair is taken for a translation, learned without labels: the scores of pairs are compared with
 * those that the same sources get with targets of others.
 *
 * <p>Histograms of both are kept for classes of lengths, because the scores of short pairs scatter more. Where the
 * scores of others lie in their lower half, a right pair hardly ever does: the share of all pairs that lies there tells
 * how many are misaligned. The threshold of a class is where, of the pairs it drops, the expected misaligned ones
 * outweigh the right ones most, a right one counting {@code certainty / (1 - certainty)} times. On a clean corpus it is
 * low and on a noisy one higher, in each language pair as its words demand. It is never above 0, where the words of
 * both sides speak for the pair.
 *
 * <p>Counts are whole numbers: sums of parts in any order are the same.
 */
public final class Calibration implements Serializable {
    private static final long serialVersionUID = 1;
    /** The longest pairs of all classes but the last one, in known words of both sides. */
    private static final int[] LENGTHS = {5, 7, 9, 12, 16, 24, 40};

    private static final int BINS_A_NAT = 32;
    /** The lowest score is log 0.1. */
    private static final int BINS = (int) (2.5 * BINS_A_NAT) + 1;
    /** Of fewer pairs, scores tell nothing. */
    private static final int LEAST = 500;
    /** The prior of a class counts as so many pairs of the others. */
    private static final int WEIGHT = 100;

    private final long[] counts = new long[2 * (LENGTHS.length + 1) * BINS];

    /** Counts the score of a pair as it is, of so many known words of both sides. */
    public void addOwn(int words, double score) {
        counts[lengthClass(words) * BINS + bin(score)]++;
    }

    /** Counts the score of what is known to be wrong, such as a source with the target of another. */
    public void addOther(int words, double score) {
        counts[(LENGTHS.length + 1 + lengthClass(words)) * BINS + bin(score)]++;
    }

    /** Adds those of other pairs. */
    public Calibration add(Calibration others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        return this;
    }

    private static int lengthClass(int words) {
        int i = 0;
        while (i < LENGTHS.length && words > LENGTHS[i]) {
            i++;
        }
        return i;
    }

    /** Bins of scores under 0 are 1/32 nat wide; the last one holds all others. */
    private static int bin(double score) {
        return score >= 0 ? BINS - 1 : Math.max(0, BINS - 2 + (int) Math.ceil(score * BINS_A_NAT));
    }

    private long[] histogram(int place) {
        return Arrays.copyOfRange(counts, place * BINS, (place + 1) * BINS);
    }

    /**
     * The thresholds of all classes.
     *
     * <p>Those of fewer than {@value #LEAST} pairs that can be judged drop nothing.
     *
     * @param certainty above 0 and under 1: how sure a pair must be misaligned
     */
    public Thresholds thresholds(double certainty) {
        int classes = LENGTHS.length + 1;
        if (isTooFew()) {
            return new Thresholds(
                    0,
                    DoubleStream.generate(() -> Double.NEGATIVE_INFINITY)
                            .limit(classes)
                            .toArray());
        }
        var low = new long[classes];
        var lowOthers = new long[classes];
        countLow(low, lowOthers);
        double all = share(low, lowOthers);
        var thresholds = new double[classes];
        for (int c = 0; c < classes; c++) {
            double misaligned = (low[c] + WEIGHT * all) / (lowOthers[c] + WEIGHT);
            thresholds[c] = threshold(histogram(c), histogram(classes + c), misaligned, certainty);
        }
        return new Thresholds(all, thresholds);
    }

    /** The share of wrong pairs among all, however many were made wrong; 0 for too few to tell. */
    public double share() {
        var low = new long[LENGTHS.length + 1];
        var lowOthers = new long[low.length];
        countLow(low, lowOthers);
        double others = Arrays.stream(counts, low.length * BINS, counts.length).sum();
        double own = Arrays.stream(counts, 0, low.length * BINS).sum();
        return isTooFew() ? 0 : share(low, lowOthers) * others / own;
    }

    /** Whether fewer than {@value #LEAST} pairs were counted as they are. */
    boolean isTooFew() {
        return Arrays.stream(counts, 0, (LENGTHS.length + 1) * BINS).sum() < LEAST;
    }

    /** For each class, how many pairs, and how many wrong ones, score as the lower half of the wrong ones does. */
    private void countLow(long[] low, long[] lowOthers) {
        for (int c = 0; c < low.length; c++) {
            var others = histogram(low.length + c);
            int median = median(others);
            low[c] = below(histogram(c), median);
            lowOthers[c] = below(others, median);
        }
    }

    private static double share(long[] low, long[] lowOthers) {
        return (double) Arrays.stream(low).sum()
                / Math.max(1, Arrays.stream(lowOthers).sum());
    }

    /** The bin up to which half of all lie. */
    private static int median(long[] histogram) {
        long half = Arrays.stream(histogram).sum() / 2;
        int bin = 0;
        for (long sum = histogram[0]; sum < half; sum += histogram[++bin]) {}
        return bin;
    }

    private static long below(long[] histogram, int bin) {
        return Arrays.stream(histogram, 0, bin + 1).sum();
    }

    private static double threshold(long[] own, long[] others, double misaligned, double certainty) {
        double best = 0;
        double threshold = Double.NEGATIVE_INFINITY;
        double wrong = 0;
        double dropped = 0;
        for (int bin = 0; bin < BINS - 1; bin++) {
            wrong += misaligned * others[bin];
            dropped += own[bin];
            double gain = (1 - certainty) * Math.min(wrong, dropped) - certainty * Math.max(0, dropped - wrong);
            if (gain > best) {
                best = gain;
                threshold = (bin - (BINS - 2)) / (double) BINS_A_NAT;
            }
        }
        return threshold;
    }

    /**
     * From which score on pairs are kept.
     *
     * @param misaligned the estimated share of misaligned pairs
     * @param byLength for each class of lengths, the highest score that is dropped
     */
    public record Thresholds(double misaligned, double[] byLength) implements Serializable {
        /** Whether a pair of so many known words is taken for wrong. */
        public boolean drop(int words, double score) {
            return score <= byLength[lengthClass(words)];
        }
    }
}
