package io.sparkseq2seq.document;

/**
 * What stands in a sentence and is copied to its translation.
 *
 * @param at where it stands in the sentence's text, in UTF-16 units
 * @param text what it is in the document
 * @param kind how it is put back
 */
public record Mark(int at, String text, Kind kind) {

    /** How a mark is put back. */
    public enum Kind {
        /** The line break of a wrapped line, in the place of a space. */
        BREAK
    }
}
