package io.sparkseq2seq.filter;

/**
 * Two normalized sentences that should mean the same.
 *
 * @param source null where its line has no such column
 * @param target likewise
 */
public record Pair(String source, String target) {}
