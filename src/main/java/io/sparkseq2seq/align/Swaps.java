package io.sparkseq2seq.align;

import java.io.Serializable;

/**
 * How many pairs say by their words that their sides are swapped, and how many that they are not
 * ({@link Sides.Evidence}): of few that are swapped, a pair must be the surer to be taken for one of them, and where
 * many are, the corpus holds both directions and none is a mistake.
 *
 * @param swapped pairs of which both sides say so clearly
 * @param oneSided pairs of which only one side says so clearly, as where a tag of the direction stands before the other
 * @param right pairs of which both sides clearly say that they stand where they should
 */
public record Swaps(long swapped, long oneSided, long right) implements Serializable {
    /** No evidence is enough. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Of none. */
    public static final Swaps NONE = new Swaps(0, 0, 0);

    /** Beyond this share it is no mistake. */
    private static final double MOST = 0.1;
    /** The same, with pairs of which one side says so: some of these are text in another language. */
    private static final double MOST_OF_A_SIDE = 0.15;
    /** Shares below which none is believed. */
    private static final double LEAST = 1e-6;
    /** Of fewer pairs, they tell nothing. */
    private static final int FEWEST = 500;

    /** That one pair. */
    public static Swaps of(Sides.Evidence evidence) {
        if (evidence.agreed() <= -Sides.CLEAR) {
            return new Swaps(1, 0, 0);
        }
        return evidence.least() <= -Sides.CLEAR
                ? new Swaps(0, 1, 0)
                : new Swaps(0, 0, evidence.agreed() >= Sides.CLEAR ? 1 : 0);
    }

    /** With those of other pairs. */
    public Swaps add(Swaps others) {
        return new Swaps(swapped + others.swapped, oneSided + others.oneSided, right + others.right);
    }

    private long all() {
        return swapped + oneSided + right;
    }

    /** The share of pairs of which a side at least says that they are swapped, among all that say something clearly. */
    public double share() {
        return (double) (swapped + oneSided) / Math.max(1, all());
    }

    private double surely() {
        return (double) swapped / Math.max(1, all());
    }

    /** Whether so many are swapped that the corpus holds pairs of both directions. */
    public boolean isBothWays() {
        return all() >= FEWEST && (surely() > MOST || share() > MOST_OF_A_SIDE);
    }

    /**
     * The evidence from which on down a pair is taken for swapped, at least {@link Sides#CLEAR} below 0.
     *
     * @param certainty above 0 and under 1: how sure it must be
     */
    public long threshold(double certainty) {
        if (all() < FEWEST || isBothWays()) {
            return NEVER;
        }
        double prior = Math.max(LEAST, surely());
        double nats = StrictMath.log((1 - prior) / prior) + StrictMath.log(certainty / (1 - certainty));
        return -Math.max(Sides.CLEAR, (long) Math.ceil(Sides.UNIT * nats));
    }
}
