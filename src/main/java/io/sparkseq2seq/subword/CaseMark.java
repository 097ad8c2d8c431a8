package io.sparkseq2seq.subword;

import java.util.List;

/**
 * A mark before a word in lower case that tells how its letters were: {@code Hello} is the mark for a capital and
 * {@code hello}, so both forms have their subwords in common. A word of other letters, such as {@code iPhone}, has no
 * mark and stays as it is, as does one that lower case and the mark would not give back: {@code ẞ}, {@code İ}.
 *
 * <p>Letters are mapped one by one, for no particular language.
 */
enum CaseMark {
    /** The first letter is a capital, and the others are small ones. */
    CAPITAL("⇧"),
    /** All letters are capitals, and there are two or more. */
    CAPITALS("⇪");

    static final List<CaseMark> ALL = List.of(values());

    private final String shown;

    CaseMark(String shown) {
        this.shown = shown;
    }

    /** For people. */
    String shown() {
        return shown;
    }

    /** The mark of a word of letters, perhaps with a space before it; null for one without. */
    static CaseMark of(char[] text, int start, int end) {
        int first = start < end && text[start] == ' ' ? start + 1 : start;
        if (first == end || !Character.isLetter(Character.codePointAt(text, first, end))) {
            return null;
        }
        boolean capital = true;
        boolean capitals = true;
        boolean changes = false;
        for (int at = first, c; at < end && (capital || capitals); at += Character.charCount(c)) {
            c = Character.codePointAt(text, at, end);
            int lower = Character.toLowerCase(c);
            changes |= lower != c;
            capital &= at == first ? lower != c && Character.toTitleCase(lower) == c : lower == c;
            capitals &= Character.toUpperCase(lower) == c && Character.charCount(lower) == Character.charCount(c);
        }
        return capital ? CAPITAL : capitals && changes ? CAPITALS : null;
    }

    /** A part of a text in lower case; as long as it was, if {@link #of} has a mark for it. */
    static char[] lowered(char[] text, int start, int end) {
        var lowered = new StringBuilder(end - start);
        for (int at = start, c; at < end; at += Character.charCount(c)) {
            c = Character.codePointAt(text, at, end);
            lowered.appendCodePoint(Character.toLowerCase(c));
        }
        return lowered.toString().toCharArray();
    }

    /** Appends a word in lower case as it was. */
    void restore(CharSequence word, StringBuilder to) {
        boolean first = true;
        for (int at = 0, c; at < word.length(); at += Character.charCount(c)) {
            c = Character.codePointAt(word, at);
            if (this == CAPITALS) {
                to.appendCodePoint(Character.toUpperCase(c));
            } else {
                boolean isSpace = at == 0 && c == ' ';
                to.appendCodePoint(first && !isSpace ? Character.toTitleCase(c) : c);
                first &= isSpace;
            }
        }
    }
}
