package io.sparkseq2seq.config;

/**
 * A rule by which pairs are dropped: an entry of {@code preprocess.filters}. The records hold what can be set, and
 * package {@code filter} does what they say; a new rule is a record here, one there, and a line in {@code FilterChain}.
 */
public sealed interface FilterRule {
    /** {@code damaged}: a side has U+FFFD in it; its bytes were not UTF-8, or were damaged before. */
    record Damaged() implements FilterRule {}

    /**
     * {@code characters}: a side is too long in characters.
     *
     * @param max the most
     */
    record Characters(@Default("2000") @Range(min = 1, max = 10_000_000) int max) implements FilterRule {}

    /**
     * {@code ratio}: one side has too many times the other's UTF-8 bytes.
     *
     * @param max the most times
     * @param shortest a side of fewer bytes counts as this many, because lengths of short sentences vary freely
     */
    record Ratio(
            @Default("9") @Range(min = 1, max = 1000) double max,
            @Default("20") @Range(min = 1, max = 10_000) int shortest)
            implements FilterRule {}

    /**
     * {@code tokens}: a side is too long in subword tokens. It is applied last, when subwords have been learned.
     *
     * @param max the most
     */
    record Tokens(@Default("100") @Range(min = 1, max = 100_000) int max) implements FilterRule {}
}
