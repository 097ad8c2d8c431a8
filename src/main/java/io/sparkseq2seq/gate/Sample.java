package io.sparkseq2seq.gate;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A row that shows why a bound does not hold. Long texts are cut.
 *
 * @param key of the row; empty where it has none
 * @param source what was translated
 * @param translation null where it failed
 * @param value of what the bound measures, where each row has one: its confidence, its length ratio; else null
 * @param reason the row's own; null where it has none
 * @param order the least come first
 */
record Sample(String key, String source, String translation, Double value, String reason, double order)
        implements Serializable, Comparable<Sample> {
    private static final int MOST_CHARACTERS = 200;

    private static final Comparator<Sample> ORDER = Comparator.comparingDouble(Sample::order)
            .thenComparing(Sample::key)
            .thenComparing(Sample::source)
            .thenComparing(Sample::translation, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** Keeps the beginning of long texts. */
    Sample {
        source = cut(source);
        translation = cut(translation);
    }

    /** By {@code order}; of equals whatever is the same each time. */
    @Override
    public int compareTo(Sample other) {
        return ORDER.compare(this, other);
    }

    private static String cut(String text) {
        return text == null || text.codePointCount(0, text.length()) <= MOST_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
    }
}
