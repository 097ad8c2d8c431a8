package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.HashMap;

/**
 * On which side of the corpus each word usually stands: tells pairs whose sides are swapped, however short they are,
 * whatever the languages.
 *
 * <p>What a word says is {@code ln((s + 0.5) / (t + 0.5))}, of its counts in sources and in targets, {@code s} and
 * {@code t}. The sum over the source, less that over the target, is how much more probable the words of a pair are on
 * their own sides than on each other's; a right pair of two languages has some {@code 2} for each word, a swapped one
 * as much below 0. Both sides must say so: <i>Die!</i> may be English and German, but beside <i>Stirb!</i> it is in its
 * place. Where the sides of the corpus have most words in common, as those of one language, nothing is judged; how much
 * must be said, {@link Swaps} tells.
 *
 * <p>Numbers are whole, in units of 1 / {@value #UNIT} nat.
 */
public final class Sides implements Serializable {
    private static final long serialVersionUID = 1;
    static final int UNIT = 256;
    /** The least that tells one from the other: 20 times as probable. */
    static final int CLEAR = 3 * UNIT;
    /** The least that each side must say: one word that both languages have says nothing of the other side. */
    private static final int EACH = UNIT;
    /** The least that a word of the corpus must say on average. */
    private static final int LEAST = UNIT;

    private final TermIds source;
    private final TermIds target;
    private final int[] sourceLeans;
    private final int[] targetLeans;
    private final boolean isTold;

    /**
     * Learns from counts of words, by id.
     *
     * @param source ids of the source's words
     * @param target ids of the target's words
     */
    public Sides(
            TermIds source,
            String[] sourceWords,
            long[] sourceCounts,
            TermIds target,
            String[] targetWords,
            long[] targetCounts) {
        this.source = source;
        this.target = target;
        this.sourceLeans = leans(sourceWords, sourceCounts, targetWords, targetCounts);
        this.targetLeans = leans(targetWords, targetCounts, sourceWords, sourceCounts);
        long words = sourceCounts[TermIds.EMPTY] + targetCounts[TermIds.EMPTY];
        this.isTold = sum(sourceLeans, sourceCounts) + sum(targetLeans, targetCounts) >= LEAST * words;
    }

    /** For each word of a side, what it says for that side. */
    private static int[] leans(String[] words, long[] counts, String[] otherWords, long[] otherCounts) {
        var others = new HashMap<String, Long>();
        for (int i = 1; i < otherWords.length; i++) {
            others.put(otherWords[i], otherCounts[i]);
        }
        var leans = new int[words.length];
        for (int i = 1; i < words.length; i++) {
            double odds = (counts[i] + 0.5) / (others.getOrDefault(words[i], 0L) + 0.5);
            leans[i] = (int) Math.rint(UNIT * StrictMath.log(odds));
        }
        return leans;
    }

    private static long sum(int[] leans, long[] counts) {
        long sum = 0;
        for (int i = 1; i < leans.length; i++) {
            sum += leans[i] * counts[i];
        }
        return sum;
    }

    /** Ids of the source's words. */
    public TermIds source() {
        return source;
    }

    /** Ids of the target's words. */
    public TermIds target() {
        return target;
    }

    /**
     * How much more probable the words of a pair are where they stand than on the other side, in units of 1 /
     * {@value #UNIT} nat: below 0 where they are swapped.
     *
     * @param source of its words
     * @param target of its words
     */
    public record Evidence(long source, long target) implements Serializable {
        /** Of both sides, where they agree; otherwise 0. */
        public long agreed() {
            boolean agree = Math.max(source, target) <= -EACH || Math.min(source, target) >= EACH;
            return agree ? source + target : 0;
        }

        /** Of the side that speaks more for a swap. */
        long least() {
            return Math.min(source, target);
        }
    }

    /**
     * What the words of a pair say; nothing where the corpus does not tell its sides.
     *
     * @param sourceTerms hashes of {@link Terms} of the source
     * @param targetTerms of the target
     */
    public Evidence evidence(long[] sourceTerms, long[] targetTerms) {
        if (!isTold) {
            return new Evidence(0, 0);
        }
        return new Evidence(
                sum(sourceTerms, source, sourceLeans, target, targetLeans),
                sum(targetTerms, target, targetLeans, source, sourceLeans));
    }

    private static long sum(long[] terms, TermIds own, int[] leans, TermIds other, int[] otherLeans) {
        long sum = 0;
        for (long term : terms) {
            int id = own.id(term);
            if (id != TermIds.UNKNOWN) {
                sum += leans[id];
            } else {
                int there = other.id(term);
                sum -= there == TermIds.UNKNOWN ? 0 : otherLeans[there];
            }
        }
        return sum;
    }
}
