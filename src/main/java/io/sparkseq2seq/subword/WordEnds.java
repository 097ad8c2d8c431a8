package io.sparkseq2seq.subword;

/**
 * Where a text may be parted so that no piece lies on both sides: what becomes of a part depends on the part alone, and
 * parts that come again need not be looked at again.
 */
enum WordEnds {
    /** Before each space: a piece has none but at its start. */
    BEFORE_SPACES,
    /** Behind each space: a piece has none but at its end. */
    BEHIND_SPACES,
    /** At the end of the text alone. */
    NONE;

    static WordEnds of(String[] spellings) {
        boolean before = true;
        boolean behind = true;
        for (var spelling : spellings) {
            before &= spelling.lastIndexOf(' ') <= 0;
            behind &= spelling.indexOf(' ') < 0 || spelling.indexOf(' ') == spelling.length() - 1;
        }
        return before ? BEFORE_SPACES : behind ? BEHIND_SPACES : NONE;
    }

    /** The end of the part that starts at a place. */
    int next(String text, int start) {
        int space = this == NONE ? -1 : text.indexOf(' ', this == BEFORE_SPACES ? start + 1 : start);
        return space < 0 ? text.length() : this == BEFORE_SPACES ? space : space + 1;
    }
}
