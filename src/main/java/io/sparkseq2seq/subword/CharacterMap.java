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
    /** Of each character of ASCII, whether no rule fits it where another one follows, or the text ends. */
    private final boolean[] plain = new boolean[0x80];

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
        for (int c = 0; c < plain.length; c++) {
            plain[c] = isPlain(c);
        }
    }

    private boolean isPlain(int c) {
        int node = child(offset(units[0]), c);
        if (node < 0) {
            return true;
        }
        boolean plain = (units[node] >>> 8 & 1) == 0;
        int children = node ^ offset(units[node]);
        for (int next = 0; next < 0x80 && plain; next++) {
            plain = child(children, next) < 0;
        }
        return plain;
    }

    /** The node that a label leads to, or below 0. */
    private int child(int children, int label) {
        int node = children ^ label;
        return node < units.length && (units[node] & LABEL_BITS) == label ? node : -1;
    }

    /** Whether no rule fits the bytes at {@code from}, which is known of most of ASCII without a look at the rules. */
    boolean leaves(byte[] text, int from, int to) {
        return text[from] >= 0 && plain[text[from]] && (from + 1 == to || text[from + 1] >= 0);
    }

    /** Whether a text is of ASCII, and no rule fits it anywhere. */
    boolean leaves(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !plain[c]) {
                return false;
            }
        }
        return true;
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
