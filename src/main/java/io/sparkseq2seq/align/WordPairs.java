package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The pairs of words that may translate each other, numbered from 0 in the order of their ids; all others are taken to
 * translate each other never. 8 bytes a pair, and 18 for finding it.
 *
 * <p>Each source word has a table of its own, half full, by open addressing: the pairs of one source word, asked for
 * one after the other, are found in few lines of a processor's cache. Most pairs that are looked up are none, which a
 * bit for each pair's hash tells before.
 */
public final class WordPairs implements Serializable {
    /** Of a pair that is not among them. */
    public static final int NONE = -1;

    private static final long serialVersionUID = 2;
    private static final int FREE = -1;
    /** Slots for each pair. */
    private static final int ROOM = 2;
    /** Bits for each pair. */
    private static final int BITS = 16;

    private final long[] keys;
    /** Where the pairs of a source word start, by its id. */
    private final int[] starts;
    /** The target word in each slot; the slots of a source word lie as its pairs do. */
    private final int[] targets;
    /** The number of the pair in each slot. */
    private final int[] numbers;
    /** A bit is set for each pair's hash; the bits of a source word lie as its pairs do. */
    private final long[] marks;

    /** @param keys of {@link Cooccurrences#key}, distinct, in any order */
    public WordPairs(long[] keys) {
        this.keys = keys.clone();
        Arrays.sort(this.keys);
        starts = starts(this.keys);
        targets = new int[Math.multiplyExact(keys.length, ROOM)];
        numbers = new int[targets.length];
        marks = new long[(int) ((long) keys.length * BITS / Long.SIZE) + 1];
        Arrays.fill(targets, FREE);
        for (int i = 0; i < keys.length; i++) {
            int start = starts[source(i)];
            int count = starts[source(i) + 1] - start;
            long bit = (long) start * BITS + place(target(i), (long) count * BITS);
            marks[(int) (bit >>> 6)] |= 1L << bit;
            int first = start * ROOM;
            int end = first + count * ROOM;
            int slot = first + place(target(i), count * ROOM);
            while (targets[slot] != FREE) {
                slot = slot + 1 == end ? first : slot + 1;
            }
            targets[slot] = target(i);
            numbers[slot] = i;
        }
    }

    /** Where the sorted keys of each source word start, and where the last one's end. */
    private static int[] starts(long[] keys) {
        int sources = keys.length == 0 ? 0 : (int) (keys[keys.length - 1] >>> 32) + 1;
        var starts = new int[sources + 1];
        for (long key : keys) {
            starts[(int) (key >>> 32) + 1]++;
        }
        for (int i = 0; i < sources; i++) {
            starts[i + 1] += starts[i];
        }
        return starts;
    }

    /** The place of a target word's hash among so many. */
    private static int place(int target, long places) {
        return (int) ((target * 0x9E3779B9 & 0xFFFF_FFFFL) * places >>> 32);
    }

    /** How many there are. */
    public int size() {
        return keys.length;
    }

    /** The number of a pair, or {@link #NONE}. */
    public int index(int source, int target) {
        if (source < 0 || source + 1 >= starts.length) {
            return NONE;
        }
        int start = starts[source];
        int count = starts[source + 1] - start;
        long bit = (long) start * BITS + place(target, (long) count * BITS);
        if (count == 0 || target < 0 || (marks[(int) (bit >>> 6)] & 1L << bit) == 0) {
            return NONE;
        }
        int first = start * ROOM;
        int end = first + count * ROOM;
        int slot = first + place(target, count * ROOM);
        while (targets[slot] != target) {
            if (targets[slot] == FREE) {
                return NONE;
            }
            slot = slot + 1 == end ? first : slot + 1;
        }
        return numbers[slot];
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
