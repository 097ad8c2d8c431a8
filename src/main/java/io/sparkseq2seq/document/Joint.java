package io.sparkseq2seq.document;

import io.sparkseq2seq.text.Words;
import java.lang.Character.UnicodeBlock;
import java.util.Set;

/**
 * What stands between two sentences. English has a space there, Chinese and Japanese have none: where the source's
 * script is the reason for one or none, the target's decides for the translation.
 */
public final class Joint {
    private static final Set<UnicodeBlock> UNSPACED = Set.of(
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
            UnicodeBlock.HIRAGANA,
            UnicodeBlock.KATAKANA);

    private Joint() {}

    /**
     * Between two translated sentences of a line.
     *
     * @param sourceBefore the sentence before; empty: none
     * @param gap between the sentences of the source
     * @param sourceAfter the sentence after
     * @param before the translation of the sentence before
     * @param after that of the sentence after
     */
    static String between(String sourceBefore, String gap, String sourceAfter, String before, String after) {
        if (before.isEmpty() || after.isEmpty()) {
            return gap;
        }
        boolean sourceSpaced = isSpaced(sourceBefore, sourceAfter);
        boolean spaced = isSpaced(before, after);
        if (gap.isEmpty()) {
            return !sourceSpaced && spaced ? " " : "";
        }
        return gap.equals(" ") && sourceSpaced && !spaced ? "" : gap;
    }

    private static boolean isSpaced(String before, String after) {
        return areSpaced(before.codePointBefore(before.length()), after.codePointAt(0));
    }

    /** Whether a space stands between two words, of which one ends and one begins with these characters. */
    static boolean areSpaced(int before, int after) {
        return isSpaced(before, false) && isSpaced(after, false);
    }

    /**
     * Whether a space stands beside a character.
     *
     * @param inWord within what was one word in the source; else between words
     */
    public static boolean isSpaced(int character, boolean inWord) {
        boolean never = Character.isIdeographic(character) || UNSPACED.contains(UnicodeBlock.of(character));
        return !never && !(inWord && Words.isUnspaced(character));
    }
}
