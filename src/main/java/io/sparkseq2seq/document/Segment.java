package io.sparkseq2seq.document;

import java.util.List;

/**
 * A sentence of a document and what stands before it.
 *
 * @param gap exactly: white space, line breaks, signs of list items; may be empty
 * @param text of the sentence, on one line; without white space at its ends
 * @param marks in the sentence, in its order
 */
public record Segment(String gap, String text, List<Mark> marks) {

    /** Whether there is something to translate: a letter or a digit. */
    public boolean isTranslated() {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
