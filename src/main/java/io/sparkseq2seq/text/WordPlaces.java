package io.sparkseq2seq.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Some words by their places in a list: found where they stand in a text, without an object for each. */
public final class WordPlaces implements Serializable {
    private static final long serialVersionUID = 1;

    private final char[][] words;
    /** Places of words by their hashes; below 0: none. */
    private final int[] table;

    /** @param words distinct */
    public WordPlaces(List<String> words) {
        this.words = words.stream().map(String::toCharArray).toArray(char[][]::new);
        table = new int[Integer.highestOneBit(Math.max(1, this.words.length)) * 4];
        Arrays.fill(table, -1);
        for (int place = 0; place < this.words.length; place++) {
            var word = this.words[place];
            int at = hash(word, 0, word.length);
            while (table[at] >= 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = place;
        }
    }

    private int hash(char[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9;
        return (hash ^ hash >>> 15) & table.length - 1;
    }

    /** Marks the places of those {@link Words} of a normalized text that are among these. */
    public void mark(String text, BitSet places) {
        var prefixed = Words.prefixed(text).toCharArray();
        for (int start = 0; start < prefixed.length; ) {
            int end = Words.end(prefixed, start);
            for (int at = hash(prefixed, start, end); table[at] >= 0; at = at + 1 & table.length - 1) {
                var word = words[table[at]];
                if (Arrays.equals(word, 0, word.length, prefixed, start, end)) {
                    places.set(table[at]);
                    break;
                }
            }
            start = end;
        }
    }
}
