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
        if (!repeatsTooOften(pair.source()) && !repeatsTooOften(pair.target())) {
            return Optional.empty();
        }
        int source = repeats(pair.source());
        int target = repeats(pair.target());
        return Math.abs(source - target) > max
                ? Optional.of("a piece of the " + (source > target ? "source" : "target") + " stands "
                        + (1 + Math.max(source, target)) + " times in a row, on the other side "
                        + (1 + Math.min(source, target)))
                : Optional.empty();
    }

    /**
     * Whether a piece stands behind itself more than {@link #max} times, as hardly any does. Then so many characters in
     * a row equal what is a piece before them; of any so many in a row one is looked at, so most texts cost next to
     * nothing.
     */
    private boolean repeatsTooOften(String text) {
        for (int length = shortest; length <= LONGEST && length * (max + 2L) <= text.length(); length++) {
            int least = length * (max + 1);
            for (int i = length + least - 1; i < text.length(); i += least) {
                int run = equal(text, length, i, 1) + equal(text, length, i - 1, -1);
                if (run >= least) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many characters in a row, from one on in a direction, equal those a piece before them. */
    private static int equal(String text, int length, int from, int step) {
        int i = from;
        while (i >= length && i < text.length() && text.charAt(i) == text.charAt(i - length)) {
            i += step;
        }
        return Math.abs(i - from);
    }

    /**
     * The most times that a piece stands behind itself: for each length, the longest run that equals what is before it.
     */
    private int repeats(String text) {
        int most = 0;
        for (int length = shortest; length <= Math.min(LONGEST, text.length() / 2); length++) {
            int run = 0;
            int longest = 0;
            for (int i = length; i < text.length(); i++) {
                run = text.charAt(i) == text.charAt(i - length) ? run + 1 : 0;
                longest = Math.max(longest, run);
            }
            most = Math.max(most, longest / length);
        }
        return most;
    }
}
