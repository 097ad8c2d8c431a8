package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.Arrays;

/** An immutable map from pairs of token ids to the order of their merge: open addressing, half full at most. */
final class PairTable implements Serializable {
    static final int NONE = -1;

    private static final long serialVersionUID = 1;

    private final long[] keys;
    private final int[] values;

    /** The i-th pair, {@code left[i]} and {@code right[i]}, maps to i; of equal pairs, the first. */
    PairTable(int[] left, int[] right) {
        int capacity = Integer.highestOneBit(Math.max(4, left.length)) * 4;
        keys = new long[capacity];
        values = new int[capacity];
        Arrays.fill(values, NONE);
        for (int i = 0; i < left.length; i++) {
            int slot = slot(left[i], right[i]);
            if (values[slot] == NONE) {
                keys[slot] = key(left[i], right[i]);
                values[slot] = i;
            }
        }
    }

    int get(int left, int right) {
        return values[slot(left, right)];
    }

    private int slot(int left, int right) {
        long key = key(left, right);
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
        while (values[slot] != NONE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}
