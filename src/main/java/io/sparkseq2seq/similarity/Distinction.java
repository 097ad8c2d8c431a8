package io.sparkseq2seq.similarity;

/**
 * What makes two sentences mean different things however alike they are: the numbers in them and their question marks,
 * in order, as one 64-bit number. Digits of all scripts are the same, and so are question marks.
 */
public final class Distinction {
    private static final long BREAK = 11;
    private static final long QUESTION = 12;

    private Distinction() {}

    /** The distinction of both sides; 0 where neither has a digit or a question mark. */
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
                hash = with(hash, Character.digit(c, 10));
            } else if (within) {
                hash = with(hash, BREAK);
            }
            if (c == '?' || c == '？' || c == '؟') {
                hash = with(hash, QUESTION);
            }
            within = digit;
        }
        // A number at the end of a text is the same number in its middle.
        return within ? with(hash, BREAK) : hash;
    }

    private static long with(long hash, long next) {
        return Shingles.mixed(hash * 31 + 1 + next);
    }
}
