package io.sparkseq2seq.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An amount of memory as the JVM and Spark spell it: {@code 512m}, {@code 4g}.
 *
 * @param bytes more than 0
 */
public record MemorySize(long bytes) {
    /** 64t: what a processor can address. */
    private static final long MOST = 1L << 46;

    private static final Pattern SPELLING = Pattern.compile("(\\d{1,9})([kmgt]?)b?");
    private static final String UNITS = "kmgt";

    /**
     * @throws IllegalArgumentException unless the text is a whole number with an optional k, m, g or t, of at most 64t
     */
    public static MemorySize parse(String text) {
        var match = SPELLING.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches() || match.group(1).matches("0+")) {
            throw new IllegalArgumentException(text);
        }
        int shift = match.group(2).isEmpty() ? 0 : 10 * (1 + UNITS.indexOf(match.group(2)));
        long number = Long.parseLong(match.group(1));
        if (number > MOST >> shift) {
            throw new IllegalArgumentException(text);
        }
        return new MemorySize(number << shift);
    }

    /** The shortest spelling: 4294967296 bytes are {@code 4g}. */
    @Override
    public String toString() {
        long rest = bytes;
        int unit = -1;
        while (rest % 1024 == 0 && unit < UNITS.length() - 1) {
            rest /= 1024;
            unit++;
        }
        return unit < 0 ? Long.toString(rest) : rest + UNITS.substring(unit, unit + 1);
    }
}
