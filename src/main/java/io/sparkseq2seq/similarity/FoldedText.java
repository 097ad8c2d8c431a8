package io.sparkseq2seq.similarity;

/**
 * A text without what makes the same sentence look like another: case, white space and punctuation. What is left are
 * letters with their marks, digits, and signs that mean something, such as + and €.
 */
public final class FoldedText {
    /** What characters of ASCII become; 0: nothing. */
    private static final char[] BASIC = basic();

    private FoldedText() {}

    /** The folded text, or the text itself where nothing is left of it: texts of the same letters have the same key. */
    public static String key(String text) {
        var folded = of(text);
        return folded.isEmpty() ? text : folded;
    }

    /** A hash of the folded text, which is not made for it. */
    static long hash(String text) {
        long hash = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            int folded = folded(c);
            if (folded != 0) {
                hash = hash * 0x9E3779B97F4A7C15L + folded;
            }
        }
        return hash;
    }

    /** What a character becomes; 0: nothing. */
    private static int folded(int c) {
        return c < BASIC.length ? BASIC[c] : means(c) ? Character.toLowerCase(c) : 0;
    }

    private static char[] basic() {
        var basic = new char[0x80];
        for (char c = 0; c < basic.length; c++) {
            basic[c] = means(c) ? Character.toLowerCase(c) : 0;
        }
        return basic;
    }

    /** The folded text; empty where a text is of punctuation alone. */
    static String of(String text) {
        var folded = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            int letter = folded(c);
            if (letter != 0) {
                folded.appendCodePoint(letter);
            }
        }
        return folded.toString();
    }

    private static boolean means(int c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "#%&*+/<=>@$".indexOf(c) >= 0;
        }
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> false;
            default -> true;
        };
    }
}
