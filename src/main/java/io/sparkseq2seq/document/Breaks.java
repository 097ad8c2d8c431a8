package io.sparkseq2seq.document;

/**
 * Puts the line breaks of a wrapped sentence into its translation: each about as far from its beginning as in the
 * source, in the place of a space where there is one near.
 */
final class Breaks {

    private Breaks() {}

    /** The translation with as many line breaks as the segment has, in its order. */
    static String restored(Segment segment, String translation) {
        var breaks = segment.marks().stream()
                .filter(mark -> mark.kind() == Mark.Kind.BREAK)
                .toList();
        if (breaks.isEmpty()) {
            return translation;
        }
        var text = new StringBuilder();
        int from = 0;
        for (var mark : breaks) {
            int ideal = (int) Math.round(
                    (double) mark.at() * translation.length() / segment.text().length());
            int at = place(translation, Math.max(from, Math.min(ideal, translation.length())), from);
            text.append(translation, from, at).append(mark.text());
            from = at < translation.length() && translation.charAt(at) == ' ' ? at + 1 : at;
        }
        return text.append(translation, from, translation.length()).toString();
    }

    /**
     * The space nearest to {@code ideal}, not before {@code from}; where there is none near, or the script has none,
     * between characters.
     */
    private static int place(String text, int ideal, int from) {
        if (ideal > from
                && ideal < text.length()
                && !isSpace(text, ideal - 1)
                && !isSpace(text, ideal)
                && !Joint.areSpaced(text.codePointBefore(ideal), text.codePointAt(ideal))) {
            return ideal;
        }
        int far = Math.max(12, text.length() / 6);
        for (int distance = 0; distance <= far; distance++) {
            if (ideal - distance >= from && isSpace(text, ideal - distance)) {
                return ideal - distance;
            }
            if (isSpace(text, ideal + distance)) {
                return ideal + distance;
            }
        }
        int at = ideal;
        while (at > from && at < text.length() && isWithin(text, at)) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(String text, int at) {
        return at < text.length() && text.charAt(at) == ' ';
    }

    /** Whether {@code at} is within a character, or before a mark that belongs to the one before. */
    private static boolean isWithin(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at))
                || switch (Character.getType(text.codePointAt(at))) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                    default -> false;
                };
    }
}
