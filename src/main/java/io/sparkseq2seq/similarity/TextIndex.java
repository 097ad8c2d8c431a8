package io.sparkseq2seq.similarity;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A few texts, such as those of a test set, and whether another one is any of them: letter by letter, but for case,
 * punctuation and spaces, or nearly. None is missed: texts of Jaccard's similarity s share at least one of the rarest
 * shingles, of which a text of n has {@code n - ceil(s n) + 1} (the prefix filter of Bayardo, Ma and Srikant, Scaling
 * Up All Pairs Similarity Search, 2007), so that only texts that share one of these need be compared.
 *
 * <p>Shingles are those of the text without case, punctuation and spaces. Immutable and safe to share between threads.
 */
public final class TextIndex implements Serializable {
    private static final long serialVersionUID = 1;

    /** How a text is one of the index. */
    public enum Likeness {
        /** Letter by letter. */
        SAME,
        /** But for case, punctuation and spaces. */
        SAME_LETTERS,
        /** By its shingles. */
        NEAR
    }

    /** A text of the index: its id and how it is met. */
    public record Match(Likeness likeness, long id) {}

    /** A text to be found again. */
    public record Text(long id, String text) {}

    private static final int[] NONE = {};

    private final int length;
    private final double similarity;
    private final Map<String, Long> same = new HashMap<>();
    private final Map<String, Long> sameLetters = new HashMap<>();
    /** Hashes of the letters of all texts: most other texts have none of these, and no more need be looked at. */
    private final Numbering letters = new Numbering();

    private final long[] ids;
    private final long[][] sets;
    private final Numbering shingles = new Numbering();
    /** How many texts have a shingle, by its number. */
    private final int[] frequencies;
    /** Texts of whose rarest shingles one is, by its number; null: none. */
    private final int[][] rarest;

    /**
     * @param texts empty ones are left out
     * @param similarity from which on a text is near one of these; 1: only those of the same letters are
     * @param length characters of a shingle, 3 to 5
     */
    public TextIndex(List<Text> texts, double similarity, int length) {
        this.length = length;
        this.similarity = similarity;
        for (var text : texts) {
            if (!text.text().isEmpty()) {
                same.merge(text.text(), text.id(), Math::min);
                letters.add(FoldedText.hash(text.text()));
                var folded = FoldedText.of(text.text());
                if (!folded.isEmpty()) {
                    sameLetters.merge(folded, text.id(), Math::min);
                }
            }
        }
        var distinct = similarity < 1 ? sameLetters : Map.<String, Long>of();
        ids = new long[distinct.size()];
        sets = new long[distinct.size()][];
        int size = 0;
        for (var text : distinct.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .toList()) {
            ids[size] = text.getValue();
            sets[size] = Shingles.set(Shingles.of(text.getKey(), length));
            for (long shingle : sets[size++]) {
                shingles.add(shingle);
            }
        }
        frequencies = new int[shingles.size()];
        for (var set : sets) {
            for (long shingle : set) {
                frequencies[shingles.get(shingle)]++;
            }
        }
        rarest = new int[shingles.size()][];
        for (int i = 0; i < size; i++) {
            for (long shingle : prefix(sets[i])) {
                int number = shingles.get(shingle);
                var before = rarest[number];
                rarest[number] = before == null ? new int[1] : Arrays.copyOf(before, before.length + 1);
                rarest[number][rarest[number].length - 1] = i;
            }
        }
    }

    /** The text that this one is, or is nearest to in the order of {@link Likeness} and ids; empty where it is none. */
    public Optional<Match> find(String text) {
        if (sets.length == 0 && letters.get(FoldedText.hash(text)) < 0) {
            return Optional.empty();
        }
        var exact = same.get(text);
        if (exact != null) {
            return Optional.of(new Match(Likeness.SAME, exact));
        }
        var folded = FoldedText.of(text);
        var withLetters = sameLetters.get(folded);
        if (withLetters != null) {
            return Optional.of(new Match(Likeness.SAME_LETTERS, withLetters));
        }
        return sets.length == 0 || folded.isEmpty()
                ? Optional.empty()
                : near(Shingles.set(Shingles.of(folded, length)));
    }

    private Optional<Match> near(long[] set) {
        int spare = spare(set.length);
        int unknown = 0;
        for (long shingle : set) {
            if (shingles.get(shingle) < 0 && ++unknown > spare) {
                return Optional.empty();
            }
        }
        int least = Integer.MAX_VALUE;
        var compared = new BitSet(sets.length);
        for (long shingle : prefix(set)) {
            for (int candidate : withRare(shingle)) {
                if (candidate < least && !compared.get(candidate)) {
                    compared.set(candidate);
                    least = Shingles.areSimilar(set, sets[candidate], similarity) ? candidate : least;
                }
            }
        }
        return least == Integer.MAX_VALUE ? Optional.empty() : Optional.of(new Match(Likeness.NEAR, ids[least]));
    }

    private int[] withRare(long shingle) {
        int number = shingles.get(shingle);
        return number < 0 || rarest[number] == null ? NONE : rarest[number];
    }

    /** How many shingles of so many a near text may lack. */
    private int spare(int size) {
        return size - (int) Math.ceil(similarity * size - 1e-9);
    }

    /** The rarest shingles of a set, those that no text has before all others. */
    private long[] prefix(long[] set) {
        int most = Math.min(set.length, spare(set.length) + 1);
        // A frequency and the place of its shingle in one number, to sort them without objects.
        var order = new long[set.length];
        for (int i = 0; i < set.length; i++) {
            int number = shingles.get(set[i]);
            order[i] = (number < 0 ? 0L : (long) frequencies[number] << 32) | i;
        }
        Arrays.sort(order);
        var prefix = new long[most];
        for (int i = 0; i < most; i++) {
            prefix[i] = set[(int) order[i]];
        }
        return prefix;
    }
}
