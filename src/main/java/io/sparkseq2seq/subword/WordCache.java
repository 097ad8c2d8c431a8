package io.sparkseq2seq.subword;

import java.util.Arrays;

/**
 * The ids of words seen lately: a table of two places for each hash, in which a newer word takes the place of an older
 * one. It holds at most {@value #WORDS} words of at most {@value #LONGEST} characters, of {@value #MOST} ids each: 10
 * MB of usual text, 45 MB at most.
 *
 * <p>Threads share it without a lock: an entry is immutable, so a racing read sees all of it or another one.
 */
final class WordCache {
    private static final int WORDS = 1 << 16;
    /** Longer words are not kept. */
    static final int LONGEST = 32;
    /** Nor are words of which more is known. */
    private static final int MOST = 128;

    /** What is known of a word. */
    interface Known {
        int[] of(String word);
    }

    private record Entry(int hash, char[] word, int[] ids) {
        boolean is(int hash, char[] text, int start, int end) {
            if (this.hash != hash || word.length != end - start) {
                return false;
            }
            for (int i = 0; i < word.length; i++) {
                if (word[i] != text[start + i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Entry[] entries = new Entry[WORDS];

    /** The ids of a word, which nobody may change: kept, or as {@code known} says. */
    int[] ids(char[] text, int start, int end, Known known) {
        if (end - start > LONGEST) {
            return known.of(new String(text, start, end - start));
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9;
        int place = hash >>> 16;
        var first = entries[place];
        if (first != null && first.is(hash, text, start, end)) {
            return first.ids;
        }
        var second = entries[place ^ 1];
        if (second != null && second.is(hash, text, start, end)) {
            return second.ids;
        }
        var ids = known.of(new String(text, start, end - start));
        if (ids.length <= MOST) {
            entries[place ^ 1] = first;
            entries[place] = new Entry(hash, Arrays.copyOfRange(text, start, end), ids);
        }
        return ids;
    }
}
