package io.sparkseq2seq.translate;

import io.sparkseq2seq.search.Outcome;
import java.util.ArrayList;

/** What in a text is no text, and is left out or replaced before it is translated. */
public final class Repairs {
    private static final char REPLACEMENT = '\uFFFD';

    private Repairs() {}

    /**
     * What there is to say of a text's translation: why its status is what it is, and what was repaired in the text.
     *
     * @param text null for none
     * @param isDamaged whether the text had bytes that are no UTF-8
     * @return one line; null for nothing
     */
    public static String reason(Outcome outcome, String text, boolean isDamaged) {
        var reason = outcome.reason();
        var repaired = text == null ? null : of(text, isDamaged);
        return reason == null ? repaired : repaired == null ? reason : reason + "; " + repaired;
    }

    /**
     * In words; null for nothing.
     *
     * @param isDamaged whether the text had bytes that are no UTF-8
     */
    static String of(String text, boolean isDamaged) {
        int controls = 0;
        int surrogates = 0;
        int replacements = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == REPLACEMENT) {
                replacements++;
            } else if (Character.getType(c) == Character.SURROGATE) {
                surrogates++;
            } else if (Character.isISOControl(c) && !Character.isWhitespace(c) && c != 0x85) {
                controls++;
            }
        }
        if (controls + surrogates + replacements == 0) {
            return null;
        }
        var all = new ArrayList<String>();
        if (isDamaged) {
            all.add("bytes that are no UTF-8 were replaced by U+FFFD");
        } else if (replacements > 0) {
            all.add("U+FFFD stands where a text was damaged before");
        }
        if (controls > 0) {
            all.add("control characters were left out: " + controls);
        }
        if (surrogates > 0) {
            all.add("halves of characters were replaced: " + surrogates);
        }
        return String.join("; ", all);
    }
}
