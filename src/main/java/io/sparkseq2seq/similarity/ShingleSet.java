package io.sparkseq2seq.similarity;

import java.util.Arrays;

/**
 * A set of shingles that is filled again and again, for texts that are compared one after the other: open addressing,
 * without sorting, and without an object each time. Not for several threads at a time.
 */
public final class ShingleSet {
    private static final int SMALLEST = 1 << 10;

    private long[] members = new long[SMALLEST / 2];
    private int size;
    private long[] slots = new long[SMALLEST];
    /** In which filling a slot was taken. */
    private int[] takenIn = new int[SMALLEST];

    private int filling;

    /** Takes these shingles instead of those that it has; repeated ones count once. */
    public void fill(long[] shingles) {
        if (shingles.length > slots.length / 2) {
            int capacity = Integer.highestOneBit(shingles.length) * 4;
            slots = new long[capacity];
            takenIn = new int[capacity];
            members = new long[capacity / 2];
            filling = 0;
        }
        if (++filling == Integer.MAX_VALUE) {
            Arrays.fill(takenIn, 0);
            filling = 1;
        }
        size = 0;
        for (long shingle : shingles) {
            int slot = slot(shingle);
            if (takenIn[slot] != filling) {
                takenIn[slot] = filling;
                slots[slot] = shingle;
                members[size++] = shingle;
            }
        }
    }

    /** Where a shingle is, or would be. */
    private int slot(long shingle) {
        int slot = (int) (shingle >>> 32) & slots.length - 1;
        while (takenIn[slot] == filling && slots[slot] != shingle) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /**
     * Jaccard's similarity: what both share through what either has.
     *
     * @return from 0 to 1; 0 when both are empty
     */
    public double similarity(ShingleSet other) {
        int shared = 0;
        for (int i = 0; i < size; i++) {
            shared += other.takenIn[other.slot(members[i])] == other.filling ? 1 : 0;
        }
        int all = size + other.size - shared;
        return all == 0 ? 0 : (double) shared / all;
    }
}
