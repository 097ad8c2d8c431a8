package io.sparkseq2seq.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Single values: their texts as they are written, and how to speak of their types. */
final class Scalars {
    private Scalars() {}

    /**
     * The value that a text means.
     *
     * @param type a primitive, an enum, {@link String}, {@link MemorySize} or {@link AutoSize}
     * @throws IllegalArgumentException when it means none of that type
     */
    static Object parse(Class<?> type, String text) {
        if (type == String.class) {
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        }
        String word = text.strip();
        if (type == int.class) {
            return Integer.valueOf(word);
        } else if (type == long.class) {
            return Long.valueOf(word);
        } else if (type == double.class) {
            double value = Double.parseDouble(word);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        } else if (type == boolean.class) {
            return switch (word) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        } else if (type == MemorySize.class) {
            return MemorySize.parse(word);
        } else if (type == AutoSize.class) {
            return AutoSize.parse(word);
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(choice -> SettingsKeys.spelling(choice).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text));
        }
        throw new IllegalStateException("no such type of setting: " + type);
    }

    static boolean inside(Range range, double value) {
        return value >= range.min() && value <= range.max() && value > range.above() && value < range.below();
    }

    /** Such as {@code " of at least 0 and less than 1"}. */
    static String words(Range range) {
        var words = new StringBuilder();
        append(words, " of at least ", range.min());
        append(words, " greater than ", range.above());
        String and = words.isEmpty() ? "" : " and";
        append(words, and + " at most ", range.max());
        append(words, and + " less than ", range.below());
        return words.toString();
    }

    private static void append(StringBuilder words, String relation, double bound) {
        if (Double.isFinite(bound)) {
            words.append(relation).append(bound == Math.rint(bound) ? String.valueOf((long) bound) : bound);
        }
    }

    static String noun(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type == MemorySize.class) {
            return "an amount of memory";
        } else if (type == AutoSize.class) {
            return "an amount of memory or auto";
        } else if (type == boolean.class || type.isEnum()) {
            return "one of its choices";
        }
        return "a line of text";
    }

    static String choices(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(SettingsKeys::spelling)
                    .collect(Collectors.joining(", ", "one of ", ""));
        } else if (type == MemorySize.class) {
            return "a number with k, m, g or t, such as 4g, of at most 64t";
        } else if (type == AutoSize.class) {
            return "auto, or a number with k, m, g or t, such as 4g, of at most 64t";
        }
        return noun(type);
    }
}
