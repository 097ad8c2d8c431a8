package io.sparkseq2seq.glossary;

import com.ibm.icu.lang.UCharacter;
import io.sparkseq2seq.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * The units of a text by which terms are compared: runs of letters, digits and marks; each character of a script
 * without spaces; each other character. White space only parts them. A term is found where its units are a text's, so
 * never within a word: {@code "l'eau"} has the unit {@code eau}, {@code "bureau"} has not.
 */
final class TextUnits {
    /** A part of a text, and what it is compared by: its letters in one case. */
    record Unit(int start, int end, String key) {}

    private TextUnits() {}

    static List<Unit> of(String text) {
        var units = new ArrayList<Unit>();
        int start = 0;
        boolean word = false;
        for (int at = 0, c; at < text.length(); at += Character.charCount(c)) {
            c = text.codePointAt(at);
            boolean mark = isMark(c);
            boolean inWord = !Words.isUnspaced(c) && UCharacter.isLetterOrDigit(c);
            if (at > start && !mark && !(word && inWord)) {
                add(text, start, at, units);
                start = at;
            }
            word = inWord || mark && word;
        }
        add(text, start, text.length(), units);
        return units;
    }

    private static void add(String text, int start, int end, List<Unit> units) {
        if (start < end && !UCharacter.isUWhiteSpace(text.codePointAt(start))) {
            units.add(new Unit(start, end, UCharacter.foldCase(text.substring(start, end), true)));
        }
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
