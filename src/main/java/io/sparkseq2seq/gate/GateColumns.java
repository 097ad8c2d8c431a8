package io.sparkseq2seq.gate;

/**
 * The columns of one translated text, as {@code Dataset.col} takes them: {@code doc.title} is a field of a struct.
 *
 * @param source string: what was translated
 * @param translation string
 * @param confidence double, from 0 to 1
 * @param status string: a {@link io.sparkseq2seq.search.Status} in lower case
 * @param reason string: why it failed
 */
public record GateColumns(String source, String translation, String confidence, String status, String reason) {}
