package io.sparkseq2seq.similarity;

import java.io.Serializable;

/** Numbers from 0 for what is counted by 64 bits, without the objects of a map. */
final class Numbering implements Serializable {
    private static final long serialVersionUID = 1;

    private long[] keys = new long[64];
    /** The number plus one; 0 where there is none. */
    private int[] numbers = new int[64];

    private int size;

    /** The number of a key; the next one where it has none yet. */
    int add(long key) {
        if (2 * size >= keys.length) {
            grow();
        }
        int place = place(key);
        if (numbers[place] == 0) {
            keys[place] = key;
            numbers[place] = ++size;
        }
        return numbers[place] - 1;
    }

    /** The number of a key, or -1. */
    int get(long key) {
        return numbers[place(key)] - 1;
    }

    int size() {
        return size;
    }

    private int place(long key) {
        int last = keys.length - 1;
        int place = (int) Shingles.mixed(key) & last;
        while (numbers[place] != 0 && keys[place] != key) {
            place = place + 1 & last;
        }
        return place;
    }

    private void grow() {
        var oldKeys = keys;
        var oldNumbers = numbers;
        keys = new long[2 * oldKeys.length];
        numbers = new int[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                numbers[place] = oldNumbers[i];
            }
        }
    }
}
