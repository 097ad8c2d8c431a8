package io.sparkseq2seq.metric;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import io.sparkseq2seq.config.BleuTokenizer;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * BLEU's words. The rules are those of NIST's mteval-v13a (13a), its international mode of version 14 (intl), and for
 * Chinese the usual practice of one word a character with 13a's rules between them (zh).
 *
 * <pre>{@code Tokenizer.words(BleuTokenizer.THIRTEEN_A, "It's 1,000 km.")   // It's | 1,000 | km | .}</pre>
 */
final class Tokenizer {
    /**
     * First and last characters of the blocks that zh cuts. The first range is wider than Chinese: the tool that set
     * this practice reads its five-digit bound for the supplementary ideographs as U+2000 and a digit, so that
     * punctuation such as dashes and curly quotes is cut and supplementary ideographs are not. Scores agree only when
     * this is kept.
     */
    private static final int[] CHINESE = {
        0x2001, 0x2A6D, 0x2E80, 0x2FDF, 0x2FF0, 0x303F, 0x3100, 0x312F, 0x31A0, 0x31BF, 0x31C0, 0x31EF, 0x3200, 0x33FF,
        0x3400, 0x4DB5, 0x4E00, 0x9FBB, 0xF900, 0xFA2D, 0xFA30, 0xFA6A, 0xFA70, 0xFAD9, 0xFE10, 0xFE1F, 0xFE30, 0xFE4F,
        0xFF00, 0xFFEF
    };

    private Tokenizer() {}

    /** The words of a line; none of them is empty or holds white space. */
    static List<String> words(BleuTokenizer tokenizer, String line) {
        return WhiteSpace.split(
                switch (tokenizer) {
                    case NONE -> line;
                    case THIRTEEN_A -> stops(symbols(" " + unescape(line) + " "));
                        // Without 13a's spaces around the line: a full stop that begins or ends it stays where it is
                        // when
                        // a digit is its neighbour.
                    case ZH -> stops(symbols(surround(WhiteSpace.strip(line), Tokenizer::isChinese)));
                    case CHAR -> surround(line, character -> true);
                    case INTL -> international(WhiteSpace.stripEnd(line));
                });
    }

    private static boolean isChinese(int character) {
        for (int i = 0; i < CHINESE.length; i += 2) {
            if (character >= CHINESE[i] && character <= CHINESE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** The test sets' marks for skipped segments and hyphenated line ends go, and XML's entities become characters. */
    private static String unescape(String line) {
        String text = line.replace("<skipped>", "").replace("-\n", "").replace('\n', ' ');
        // In this order: an escaped ampersand before "lt;" makes an entity of its own.
        return text.indexOf('&') < 0
                ? text
                : text.replace("&quot;", "\"")
                        .replace("&amp;", "&")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">");
    }

    /** ASCII symbols stand alone, but for those of {@link #stops} and the apostrophe. */
    static String symbols(String line) {
        return surround(line, Tokenizer::isAsciiSymbol);
    }

    /** A full stop and a comma that no digit precedes or none follows stand alone, and a hyphen after a digit. */
    static String stops(String line) {
        String text = cut(line, c -> !isDigit(c), Tokenizer::isStopOrComma, true);
        text = cut(text, Tokenizer::isStopOrComma, c -> !isDigit(c), false);
        return cut(text, Tokenizer::isDigit, c -> c == '-', true);
    }

    /** ASCII's printable characters but letters, digits, apostrophe, comma, hyphen and full stop. */
    private static boolean isAsciiSymbol(int c) {
        return c >= ' '
                && c <= '~'
                && !isDigit(c)
                && !(c >= 'A' && c <= 'Z')
                && !(c >= 'a' && c <= 'z')
                && c != '\''
                && c != ','
                && c != '-'
                && c != '.';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isStopOrComma(int c) {
        return c == '.' || c == ',';
    }

    /** Punctuation stands alone unless numbers are on both sides of it; symbols always do. */
    private static String international(String line) {
        String text = cut(line, c -> !isNumber(c), Tokenizer::isPunctuation, true);
        text = cut(text, Tokenizer::isPunctuation, c -> !isNumber(c), false);
        return surround(text, Tokenizer::isSymbol);
    }

    private static boolean isNumber(int c) {
        return in(
                c,
                ECharacterCategory.DECIMAL_DIGIT_NUMBER,
                ECharacterCategory.LETTER_NUMBER,
                ECharacterCategory.OTHER_NUMBER);
    }

    private static boolean isPunctuation(int c) {
        return in(
                c,
                ECharacterCategory.DASH_PUNCTUATION,
                ECharacterCategory.START_PUNCTUATION,
                ECharacterCategory.END_PUNCTUATION,
                ECharacterCategory.CONNECTOR_PUNCTUATION,
                ECharacterCategory.OTHER_PUNCTUATION,
                UCharacterCategory.INITIAL_PUNCTUATION,
                UCharacterCategory.FINAL_PUNCTUATION);
    }

    private static boolean isSymbol(int c) {
        return in(
                c,
                ECharacterCategory.MATH_SYMBOL,
                ECharacterCategory.CURRENCY_SYMBOL,
                ECharacterCategory.MODIFIER_SYMBOL,
                ECharacterCategory.OTHER_SYMBOL);
    }

    private static boolean in(int character, byte... categories) {
        int category = UCharacter.getType(character);
        for (byte each : categories) {
            if (each == category) {
                return true;
            }
        }
        return false;
    }

    /** A space before and after each character of the kind. */
    static String surround(String text, IntPredicate kind) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            if (kind.test(character)) {
                out.append(' ').appendCodePoint(character).append(' ');
            } else {
                out.appendCodePoint(character);
            }
        });
        return out.toString();
    }

    /**
     * A space between each pair of neighbours of the two kinds, and one more before or after the pair. From the left,
     * and no character is in two pairs: of three full stops in a row after a letter, the third pairs with the second.
     *
     * @param after whether the second is what stands alone, so that the other space comes after it
     */
    static String cut(String text, IntPredicate first, IntPredicate second, boolean after) {
        var out = new StringBuilder(text.length() + 16);
        int[] characters = text.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            boolean pair = i + 1 < characters.length && first.test(characters[i]) && second.test(characters[i + 1]);
            if (!pair) {
                out.appendCodePoint(characters[i]);
                continue;
            }
            out.append(after ? "" : " ").appendCodePoint(characters[i]).append(' ');
            out.appendCodePoint(characters[++i]).append(after ? " " : "");
        }
        return out.toString();
    }
}
