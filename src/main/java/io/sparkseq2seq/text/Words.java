package io.sparkseq2seq.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into words. A subword never crosses the border of a word.
 *
 * <p>A word is a run of one kind of character, with the space before it if there is one: {@code "I love football."}
 * gives {@code " I"}, {@code " love"}, {@code " football"}, {@code "."}. The words of a text joined together are the
 * text with the space that {@link #prefixed} puts before it.
 *
 * <ul>
 *   <li>letters, with an apostrophe between two of them ({@code don't}), at most {@value #LONGEST_LETTERS};
 *   <li>scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) in runs of at most
 *       {@value #LONGEST_UNSPACED}, within which the learner finds the words;
 *   <li>digits one by one: a number is copied digit by digit, seen before or not;
 *   <li>runs of anything else: punctuation, symbols, emoji, at most {@value #LONGEST_OTHER}.
 * </ul>
 *
 * Marks and joiners stay with what they follow. The limits keep encoding linear in the length of the text.
 */
public final class Words {
    static final int LONGEST_LETTERS = 64;
    static final int LONGEST_UNSPACED = 16;
    static final int LONGEST_OTHER = 16;

    private static final byte OTHER = 0;
    private static final byte LETTER = 1;
    private static final byte UNSPACED = 2;
    private static final byte DIGIT = 3;
    private static final byte MARK = 4;
    private static final byte SPACE = 5;

    private static final byte[] BASIC_PLANE = basicPlane();

    private Words() {}

    /** The words of a normalized text, in order. */
    public static List<String> of(String text) {
        var prefixed = prefixed(text).toCharArray();
        var words = new ArrayList<String>();
        for (int start = 0; start < prefixed.length; ) {
            int end = end(prefixed, start);
            words.add(new String(prefixed, start, end - start));
            start = end;
        }
        return words;
    }

    /** How many words a normalized text has. */
    public static int number(String text) {
        var prefixed = prefixed(text).toCharArray();
        int number = 0;
        for (int start = 0; start < prefixed.length; start = end(prefixed, start)) {
            number++;
        }
        return number;
    }

    /**
     * The text with a space before it, so that its first word is the same as in the middle of a text. A text in a
     * script written without spaces gets none.
     */
    public static String prefixed(String text) {
        return text.isEmpty() || kind(text.codePointAt(0)) == UNSPACED ? text : " " + text;
    }

    /** Where the word that starts at {@code start} ends, exclusive. */
    public static int end(char[] text, int start) {
        int at = start;
        if (text[at] == ' ') {
            at++;
            if (at == text.length || text[at] == ' ') {
                return at;
            }
        }
        int c = Character.codePointAt(text, at);
        byte first = kind(c);
        byte run = first == MARK ? OTHER : first;
        int longest =
                switch (run) {
                    case LETTER -> LONGEST_LETTERS;
                    case UNSPACED -> LONGEST_UNSPACED;
                    case DIGIT -> 1;
                    default -> LONGEST_OTHER;
                };
        at += Character.charCount(c);
        for (int count = 1; at < text.length; count++) {
            c = text[at];
            if (Character.isSurrogate((char) c)) {
                c = Character.codePointAt(text, at);
            }
            byte kind = kind(c);
            // Marks may follow a full run, but not without end.
            boolean goesOn = count < longest && (kind == run || run == LETTER && isInnerApostrophe(text, at))
                    || kind == MARK && count < longest + LONGEST_OTHER;
            if (!goesOn) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static boolean isInnerApostrophe(char[] text, int at) {
        char c = text[at];
        return (c == '\'' || c == '’') && at + 1 < text.length && kind(Character.codePointAt(text, at + 1)) == LETTER;
    }

    private static byte kind(int codePoint) {
        return codePoint < BASIC_PLANE.length ? BASIC_PLANE[codePoint] : kindOf(codePoint);
    }

    private static byte kindOf(int codePoint) {
        if (codePoint == ' ') {
            return SPACE;
        }
        if (codePoint == 0x200C || codePoint == 0x200D) {
            return MARK;
        }
        if (codePoint == 'ー' || codePoint == 'ｰ') {
            return UNSPACED; // a long vowel of both kana, so of no script in Unicode's tables
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> MARK;
            case Character.DECIMAL_DIGIT_NUMBER -> DIGIT;
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.LETTER_NUMBER -> isUnspaced(UnicodeScript.of(codePoint)) ? UNSPACED : LETTER;
            default -> OTHER;
        };
    }

    /** Whether a character, or the letter that a mark belongs to, is of a script written without spaces. */
    public static boolean isUnspaced(int codePoint) {
        return kind(codePoint) == UNSPACED || isUnspaced(UnicodeScript.of(codePoint));
    }

    private static boolean isUnspaced(UnicodeScript script) {
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    private static byte[] basicPlane() {
        var kinds = new byte[0x10000];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = kindOf(c);
        }
        return kinds;
    }
}
