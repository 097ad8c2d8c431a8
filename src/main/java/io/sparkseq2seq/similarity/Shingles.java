package io.sparkseq2seq.similarity;

import java.util.Arrays;

/**
 * The character shingles of texts: each run of so many characters, case aside, with one mark before the text and one
 * behind it, so that beginnings and ends count and a text of one character has a shingle. A shingle is a 64-bit number:
 * up to four characters are packed into it without loss, a fifth is mixed in.
 *
 * <p>Characters are UTF-16 code units. Shingles of a source and of a target are different even where their letters are
 * the same.
 */
public final class Shingles {
    /** The mark at both ends of a text. */
    private static final char END = 2;

    private static final long SOURCE = 0x9E3779B97F4A7C15L;
    private static final long TARGET = 0xC2B2AE3D27D4EB4FL;
    private static final long FIFTH = 0xFF51AFD7ED558CCDL;

    private Shingles() {}

    /**
     * The shingles of both sides of a pair, punctuation and spaces aside, in their order, those that repeat included;
     * none where both are of punctuation alone.
     *
     * @param length characters of a shingle, 3 to 5
     * @return {@code [shingles]}
     */
    public static long[] of(String source, String target, int length) {
        var foldedSource = FoldedText.of(source);
        var foldedTarget = FoldedText.of(target);
        int first = count(foldedSource, length);
        var shingles = new long[first + count(foldedTarget, length)];
        fill(foldedSource, length, SOURCE, shingles, 0);
        fill(foldedTarget, length, TARGET, shingles, first);
        return shingles;
    }

    /** The shingles of one text, as it is but for case. */
    public static long[] of(String text, int length) {
        var shingles = new long[count(text, length)];
        fill(text, length, SOURCE, shingles, 0);
        return shingles;
    }

    /** The shingles as a set: sorted, each once. Changes the array that it is given. */
    public static long[] set(long[] shingles) {
        Arrays.sort(shingles);
        int size = 0;
        for (int i = 0; i < shingles.length; i++) {
            if (i == 0 || shingles[i] != shingles[i - 1]) {
                shingles[size++] = shingles[i];
            }
        }
        return Arrays.copyOf(shingles, size);
    }

    /**
     * Jaccard's similarity of two {@link #set sets}: what they share through what either has.
     *
     * @return from 0 to 1; 0 when both are empty
     */
    public static double similarity(long[] one, long[] other) {
        return similarity(one, other, shared(one, other, 0));
    }

    /**
     * Whether the {@link #similarity} of two {@link #set sets} is at least so much, as that says to the last bit; of
     * sets that are not alike, a few elements tell.
     */
    public static boolean areSimilar(long[] one, long[] other, double similarity) {
        // s = shared / (n + m - shared), so shared >= s (n + m) / (1 + s); a little less, for roundings.
        int least = (int) Math.ceil(similarity * (one.length + other.length) / (1 + similarity) - 1e-6);
        return similarity(one, other, shared(one, other, least)) >= similarity;
    }

    private static double similarity(long[] one, long[] other, int shared) {
        int all = one.length + other.length - shared;
        return all == 0 ? 0 : (double) shared / all;
    }

    /** How many elements both have; some of them, where it is clear that there are fewer than {@code least}. */
    private static int shared(long[] one, long[] other, int least) {
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length && shared + Math.min(one.length - i, other.length - j) >= least) {
            if (one[i] == other[j]) {
                shared++;
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return shared;
    }

    /** An empty text has none. */
    private static int count(String text, int length) {
        return text.isEmpty() ? 0 : Math.max(1, text.length() + 3 - length);
    }

    private static void fill(String text, int length, long side, long[] shingles, int from) {
        if (text.isEmpty()) {
            return;
        }
        long packed = length >= 4 ? -1 : (1L << 16 * length) - 1;
        long window = END;
        long before = 0;
        int place = from;
        for (int i = 0; i <= text.length(); i++) {
            before = window >>> 48;
            window = window << 16 | (i < text.length() ? lower(text.charAt(i)) : END);
            if (i + 2 >= length) {
                shingles[place++] = mixed((window & packed ^ (length == 5 ? before * FIFTH : 0)) + side);
            }
        }
        if (place == from) {
            shingles[place] = mixed(window + side);
        }
    }

    private static char lower(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    /** MurmurHash3's finalizer: a permutation of all 64-bit numbers. */
    static long mixed(long bits) {
        long mixed = bits;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
