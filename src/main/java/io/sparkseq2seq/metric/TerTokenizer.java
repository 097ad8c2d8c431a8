package io.sparkseq2seq.metric;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * TER's words, by the rules of tercom.
 *
 * @param caseSensitive whether case matters, usually not
 * @param normalized whether Western punctuation is cut off words, usually not: TER takes tokenized text
 * @param noPunctuation whether punctuation is deleted, usually not
 * @param asian whether each Chinese character is a word (with {@code normalized}) and Asian punctuation is deleted
 *     (with {@code noPunctuation})
 */
record TerTokenizer(boolean caseSensitive, boolean normalized, boolean noPunctuation, boolean asian)
        implements Serializable {
    private static final Pattern POSSESSIVE = Pattern.compile("'s ");
    private static final String FULL_WIDTH = "\uFF0E\uFF0C\uFF1F\uFF1A\uFF1B\uFF01\uFF02\uFF08\uFF09";

    /** The words of a line. */
    List<String> words(String line) {
        String text = caseSensitive ? line : UCharacter.toLowerCase(ULocale.ROOT, line);
        if (normalized) {
            text = western(text);
            if (asian) {
                text = asian(text);
            }
        }
        if (noPunctuation) {
            text = without(text, c -> ".,?:;!\"()".indexOf(c) >= 0);
            if (asian) {
                text = without(text, c -> isAsianPunctuation(c) || FULL_WIDTH.indexOf(c) >= 0);
            }
        }
        return WhiteSpace.split(text);
    }

    /** 13a's cuts, and the possessive 's apart from its noun. */
    private static String western(String line) {
        String text = line.replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        String symbols = Tokenizer.symbols(" " + WhiteSpace.stripEnd(text) + " ");
        return Tokenizer.stops(POSSESSIVE.matcher(symbols).replaceAll(" 's "));
    }

    private static String asian(String line) {
        return Tokenizer.surround(line, c -> isIdeograph(c) || isAsianPunctuation(c) || FULL_WIDTH.indexOf(c) >= 0);
    }

    private static boolean isIdeograph(int c) {
        return within(c, 0x4E00, 0x9FFF)
                || within(c, 0x3400, 0x4DBF)
                || within(c, 0x31C0, 0x31EF)
                || within(c, 0x2E80, 0x2EFF)
                || within(c, 0x3300, 0x33FF)
                || within(c, 0xF900, 0xFAFF)
                || within(c, 0xFE30, 0xFE4F)
                || within(c, 0x3200, 0x3F22);
    }

    private static boolean isAsianPunctuation(int c) {
        return c == 0x3001
                || c == 0x3002
                || within(c, 0x3008, 0x3011)
                || within(c, 0x3014, 0x301F)
                || within(c, 0xFF61, 0xFF65)
                || c == 0x30FB;
    }

    private static boolean within(int c, int first, int last) {
        return c >= first && c <= last;
    }

    private static String without(String text, IntPredicate kind) {
        return text.codePoints()
                .filter(kind.negate())
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
