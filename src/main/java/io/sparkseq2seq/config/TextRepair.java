package io.sparkseq2seq.config;

/** A repair of text before it is normalized: an entry of {@code preprocess.repair}. */
public enum TextRepair {
    /** UTF-8 that was once read as Windows-1252 or Latin-1 becomes what it was: {@code cafÃ©} is {@code café}. */
    MOJIBAKE,
    /** Entities of HTML become the characters that they stand for: {@code &amp;} is {@code &}. */
    ENTITIES,
    /** Tags and comments of HTML go away. */
    TAGS,
    /** Quotation marks, dashes, dots and full-width letters of typesetters become those of keyboards. */
    PUNCTUATION
}
