package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What IBM model 1 has learned: how probable a word is as the translation of another, in both directions (P. Brown, S.
 * Della Pietra, V. Della Pietra, R. Mercer, "The Mathematics of Statistical Machine Translation", 1993).
 *
 * @param pairs of words that may translate each other
 * @param forward t(target | source) of each of them, in units of 1 / {@link #ONE}
 * @param backward t(source | target) of each of them
 * @param sourceCounts how many times each source word was seen, by id; of the empty word, how many all of them were
 * @param targetCounts the same of target words
 */
public record LexicalTable(WordPairs pairs, int[] forward, int[] backward, long[] sourceCounts, long[] targetCounts)
        implements Serializable {
    /** Certainty. */
    public static final int ONE = 1 << 30;

    /**
     * The table to begin with: probabilities as the counts of words that stood together, which is what the first round
     * makes of equal probabilities where all sentences have the same length.
     *
     * @param together of each of the pairs
     */
    public static LexicalTable first(WordPairs pairs, long[] together, long[] sourceCounts, long[] targetCounts) {
        return of(pairs, together, together, 0, sourceCounts, targetCounts);
    }

    /**
     * The M-step: expected counts become probabilities, {@code t(f|e) = c(f|e) / (c(f1|e) + c(f2|e) + …)}.
     *
     * @param counts of the E-step
     * @param discount subtracted from each count before: one pair of sentences gives {@link Expectations#ONE} at most,
     *     and a link that only one has seen is no evidence for that one
     */
    public LexicalTable next(Expectations counts, long discount) {
        return of(pairs, counts.forward(), counts.backward(), discount, sourceCounts, targetCounts);
    }

    private static LexicalTable of(
            WordPairs pairs, long[] forward, long[] backward, long discount, long[] sourceCounts, long[] targetCounts) {
        var bySource = new long[sourceCounts.length];
        var byTarget = new long[targetCounts.length];
        for (int i = 0; i < pairs.size(); i++) {
            bySource[pairs.source(i)] += pairs.target(i) == TermIds.EMPTY ? 0 : forward[i];
            byTarget[pairs.target(i)] += pairs.source(i) == TermIds.EMPTY ? 0 : backward[i];
        }
        var t = new int[pairs.size()];
        var s = new int[pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            // The empty word comes of none.
            t[i] = pairs.target(i) == TermIds.EMPTY ? 0 : share(forward[i] - discount, bySource[pairs.source(i)]);
            s[i] = pairs.source(i) == TermIds.EMPTY ? 0 : share(backward[i] - discount, byTarget[pairs.target(i)]);
        }
        return new LexicalTable(pairs, t, s, sourceCounts, targetCounts);
    }

    private static int share(long count, long all) {
        return count <= 0 ? 0 : (int) Math.round(count * (double) ONE / all);
    }

    /** The pairs that have a probability, with the empty word where {@code withEmpty}, by number. */
    public BitSet probable(boolean withEmpty) {
        var probable = new BitSet(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            boolean isEmpty = pairs.source(i) == TermIds.EMPTY || pairs.target(i) == TermIds.EMPTY;
            probable.set(i, (forward[i] > 0 || backward[i] > 0) && (withEmpty || !isEmpty));
        }
        return probable;
    }

    /**
     * Without pairs of no probability, and with the count 0 for words that have no translation: these are known too
     * little to judge by.
     */
    public LexicalTable pruned() {
        var sources = new long[sourceCounts.length];
        var targets = new long[targetCounts.length];
        sources[TermIds.EMPTY] = sourceCounts[TermIds.EMPTY];
        targets[TermIds.EMPTY] = targetCounts[TermIds.EMPTY];
        probable(false).stream().forEach(i -> {
            sources[pairs.source(i)] = sourceCounts[pairs.source(i)];
            targets[pairs.target(i)] = targetCounts[pairs.target(i)];
        });
        int[] kept = probable(true).stream().toArray();
        var keys = new long[kept.length];
        var t = new int[kept.length];
        var s = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keys[i] = pairs.key(kept[i]);
            t[i] = forward[kept[i]];
            s[i] = backward[kept[i]];
        }
        return new LexicalTable(new WordPairs(keys), t, s, sources, targets);
    }
}
