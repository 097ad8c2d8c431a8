package io.sparkseq2seq.kernel;

/**
 * An inverted-dropout mask that is computed instead of stored: whether an element is dropped is a hash of the seed and
 * its position (the finalizer of MurmurHash3 over the row's own key), so that the forward and the backward pass see the
 * same mask.
 */
record Dropout(double rate, long seed) {
    /** 0 or 1 / (1 - rate). */
    double factor(int row, int col) {
        return (hash(rowKey(row), col) >>> 1) < threshold() ? 0 : keep();
    }

    /** Drops where {@code hash >>> 1} is below it. */
    int threshold() {
        return (int) (rate * Integer.MAX_VALUE);
    }

    float keep() {
        return (float) (1 / (1 - rate));
    }

    int rowKey(int row) {
        long z = seed + row * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (z ^ (z >>> 32));
    }

    static int hash(int rowKey, int col) {
        return mix(rowKey + columnKey(col));
    }

    static int columnKey(int col) {
        return col * 0x9E3779B9;
    }

    /** The hash of a row's and a column's key, added. */
    static int mix(int keys) {
        int x = keys;
        x = (x ^ (x >>> 16)) * 0x85EBCA6B;
        x = (x ^ (x >>> 13)) * 0xC2B2AE35;
        return x ^ (x >>> 16);
    }
}
