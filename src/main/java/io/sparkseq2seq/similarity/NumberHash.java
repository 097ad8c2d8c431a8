package io.sparkseq2seq.similarity;

/**
 * The numbers of a text, in their order, as one 64-bit number: two sentences that differ in a number mean different
 * things, however alike they are.
 */
public final class NumberHash {
    private static final long BREAK = 11;

    private NumberHash() {}

    /** The hash of both sides' numbers; 0 where neither has a digit. Digits of all scripts are the same. */
    public static long of(String source, String target) {
        long first = of(source);
        long second = of(target);
        return first == 0 && second == 0 ? 0 : Shingles.mixed(31 * first + second);
    }

    private static long of(String text) {
        long hash = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
            if (digit) {
                hash = Shingles.mixed(hash * 31 + 1 + Character.digit(c, 10));
            } else if (within) {
                hash = Shingles.mixed(hash * 31 + BREAK);
            }
            within = digit;
        }
        // A number at the end of a text is the same number in its middle.
        return within ? Shingles.mixed(hash * 31 + BREAK) : hash;
    }
}
