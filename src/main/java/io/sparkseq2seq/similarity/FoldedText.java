package io.sparkseq2seq.similarity;

/**
 * A text without what makes the same sentence look like another: case, white space and punctuation. What is left are
 * letters with their marks, digits, and signs that mean something, such as + and €.
 */
public final class FoldedText {
    private FoldedText() {}

    /** The folded text, or the text itself where nothing is left of it: texts of the same letters have the same key. */
    public static String key(String text) {
        var folded = of(text);
        return folded.isEmpty() ? text : folded;
    }

    /** The folded text; empty where a text is of punctuation alone. */
    static String of(String text) {
        var folded = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (means(c)) {
                folded.appendCodePoint(Character.toLowerCase(c));
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
