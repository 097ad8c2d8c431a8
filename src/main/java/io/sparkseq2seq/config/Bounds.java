package io.sparkseq2seq.config;

import java.util.Arrays;

/**
 * The range of a setting, for code that takes it from elsewhere than {@link Settings}.
 *
 * @param least the least value allowed
 * @param most the greatest value allowed
 */
public record Bounds(double least, double most) {
    /**
     * Looks up a range.
     *
     * @param section a record of settings
     * @param component of it, a number, such as {@code maxLength}
     */
    public static Bounds of(Class<? extends Record> section, String component) {
        var range = Arrays.stream(section.getRecordComponents())
                .filter(candidate -> candidate.getName().equals(component))
                .map(candidate -> candidate.getAnnotation(Range.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(section + " has no " + component));
        return new Bounds(
                Math.max(range.min(), Math.nextUp(range.above())), Math.min(range.max(), Math.nextDown(range.below())));
    }
}
