package io.sparkseq2seq.config;

/** In which characters Chinese is written. */
public enum ChineseScript {
    /** As they come. */
    KEEP,
    /** Traditional characters become simplified ones. */
    SIMPLIFIED,
    /** Simplified characters become traditional ones. */
    TRADITIONAL
}
