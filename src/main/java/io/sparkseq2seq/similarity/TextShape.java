package io.sparkseq2seq.similarity;

/** A text without its case and with every number the same: what copies of one line with dates or counters share. */
public final class TextShape {
    private TextShape() {}

    /**
     * 64 bits of the shape.
     *
     * @param seed other seeds have other hashes
     */
    public static long hash(String text, long seed) {
        long hash = Shingles.mixed(seed + 1);
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
            if (!digit || !within) {
                hash = Shingles.mixed(hash * 31 + (digit ? '0' : Character.toLowerCase(c)));
            }
            within = digit;
        }
        return hash;
    }
}
