package io.sparkseq2seq.corpus;

import java.io.Serializable;
import java.util.Arrays;

/** The smallest of many numbers, each once, in order: no more of them are held than twice as many as are wanted. */
final class SmallestHashes implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int FEWEST = 1024;

    private final int most;
    private long[] hashes;
    private int size;
    /** Greater ones are not among the smallest. */
    private long bound = Long.MAX_VALUE;

    /** @param most how many are wanted, at least 1 */
    SmallestHashes(int most) {
        this.most = most;
        this.hashes = new long[Math.min(most, FEWEST) * 2];
    }

    /** Adds one. */
    SmallestHashes add(long hash) {
        if (hash > bound) {
            return this;
        }
        if (size == hashes.length) {
            sort();
            if (size > hashes.length / 2) {
                hashes = Arrays.copyOf(hashes, Math.toIntExact(Math.min(2L * most, 2L * hashes.length)));
            }
        }
        hashes[size++] = hash;
        return this;
    }

    /** This, with what another has seen. */
    SmallestHashes plus(SmallestHashes other) {
        for (int i = 0; i < other.size; i++) {
            add(other.hashes[i]);
        }
        return this;
    }

    private void sort() {
        Arrays.sort(hashes, 0, size);
        int distinct = 0;
        for (int i = 0; i < size && distinct < most; i++) {
            if (distinct == 0 || hashes[i] != hashes[distinct - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        size = distinct;
        if (size == most) {
            bound = hashes[size - 1];
        }
    }

    /** The smallest ones. */
    long[] smallest() {
        sort();
        return Arrays.copyOf(hashes, size);
    }
}
