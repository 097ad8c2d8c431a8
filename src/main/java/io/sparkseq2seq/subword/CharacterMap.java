package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The compiled rules by which SentencePiece normalizes text: a double-array trie of what is replaced, in bytes of
 * UTF-8, and the replacements, each ended by a zero byte. Of the rules that fit at a place the longest one holds.
 *
 * <p>A unit of the trie has in its low byte the label by which it is reached, in bit 8 whether a value follows, and in
 * the bits from 10 on the distance to its children, times 256 where bit 9 is set (Yata's darts-clone).
 */
final class CharacterMap implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int VALUE_BITS = 0x7FFFFFFF;
    private static final int LABEL_BITS = 0x800000FF;

    private final byte[] compiled;
    private final int[] units;
    private final int replacements;

    /**
     * @param compiled the size of the trie in bytes (4 bytes, the lowest first), the trie, the replacements
     * @throws IllegalArgumentException for anything else
     */
    CharacterMap(byte[] compiled) {
        this.compiled = compiled;
        var in = ByteBuffer.wrap(compiled).order(ByteOrder.LITTLE_ENDIAN);
        int size = compiled.length > 4 ? in.getInt() : -1;
        if (size < 4 || size % 4 != 0 || size >= compiled.length - 4 || compiled[compiled.length - 1] != 0) {
            throw new IllegalArgumentException("damaged rules of normalization");
        }
        units = new int[size / 4];
        in.asIntBuffer().get(units);
        replacements = 4 + size;
    }

    byte[] compiled() {
        return compiled;
    }

    /**
     * The longest rule that fits the text at {@code from}.
     *
     * @return its length in the low, and where its replacement starts in the high 32 bits; 0 where none fits
     */
    long match(byte[] text, int from, int to) {
        long found = 0;
        int node = offset(units[0]);
        for (int i = from; i < to; i++) {
            int label = text[i] & 0xFF;
            node ^= label;
            if (node >= units.length || (units[node] & LABEL_BITS) != label) {
                break;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >>> 8 & 1) == 1 && node < units.length) {
                found = (long) (units[node] & VALUE_BITS) << 32 | i + 1 - from;
            }
        }
        return found;
    }

    /** The replacement that {@link #match} found. */
    byte[] replacement(long match) {
        int from = (int) Math.min(replacements + (match >>> 32), compiled.length - 1);
        int to = from;
        while (compiled[to] != 0) {
            to++;
        }
        return Arrays.copyOfRange(compiled, from, to);
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }
}
