package io.sparkseq2seq.subword;

import java.util.Arrays;

/**
 * What merges start from, as a number: a code point, or one at the end of its word where a space belongs to the word
 * before it. There {@code t} within a word and {@code t} at its end are two symbols, as in subword-nmt.
 */
final class BaseSymbol {
    /** How subword-nmt writes the end of a word. */
    static final String END = "</w>";

    private static final int AT_END = 1 << 24;

    private BaseSymbol() {}

    /** The symbols of a word. */
    static int[] of(String word, Splitting splitting) {
        var symbols = word.codePoints().toArray();
        int last = symbols.length - 1;
        if (splitting != Splitting.SPACE_AFTER || last < 1 || symbols[last] != ' ') {
            return symbols;
        }
        var marked = Arrays.copyOf(symbols, last);
        marked[last - 1] |= AT_END;
        return marked;
    }

    static int codePoint(int symbol) {
        return symbol & ~AT_END;
    }

    /** With a space for the end of a word. */
    static String spelling(int symbol) {
        return Character.toString(codePoint(symbol)) + (symbol == codePoint(symbol) ? "" : " ");
    }

    /** As subword-nmt orders symbols: by code points, those of the mark for the end included. */
    static String ordered(int symbol) {
        return Character.toString(codePoint(symbol)) + (symbol == codePoint(symbol) ? "" : END);
    }

    /** Whether a spelling is that of one symbol. */
    static boolean isOne(String spelling) {
        int length = spelling.codePointCount(0, spelling.length());
        return length == 1 || length == 2 && spelling.endsWith(" ") && !spelling.equals("  ");
    }
}
