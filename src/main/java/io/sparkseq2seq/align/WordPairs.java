package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The pairs of words that may translate each other, numbered from 0 in the order of their ids; all others are taken to
 * translate each other never. 8 bytes a pair, and 10 to 20 for finding it.
 */
public final class WordPairs implements Serializable {
    /** Of a pair that is not among them. */
    public static final int NONE = -1;

    private static final long serialVersionUID = 1;

    private final long[] keys;
    private final int[] slots;
    /** A bit is set for each pair's hash: most pairs that are looked up are none, and this fits a processor's cache. */
    private final long[] marks;

    /** @param keys of {@link Cooccurrences#key}, distinct, in any order */
    public WordPairs(long[] keys) {
        this.keys = keys.clone();
        Arrays.sort(this.keys);
        int capacity = Integer.highestOneBit(Math.max(4, keys.length)) * 4;
        slots = new int[capacity];
        marks = new long[Math.max(1, capacity / 16)];
        Arrays.fill(slots, NONE);
        for (int i = 0; i < this.keys.length; i++) {
            long mixed = mix(this.keys[i]);
            mark(mixed);
            int slot = (int) mixed & capacity - 1;
            while (slots[slot] != NONE) {
                slot = slot + 1 & capacity - 1;
            }
            slots[slot] = i;
        }
    }

    private void mark(long mixed) {
        int bit = (int) (mixed >>> 32) & marks.length * 64 - 1;
        marks[bit >>> 6] |= 1L << bit;
    }

    /** How many there are. */
    public int size() {
        return keys.length;
    }

    /** The number of a pair, or {@link #NONE}. */
    public int index(int source, int target) {
        long key = Cooccurrences.key(source, target);
        long mixed = mix(key);
        int bit = (int) (mixed >>> 32) & marks.length * 64 - 1;
        if ((marks[bit >>> 6] & 1L << bit) == 0) {
            return NONE;
        }
        for (int slot = (int) mixed & slots.length - 1; ; slot = slot + 1 & slots.length - 1) {
            int index = slots[slot];
            if (index == NONE || keys[index] == key) {
                return index;
            }
        }
    }

    /** The key of the pair of a number. */
    public long key(int index) {
        return keys[index];
    }

    /** The source word of the pair of a number. */
    public int source(int index) {
        return (int) (keys[index] >>> 32);
    }

    /** The target word of the pair of a number. */
    public int target(int index) {
        return (int) keys[index];
    }

    /** Spreads keys over 64 bits. */
    static long mix(long key) {
        long mixed = (key ^ key >>> 29) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }
}
