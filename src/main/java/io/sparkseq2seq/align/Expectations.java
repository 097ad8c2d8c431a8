package io.sparkseq2seq.align;

/**
 * The E-step of IBM model 1: how many times each pair of words is expected to be linked, given a table.
 *
 * <p>A target word f is linked to the source word e of its pair with probability {@code t(f|e) / (t(f|e0) + … +
 * t(f|el))}, where e0 is the empty word; likewise in the other direction. Each such share is rounded to a multiple of
 * 2^-24 before it is added, so sums are exact, and their order does not matter: no bit of a table depends on how
 * sentences are spread over machines. 2^39 links of one pair of words have room.
 */
public final class Expectations {
    /** One link. */
    public static final long ONE = 1 << 24;

    private final long[] forward;
    private final long[] backward;

    /** None yet. */
    public Expectations(int pairs) {
        this(new long[pairs], new long[pairs]);
    }

    /**
     * Those that were counted elsewhere, by the number of the pair: of target words given source words, and reversed.
     */
    public Expectations(long[] forward, long[] backward) {
        this.forward = forward;
        this.backward = backward;
    }

    /** Adds the links of a pair of sentences. */
    public void add(PairLinks links) {
        for (int link = 0; link < links.size(); link++) {
            int number = links.number(link);
            forward[number] += rounded(links.forward(link) * ONE);
            backward[number] += rounded(links.backward(link) * ONE);
        }
    }

    /**
     * The nearest whole number: shares of numbers below 2^38 lie at a half or too far from it for the sum to be
     * rounded.
     */
    private static long rounded(double share) {
        return (long) (share + 0.5);
    }

    /** Of target words given source words, by the number of the pair. */
    public long[] forward() {
        return forward;
    }

    /** Of source words given target words. */
    public long[] backward() {
        return backward;
    }
}
