package io.sparkseq2seq.document;

/**
 * What stands in a sentence and is copied to its translation.
 *
 * @param at where it stands in the sentence's text, in UTF-16 units
 * @param text what it is in the document
 * @param kind how it is put back
 * @param name of a tag, in lower case; else empty
 */
public record Mark(int at, String text, Kind kind, String name) {

    /** How a mark is put back. */
    public enum Kind {
        /** The line break of a wrapped line: in the place of a space. */
        BREAK,
        /** A part of what is said, such as a placeholder or an address: in the place of a stand-in for it. */
        TERM,
        /** A tag: before the words that it was before. */
        OPEN,
        /** A tag: behind the words that it was behind. */
        CLOSE,
        /** A tag that holds nothing, or an emoji: behind the word that it was behind. */
        EMPTY;

        boolean isTag() {
            return this == OPEN || this == CLOSE || this == EMPTY;
        }
    }

    Mark at(int place) {
        return new Mark(place, text, kind, name);
    }
}
