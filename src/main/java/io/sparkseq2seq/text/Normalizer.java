package io.sparkseq2seq.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import com.ibm.icu.util.ULocale;
import io.sparkseq2seq.config.ChineseScript;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Brings text to the form that all other code expects.
 *
 * <ul>
 *   <li>control characters and byte order marks are removed, unpaired surrogates become U+FFFD;
 *   <li>lower case, where asked;
 *   <li>Unicode normalization form C;
 *   <li>Chinese in one script, where asked, by ICU's rules (甚麼 becomes 什么, 計畫 becomes 计划);
 *   <li>every run of Unicode white space (tabs, line ends, no-break and ideographic spaces) becomes one space, and none
 *       is left at either end.
 * </ul>
 *
 * <p>Normalizing twice changes nothing more. Joiners (U+200C, U+200D) stay, because they carry meaning in emoji and in
 * Persian.
 *
 * @param lowercase whether letters become lower case, by Unicode's rules for no particular language
 * @param chinese the characters that Chinese is converted to
 */
public record Normalizer(boolean lowercase, ChineseScript chinese) implements Serializable {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Pattern LINE_BREAK =
            Pattern.compile("\\r\\n|[\\t\\n\\r\\x0B\\f\\x1C-\\x1F\\x85\\x{2028}\\x{2029}]");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Only the changes that every text needs. */
    public static final Normalizer PLAIN = new Normalizer(false, ChineseScript.KEEP);

    /** A text without control characters and damage; its white space stays as it is. */
    public static String clean(String text) {
        return isPlain(text) ? text : withoutDamage(text);
    }

    /** The normal form of {@code text}; empty when nothing visible is in it. */
    public String normalize(String text) {
        var clean = clean(text);
        var cased = lowercase ? UCharacter.toLowerCase(ULocale.ROOT, clean) : clean;
        return singleSpaced(inScript(Normalizer2.getNFCInstance().normalize(cased)));
    }

    /** The text on one line, in one field of it: each line break and tab is a space; other spaces stay. */
    public static String oneLine(String text) {
        return LINE_BREAK.matcher(text).replaceAll(" ");
    }

    /** Whether no character needs to be dropped or replaced: true of nearly every line. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F && c < 0xA0 || c == BYTE_ORDER_MARK || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static String withoutDamage(String text) {
        var kept = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.getType(c) == Character.SURROGATE) {
                kept.append(REPLACEMENT);
            } else if (c != BYTE_ORDER_MARK && (!Character.isISOControl(c) || UCharacter.isUWhiteSpace(c))) {
                kept.appendCodePoint(c);
            }
        }
        return kept.toString();
    }

    private String inScript(String text) {
        return switch (chinese) {
            case KEEP -> text;
            case SIMPLIFIED -> Simplified.RULES.transliterate(text);
            case TRADITIONAL -> Traditional.RULES.transliterate(text);
        };
    }

    // Making one takes a second, so it is made at its first use; threads may share it.

    private static final class Simplified {
        static final Transliterator RULES = Transliterator.getInstance("Traditional-Simplified");
    }

    private static final class Traditional {
        static final Transliterator RULES = Transliterator.getInstance("Simplified-Traditional");
    }

    private static String singleSpaced(String text) {
        var spaced = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) { // all white space is in the basic plane
            char c = text.charAt(i);
            if (c == ' ' || c >= 0x7F && UCharacter.isUWhiteSpace(c) || c < ' ') {
                gap = true;
            } else {
                if (gap && spaced.length() > 0) {
                    spaced.append(' ');
                }
                gap = false;
                spaced.append(c);
            }
        }
        return spaced.toString();
    }
}
