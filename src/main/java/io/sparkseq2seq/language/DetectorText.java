package io.sparkseq2seq.language;

import opennlp.tools.util.normalizer.CharSequenceNormalizer;
import opennlp.tools.util.normalizer.EmojiCharSequenceNormalizer;
import opennlp.tools.util.normalizer.NumberCharSequenceNormalizer;
import opennlp.tools.util.normalizer.ShrinkCharSequenceNormalizer;
import opennlp.tools.util.normalizer.TwitterCharSequenceNormalizer;
import opennlp.tools.util.normalizer.UrlCharSequenceNormalizer;

/**
 * The text that OpenNLP's model of languages was trained on: without emoji, addresses, tags, laughter and numbers, with
 * single spaces. Its normalizers are regular expressions; most sentences have nothing that they would change, which one
 * look at each character tells.
 */
final class DetectorText {
    private static final CharSequenceNormalizer[] NORMALIZERS = {
        EmojiCharSequenceNormalizer.getInstance(),
        UrlCharSequenceNormalizer.getInstance(),
        TwitterCharSequenceNormalizer.getInstance(),
        NumberCharSequenceNormalizer.getInstance(),
        ShrinkCharSequenceNormalizer.getInstance()
    };
    private static final int EMOJI = 0;
    private static final int URL = 1;
    private static final int TWITTER = 2;
    private static final int NUMBER = 3;
    private static final int SHRINK = 4;

    private DetectorText() {}

    static CharSequence of(String text) {
        // The library's characters of emoji have the hyphen among them.
        var parted = text.indexOf('-') >= 0 ? withoutHyphens(text) : text;
        CharSequence normalized = parted;
        for (int i = first(parted); i < NORMALIZERS.length; i++) {
            normalized = NORMALIZERS[i].normalize(normalized);
        }
        return normalized;
    }

    /** A text with a space for each run of hyphens; as it is where other characters go with them. */
    private static String withoutHyphens(String text) {
        var parted = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE) {
                return text;
            }
            if (c != '-') {
                parted.append(c);
            } else if (i == 0 || text.charAt(i - 1) != '-') {
                parted.append(' ');
            }
        }
        return parted.toString();
    }

    /** The first of the normalizers that may change a text: those behind it see what it leaves. */
    private static int first(String text) {
        int length = text.length();
        if (length == 0) {
            return NORMALIZERS.length;
        }
        int first = text.charAt(0) <= ' ' || text.charAt(length - 1) <= ' ' ? SHRINK : NORMALIZERS.length;
        char before = ' ';
        char last = ' ';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE) {
                return EMOJI;
            }
            c = c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
            first = Math.min(first, first(before, last, c));
            before = last;
            last = c;
        }
        return first;
    }

    /** The first one for which three characters in a row, letters of ASCII in lower case, may be something. */
    private static int first(char before, char last, char c) {
        if (c == '@' || c == '/' && last == '/') {
            return URL;
        }
        boolean isFace = isMouth(c) && isEyes(last);
        boolean isRetweet = before == 'r' && last == 't' && (c == ' ' || c == ':');
        boolean isLaughter = (last == 'h' || last == 'j') && isVowel(before) && (isVowel(c) || c == last);
        if (c == '#' || isFace || isRetweet || isLaughter) {
            return TWITTER;
        }
        if (c >= '0' && c <= '9') {
            return NUMBER;
        }
        return c == last && (c == before || c <= ' ') || c <= ' ' && last < ' ' || c < ' ' && last == ' '
                ? SHRINK
                : NORMALIZERS.length;
    }

    private static boolean isEyes(char c) {
        return c == ':' || c == ';' || c == 'x';
    }

    private static boolean isMouth(char c) {
        return c == '(' || c == ')' || c == 'd' || c == 'o' || c == 'p';
    }

    private static boolean isVowel(char c) {
        return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
    }
}
