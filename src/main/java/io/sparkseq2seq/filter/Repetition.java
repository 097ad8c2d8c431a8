package io.sparkseq2seq.filter;

import java.util.Optional;

/**
 * A text that repeats itself at once, again and again, where the other side does not: stuttering machines and
 * decoration.
 *
 * @param max the most times that a piece may stand behind itself on one side more than on the other
 * @param shortest characters of a piece
 */
record Repetition(int max, int shortest) implements PairFilter {
    /** Longer pieces do not repeat by mistake; the time grows with it. */
    private static final int LONGEST = 100;

    @Override
    public String name() {
        return "repeats itself";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int source = repeats(pair.source());
        int target = repeats(pair.target());
        return Math.abs(source - target) > max
                ? Optional.of("a piece of the " + (source > target ? "source" : "target") + " stands "
                        + (1 + Math.max(source, target)) + " times in a row, on the other side "
                        + (1 + Math.min(source, target)))
                : Optional.empty();
    }

    /**
     * The most times that a piece stands behind itself: for each length, the longest run that equals what is before it.
     */
    private int repeats(String text) {
        int most = 0;
        for (int length = shortest; length <= Math.min(LONGEST, text.length() / 2); length++) {
            int run = 0;
            for (int i = length; i < text.length(); i++) {
                run = text.charAt(i) == text.charAt(i - length) ? run + 1 : 0;
                most = Math.max(most, run / length);
            }
        }
        return most;
    }
}
