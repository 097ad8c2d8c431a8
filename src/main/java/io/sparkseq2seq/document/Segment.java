package io.sparkseq2seq.document;

import java.util.List;

/**
 * A sentence of a document and what stands before it.
 *
 * @param gap exactly: white space, line breaks, signs of list items, tags; may be empty
 * @param raw the sentence as it stands in the document
 * @param text of the sentence, on one line, without white space at its ends; {@value #TERM} for each
 *     {@link Mark.Kind#TERM} of it
 * @param marks in the sentence, in its order
 */
public record Segment(String gap, String raw, String text, List<Mark> marks) {
    /** Stands for a term. */
    static final char TERM = '\uFFFC';

    /** Whether there is something to translate: a letter or a digit. */
    public boolean isTranslated() {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Whether it is translated without what stands in it. */
    public boolean isMasked() {
        return marks.stream().anyMatch(mark -> mark.kind() != Mark.Kind.BREAK);
    }

    /** The same behind a gap. */
    Segment behind(String before) {
        return new Segment(before, raw, text, marks);
    }
}
