package io.sparkseq2seq.config;

/** How BLEU cuts a line into words. */
public enum BleuTokenizer {
    /** {@code 13a}: the tokenizer of the WMT evaluations, for text with spaces between words. */
    THIRTEEN_A,
    /** Each Chinese character is a word; the rest as 13a. */
    ZH,
    /** Each character is a word. */
    CHAR,
    /** Splits at all Unicode punctuation and symbols. */
    INTL,
    /** The text is tokenized already. */
    NONE;

    /** As it is spelled in settings and signatures. */
    @Override
    public String toString() {
        return this == THIRTEEN_A ? "13a" : name().toLowerCase(java.util.Locale.ROOT);
    }
}
