package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.Arrays;

/**
 * An immutable map from pairs of token ids to the order of their merge: open addressing, half full at most, a pair and
 * its value in one word of 64 bits.
 */
final class PairTable implements Serializable {
    /** The value of a pair that no merge joins; greater than that of any other. */
    static final int NONE = Integer.MAX_VALUE;
    /** Ids are smaller than this. */
    static final int IDS = 1 << 20;
    /** There are at most so many pairs. */
    static final int PAIRS = (1 << 24) - 1;

    private static final long serialVersionUID = 2;
    private static final long EMPTY = -1;

    /** Left id in the upper 20 bits, right id in the next 20, value in the lower 24. */
    private final long[] slots;

    private final int shift;

    /** The i-th pair, {@code left[i]} and {@code right[i]}, maps to i; of equal pairs, the first. */
    PairTable(int[] left, int[] right) {
        int capacity = Integer.highestOneBit(Math.max(4, left.length)) * 4;
        slots = new long[capacity];
        shift = Long.numberOfLeadingZeros(capacity) + 1;
        Arrays.fill(slots, EMPTY);
        for (int i = 0; i < left.length; i++) {
            long key = key(left[i], right[i]);
            int slot = slot(key);
            while (slots[slot] != EMPTY && slots[slot] >>> 24 != key) {
                slot = slot + 1 & slots.length - 1;
            }
            if (slots[slot] == EMPTY) {
                slots[slot] = key << 24 | i;
            }
        }
    }

    int get(int left, int right) {
        long key = key(left, right);
        int slot = slot(key);
        while (true) {
            long found = slots[slot];
            if (found >>> 24 == key) {
                return (int) found & PAIRS;
            }
            if (found == EMPTY) {
                return NONE;
            }
            slot = slot + 1 & slots.length - 1;
        }
    }

    private int slot(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> shift);
    }

    private static long key(int left, int right) {
        return (long) left << 20 | right;
    }
}
