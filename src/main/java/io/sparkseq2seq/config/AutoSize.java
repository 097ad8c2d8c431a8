package io.sparkseq2seq.config;

import java.util.Optional;

/**
 * An amount of memory, or {@code auto}: as much as it takes.
 *
 * @param size nothing for {@code auto}
 */
public record AutoSize(Optional<MemorySize> size) {
    private static final String AUTO = "auto";

    /** @throws IllegalArgumentException unless the text is {@code auto} or as {@link MemorySize#parse} takes it */
    public static AutoSize parse(String text) {
        return new AutoSize(text.strip().equals(AUTO) ? Optional.empty() : Optional.of(MemorySize.parse(text)));
    }

    @Override
    public String toString() {
        return size.map(MemorySize::toString).orElse(AUTO);
    }
}
