package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many times a word of one side stood in a pair with a word of the other: 64-bit counts by pairs of ids, in open
 * addressing that grows.
 */
public final class Cooccurrences implements Serializable {
    private static final long serialVersionUID = 1;
    private static final long FREE = -1;
    private static final int SMALLEST = 1 << 10;

    private long[] keys = free(SMALLEST);
    private long[] counts = new long[SMALLEST];
    private int size;

    private static long[] free(int capacity) {
        var keys = new long[capacity];
        Arrays.fill(keys, FREE);
        return keys;
    }

    /** The number of a pair of ids. */
    public static long key(int source, int target) {
        return (long) source << 32 | target;
    }

    /** Counts all pairs of known terms of both sides, the empty word with each. */
    public void add(int[] source, int[] target) {
        for (int e : source) {
            if (e != TermIds.UNKNOWN) {
                add(key(e, TermIds.EMPTY), 1);
                for (int f : target) {
                    if (f != TermIds.UNKNOWN) {
                        add(key(e, f), 1);
                    }
                }
            }
        }
        for (int f : target) {
            if (f != TermIds.UNKNOWN) {
                add(key(TermIds.EMPTY, f), 1);
            }
        }
    }

    /** Adds to a pair's count. */
    public void add(long key, long count) {
        int slot = slot(key);
        if (keys[slot] == FREE) {
            if (size >= keys.length / 8 * 5) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            size++;
        }
        counts[slot] += count;
    }

    /** Distinct pairs. */
    public int size() {
        return size;
    }

    /** A pair's count, 0 where there is none. */
    public long count(long key) {
        return counts[slot(key)];
    }

    /** Takes each pair with its count, in no particular order. */
    public void forEach(Taker taker) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != FREE) {
                taker.take(keys[i], counts[i]);
            }
        }
    }

    /** Takes pairs with their counts. */
    public interface Taker {
        /** Takes one. */
        void take(long key, long count);
    }

    /** All counts, cut by hash into so many buckets: keys and counts in turn. */
    public long[][] buckets(int number) {
        var sizes = new int[number];
        forEach((key, count) -> sizes[bucket(key, number)] += 2);
        var buckets = new long[number][];
        for (int i = 0; i < number; i++) {
            buckets[i] = new long[sizes[i]];
        }
        forEach((key, count) -> {
            int bucket = bucket(key, number);
            buckets[bucket][--sizes[bucket]] = count;
            buckets[bucket][--sizes[bucket]] = key;
        });
        return buckets;
    }

    private static int bucket(long key, int number) {
        return (int) ((WordPairs.mix(key) >>> 40) % number);
    }

    private void grow() {
        var oldKeys = keys;
        var oldCounts = counts;
        keys = free(oldKeys.length * 2);
        counts = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    private int slot(long key) {
        int slot = (int) WordPairs.mix(key) & keys.length - 1;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }
}
