package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Tells pairs of which one side was cut off, learned without labels: pairs of the corpus are compared with the same
 * ones of which a side ends after a fifth to a half of its words.
 *
 * <p>Three things are looked at, for either side: how both sides end (in a word, a question mark or another mark), how
 * many words the side has beside the other one, and how much of the other one it translates, by the weight of the words
 * that are more probable given it. Each has a histogram over pairs as they are and over those that were cut; the sum of
 * the logarithms of the ratios of their shares, of the side for which it is larger, is a pair's score, so a corpus
 * where sides end as they like is not judged by their ends. It is high enough where a pair is cut off more probably
 * than not, given the share of such pairs in the corpus, which {@link Calibration} estimates from the scores: a clean
 * corpus loses none.
 *
 * <p>What is left of a side, and what of it is missing, is told beside at least {@value #SHORTEST} terms of the other
 * one: glossaries and short strings are neither learned from nor judged.
 *
 * <p>Counts are whole numbers, so that sums of parts in any order are the same.
 */
public final class CutOff implements Serializable {
    private static final long serialVersionUID = 1;
    /** Terms of a side below which a cut of it, or of the other side, can't be told. */
    static final int SHORTEST = 4;
    /** A side may end in a word, a question mark, another mark, or where nothing tells. */
    private static final int ENDS = 4;

    private static final int RATIOS = 12;
    private static final int SHARES = 8;
    /** The most words of the other side of all classes but the last. */
    private static final int[] LENGTHS = {4, 7, 12};
    /** Where the histograms of the three begin, and where they end. */
    private static final int[] STARTS = {
        0,
        ENDS * ENDS,
        ENDS * ENDS + RATIOS * (LENGTHS.length + 1),
        ENDS * ENDS + (RATIOS + SHARES) * (LENGTHS.length + 1)
    };

    private static final int SIZE = STARTS[STARTS.length - 1];
    /** Scores of {@link Calibration} end 2.5 below 0, these at 20 nats. */
    private static final double SCALE = 8;
    /** Shares beyond which none is believed. */
    private static final double LEAST = 1e-6;

    private static final double MOST = 0.9;
    /** A score that is dropped is below it, however many are cut off: half a nat. */
    private static final double HIGHEST = -0.5 / SCALE;

    private static final int[] RATIO_BOUNDS = ratioBounds();

    private final byte[] sourceEnds;
    private final byte[] targetEnds;
    private final long[] counts = new long[4 * SIZE];
    private transient volatile double[] odds;

    /**
     * None counted yet.
     *
     * @param sourceWords by id
     * @param targetWords by id
     */
    public CutOff(String[] sourceWords, String[] targetWords) {
        this(ends(sourceWords), ends(targetWords));
    }

    private CutOff(byte[] sourceEnds, byte[] targetEnds) {
        this.sourceEnds = sourceEnds;
        this.targetEnds = targetEnds;
    }

    /** Counts for the same words, none yet. */
    public CutOff empty() {
        return new CutOff(sourceEnds, targetEnds);
    }

    private static byte[] ends(String[] words) {
        var ends = new byte[words.length];
        for (int i = 1; i < words.length; i++) {
            int first = words[i].codePointAt(0);
            ends[i] = (byte) (Character.isLetterOrDigit(first) ? 0 : "?？؟".indexOf(first) >= 0 ? 1 : 2);
        }
        return ends;
    }

    /** In thousandths of the other side's words, the bounds of a third of a binary logarithm each. */
    private static int[] ratioBounds() {
        var bounds = new int[RATIOS - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = (int) Math.rint(1000 * StrictMath.pow(2, (i - 8) / 3.0));
        }
        return bounds;
    }

    /** Whether both sides have enough terms for one of them to be cut. */
    public static boolean canCut(int[] source, int[] target) {
        return Math.min(source.length, target.length) >= SHORTEST;
    }

    /**
     * The first words of a side: a fifth to a half of them, as a hash of the pair says.
     *
     * @param ids of at least {@value #SHORTEST} terms
     */
    public static int[] cut(int[] ids, int hash) {
        int percent = 20 + Math.floorMod(hash, 31);
        return Arrays.copyOf(ids, Math.max(1, ids.length * percent / 100));
    }

    /** Whether a side of the pair can be judged: the other one is long enough, and some words are known. */
    public static boolean isTold(PairLinks links) {
        return links.words() > 0 && (isTold(links, true) || isTold(links, false));
    }

    private static boolean isTold(PairLinks links, boolean isSource) {
        return links.terms(!isSource) >= SHORTEST;
    }

    /** Counts a pair as it is. */
    public void addWhole(PairLinks links) {
        if (isTold(links, true)) {
            add(links, true, 0);
        }
        if (isTold(links, false)) {
            add(links, false, 1);
        }
    }

    /** Counts a pair of which the source was cut, or the target; both could be before ({@link #canCut}). */
    public void addCut(PairLinks links, boolean isSource) {
        add(links, isSource, isSource ? 2 : 3);
    }

    private void add(PairLinks links, boolean isSource, int histograms) {
        for (int feature = 0; feature < STARTS.length - 1; feature++) {
            counts[histograms * SIZE + place(links, isSource, feature)]++;
        }
    }

    /** Adds those of other pairs. */
    public CutOff add(CutOff others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        return this;
    }

    private int place(PairLinks links, boolean isSource, int feature) {
        int terms = links.terms(isSource);
        int others = links.terms(!isSource);
        return STARTS[feature]
                + switch (feature) {
                    case 0 -> end(links, isSource) * ENDS + end(links, !isSource);
                    case 1 -> ratio(terms, others) * (LENGTHS.length + 1) + length(others);
                    default -> links.share(!isSource, SHARES) * (LENGTHS.length + 1) + length(others);
                };
    }

    private int end(PairLinks links, boolean isSource) {
        int last = links.last(isSource);
        return last == TermIds.EMPTY
                ? ENDS - 1
                : last == TermIds.UNKNOWN ? 0 : isSource ? sourceEnds[last] : targetEnds[last];
    }

    private static int ratio(int terms, int others) {
        int ratio = (2 * terms + 1) * 1000 / (2 * others + 1);
        int bin = 0;
        while (bin < RATIO_BOUNDS.length && ratio >= RATIO_BOUNDS[bin]) {
            bin++;
        }
        return bin;
    }

    private static int length(int words) {
        int i = 0;
        while (i < LENGTHS.length && words > LENGTHS[i]) {
            i++;
        }
        return i;
    }

    /**
     * The highest score of pairs that are taken for cut off, always below 0; none where too few pairs were scored.
     *
     * @param scores of pairs as they are, beside those of cut ones
     * @param certainty above 0 and under 1: how sure it must be
     */
    public static double threshold(Calibration scores, double certainty) {
        if (scores.isTooFew()) {
            return Double.NEGATIVE_INFINITY;
        }
        double prior = Math.min(MOST, Math.max(LEAST, scores.share()));
        double nats = StrictMath.log((1 - prior) / prior) + StrictMath.log(certainty / (1 - certainty));
        return Math.min(HIGHEST, -nats / SCALE);
    }

    /**
     * The score of a pair that can be judged ({@link #isTold}), for {@link Calibration}: the lower, the more looks cut
     * off; 0 and above: nothing does.
     */
    public double score(PairLinks links) {
        var odds = this.odds;
        if (odds == null) {
            odds = odds();
            this.odds = odds;
        }
        double source = 0;
        double target = 0;
        for (int feature = 0; feature < STARTS.length - 1; feature++) {
            source += odds[place(links, true, feature)];
            target += odds[SIZE + place(links, false, feature)];
        }
        return -Math.max(
                        isTold(links, true) ? source : Double.NEGATIVE_INFINITY,
                        isTold(links, false) ? target : Double.NEGATIVE_INFINITY)
                / SCALE;
    }

    /** For both sides, the logarithm of how much more often cut pairs have each place than whole ones. */
    private double[] odds() {
        var all = new double[2 * SIZE];
        for (int side = 0; side < 2; side++) {
            for (int feature = 0; feature < STARTS.length - 1; feature++) {
                int from = STARTS[feature];
                int to = STARTS[feature + 1];
                double whole = sum(side * SIZE, from, to);
                double cut = sum((2 + side) * SIZE, from, to);
                for (int place = from; place < to; place++) {
                    all[side * SIZE + place] = StrictMath.log((counts[(2 + side) * SIZE + place] + 1) / cut)
                            - StrictMath.log((counts[side * SIZE + place] + 1) / whole);
                }
            }
        }
        return all;
    }

    private double sum(int offset, int from, int to) {
        return Arrays.stream(counts, offset + from, offset + to).sum() + (to - from);
    }
}
