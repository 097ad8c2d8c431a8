package io.sparkseq2seq.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Some words by their places in a list: found where they stand in a text, without an object for each. */
public final class WordPlaces implements Serializable {
    private static final long serialVersionUID = 1;

    private final char[][] words;
    private final int[] hashes;
    /** Places of words by their hashes; below 0: none. */
    private final int[] table;

    /** @param words distinct */
    public WordPlaces(List<String> words) {
        this.words = words.stream().map(String::toCharArray).toArray(char[][]::new);
        hashes = new int[this.words.length];
        table = new int[Integer.highestOneBit(Math.max(1, this.words.length)) * 4];
        Arrays.fill(table, -1);
        for (int place = 0; place < this.words.length; place++) {
            var word = this.words[place];
            hashes[place] = hash(word, 0, word.length);
            int at = first(hashes[place]);
            while (table[at] >= 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = place;
        }
    }

    private static int hash(char[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    /** Where to look for a word of that hash first. */
    private int first(int hash) {
        return hash & table.length - 1;
    }

    /** Marks the places of those {@link Words} of a normalized text that are among these. */
    public void mark(String text, BitSet places) {
        var prefixed = Words.prefixed(text).toCharArray();
        for (int start = 0; start < prefixed.length; ) {
            int end = Words.end(prefixed, start);
            mark(prefixed, start, end, places);
            start = end;
        }
    }

    private void mark(char[] text, int start, int end, BitSet places) {
        int hash = hash(text, start, end);
        for (int at = first(hash); table[at] >= 0; at = at + 1 & table.length - 1) {
            int place = table[at];
            if (hashes[place] == hash && !places.get(place) && isAt(place, text, start, end)) {
                places.set(place);
            }
        }
    }

    private boolean isAt(int place, char[] text, int start, int end) {
        var word = words[place];
        return Arrays.equals(word, 0, word.length, text, start, end);
    }
}
