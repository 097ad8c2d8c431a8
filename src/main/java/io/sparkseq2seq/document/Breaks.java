package io.sparkseq2seq.document;

/**
 * Puts the line breaks of a wrapped sentence into its translation: each about as far from its beginning as in the
 * source, in the place of a space where there is one near.
 */
final class Breaks {

    /** How far from its place a line break may go for a space. */
    private static final int MOST = 60;

    private Breaks() {}

    /** Adds an edit for each break, in their order, none within another edit. */
    static void add(Mask mask, String translation, Edits edits) {
        int from = 0;
        for (int i = 0; i < mask.marks().size(); i++) {
            var mark = mask.marks().get(i);
            if (mark.kind() == Mark.Kind.BREAK) {
                int ideal = (int) Math.round((double) mark.at()
                        * translation.length()
                        / Math.max(1, mask.text().length()));
                int at = place(translation, Math.max(from, Math.min(ideal, translation.length())), from);
                at = Math.max(from, edits.outside(at, false));
                int end = isSpace(translation, at) ? at + 1 : at;
                edits.add(new Edit(at, end, mark.text(), i));
                from = end;
            }
        }
    }

    /**
     * The space nearest to {@code ideal}, not before {@code from}; where there is none near, or the script has none,
     * between characters.
     */
    private static int place(String text, int ideal, int from) {
        if (ideal > from
                && ideal < text.length()
                && !isWithin(text, ideal)
                && !isSpace(text, ideal - 1)
                && !isSpace(text, ideal)
                && !Joint.areSpaced(text.codePointBefore(ideal), text.codePointAt(ideal))) {
            return ideal;
        }
        int far = Math.min(MOST, Math.max(12, text.length() / 6));
        for (int distance = 0; distance <= far; distance++) {
            if (ideal - distance >= from && isSpace(text, ideal - distance)) {
                return ideal - distance;
            }
            if (isSpace(text, ideal + distance)) {
                return ideal + distance;
            }
        }
        int at = ideal;
        while (at > from && ideal - at < MOST && at < text.length() && isWithin(text, at)) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(String text, int at) {
        return at < text.length() && text.charAt(at) == ' ';
    }

    /** Whether {@code at} is within a character, or before a mark that belongs to the one before. */
    private static boolean isWithin(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) || Links.isMark(text.codePointAt(at));
    }
}
