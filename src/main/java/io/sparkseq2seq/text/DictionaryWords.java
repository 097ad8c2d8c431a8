package io.sparkseq2seq.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;

/**
 * {@link Words}, but those of scripts written without spaces also end where ICU's dictionaries of Chinese, Japanese,
 * Thai, Lao, Khmer and Burmese say: {@code 我喜欢北京} is 我, 喜欢 and 北京. For one text and one thread.
 */
public final class DictionaryWords {
    private static final BreakIterator RULES = BreakIterator.getWordInstance(ULocale.ROOT);
    /** Before the first character of such a script. */
    private static final int LAST_SPACED = 0x0DFF;

    private final char[] text;
    /** Where words of a dictionary end; null until one is asked for. */
    private BitSet ends;

    /** @param text as {@link Words#prefixed} gives it, or a part of it */
    public DictionaryWords(char[] text) {
        this.text = text;
    }

    /** Where the word that starts at {@code start} ends, exclusive. */
    public int end(int start) {
        int end = Words.end(text, start);
        int first = text[start] == ' ' ? start + 1 : start;
        if (first >= end || text[first] <= LAST_SPACED || !Words.isUnspaced(Character.codePointAt(text, first))) {
            return end;
        }
        ends = ends == null ? ends(text) : ends;
        return Math.min(end, ends.nextSetBit(first + 1));
    }

    private static BitSet ends(char[] text) {
        var ends = new BitSet(text.length + 1);
        var breaks = (BreakIterator) RULES.clone();
        breaks.setText(new String(text));
        for (int at = breaks.first(); at != BreakIterator.DONE; at = breaks.next()) {
            ends.set(at);
        }
        return ends;
    }
}
