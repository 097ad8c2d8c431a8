package io.sparkseq2seq.parallel;

/**
 * A text and its translation.
 *
 * @param source null where it is missing
 * @param target null where it is missing
 */
record Unit(String source, String target) {}
