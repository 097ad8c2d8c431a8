package io.sparkseq2seq.filter;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sides of too different lengths in UTF-8 bytes, which are fairer than characters between, say, English and Chinese.
 *
 * @param max the most times that the longer one may have the other's length
 * @param shortest bytes that a shorter side counts as
 */
record LengthRatio(double max, int shortest) implements PairFilter {
    @Override
    public String name() {
        return "unequal lengths";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int source = bytes(pair.source());
        int target = bytes(pair.target());
        return Math.max(source, target) > max * Math.min(source, target)
                ? Optional.of(source + " bytes against " + target + ", of at most " + max + " times")
                : Optional.empty();
    }

    private int bytes(String text) {
        return Math.max(shortest, text.getBytes(StandardCharsets.UTF_8).length);
    }
}
