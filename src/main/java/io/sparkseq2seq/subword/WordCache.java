package io.sparkseq2seq.subword;

import java.util.Arrays;

/**
 * The ids of words seen lately: a table of two places for each hash, in which a newer word takes the place of an older
 * one. It holds at most {@value #WORDS} words of at most {@value #LONGEST} characters: 10 MB of usual text, 40 MB at
 * most.
 *
 * <p>Threads share it without a lock: an entry is immutable, so a racing read sees all of it or another one.
 */
final class WordCache {
    private static final int WORDS = 1 << 16;
    private static final int LONGEST = 32;

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

    /** The ids of a word, which nobody may change: known, or as {@code segmenter} says. */
    int[] ids(char[] text, int start, int end, Segmenter segmenter) {
        if (end - start > LONGEST) {
            return segmenter.segment(new String(text, start, end - start));
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
        var ids = segmenter.segment(new String(text, start, end - start));
        entries[place ^ 1] = first;
        entries[place] = new Entry(hash, Arrays.copyOfRange(text, start, end), ids);
        return ids;
    }
}
