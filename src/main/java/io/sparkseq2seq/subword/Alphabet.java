package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Spells words in characters: a character without a piece becomes its UTF-8 bytes, or unknown. Immutable. */
final class Alphabet implements Serializable {
    private static final long serialVersionUID = 1;

    private final boolean unknown;
    private final int[] codePoints;
    private final int[] ids;

    /**
     * @param characters those with a piece, each one code point, the first with the id {@link Subwords#FIRST_CHARACTER}
     * @param unknown whether the others become {@link Subwords#UNKNOWN}
     */
    Alphabet(List<String> characters, boolean unknown) {
        this.unknown = unknown;
        var sorted = characters.stream()
                .mapToLong(c -> (long) c.codePointAt(0) << 32)
                .toArray();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] |= Subwords.FIRST_CHARACTER + i;
        }
        Arrays.sort(sorted);
        codePoints = Arrays.stream(sorted).mapToInt(c -> (int) (c >>> 32)).toArray();
        ids = Arrays.stream(sorted).mapToInt(c -> (int) c).toArray();
    }

    boolean unknown() {
        return unknown;
    }

    /** The word's characters and bytes. */
    int[] spelled(String word) {
        var spelled = new int[3 * word.length()];
        int size = 0;
        for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
            c = word.codePointAt(i);
            int found = Arrays.binarySearch(codePoints, c);
            if (found >= 0) {
                spelled[size++] = ids[found];
            } else if (unknown) {
                spelled[size++] = Subwords.UNKNOWN;
            } else {
                boolean unpaired = Character.getType(c) == Character.SURROGATE;
                for (byte b : (unpaired ? "\uFFFD" : Character.toString(c)).getBytes(StandardCharsets.UTF_8)) {
                    spelled[size++] = Subwords.FIRST_BYTE + (b & 0xFF);
                }
            }
        }
        return Arrays.copyOf(spelled, size);
    }
}
