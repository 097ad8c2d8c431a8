package io.sparkseq2seq.similarity;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Signatures that sets of shingles share the likelier the more alike they are (Broder 1997): of so many hash functions
 * the smallest value over the set, in bands of a few (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
 * Sets of Jaccard's similarity s share a band with probability {@code 1 - (1 - s^rows)^bands}.
 *
 * <p>Beside the bands a signature has a sketch: one bit of each of 64 smallest values. Sets of similarity s differ in
 * {@code 32 (1 - s)} of them on average, so the sketch tells most of those that share a band by chance before their
 * texts need be compared.
 *
 * <p>A hash function is {@code (shingle ^ c) * a} in 32 bits, with a shingle that is well mixed: the loop over the
 * functions is one of plain int arithmetic, which the JVM turns into vector instructions.
 */
public final class MinHash implements Serializable {
    private static final long serialVersionUID = 1;
    /** What a pair that is just similar enough is missed with, at most. */
    private static final double MISSED = 0.008;
    /** The most bands: each is a row in a shuffle. */
    private static final int MOST_BANDS = 16;

    private static final int MOST_ROWS = 8;
    private static final int SKETCH = 64;

    private final int rows;
    private final int bands;
    private final int mostDifferent;
    private final int[] masks;
    private final int[] factors;

    private MinHash(int rows, int bands, double similarity) {
        this.rows = rows;
        this.bands = bands;
        this.mostDifferent = mostDifferent(similarity);
        int functions = Math.max(SKETCH, rows * bands);
        this.masks = new int[functions];
        this.factors = new int[functions];
        for (int i = 0; i < functions; i++) {
            long bits = Shingles.mixed(i + 1);
            masks[i] = (int) bits;
            factors[i] = (int) (bits >>> 32) | 1;
        }
    }

    /**
     * Signatures that find sets of at least this similarity in 99 of 100 cases, and more alike ones more surely.
     *
     * @param similarity above 0, at most 1
     */
    public static MinHash of(double similarity) {
        int rows = MOST_ROWS;
        while (rows > 1 && bands(similarity, rows) > MOST_BANDS) {
            rows--;
        }
        return new MinHash(rows, Math.min(bands(similarity, rows), 4 * MOST_BANDS), similarity);
    }

    /** How many bands of so many rows the least similar sets need. */
    private static int bands(double similarity, int rows) {
        double shared = Math.pow(similarity, rows);
        return shared >= 1 ? 1 : (int) Math.max(1, Math.ceil(Math.log(MISSED) / Math.log1p(-shared)));
    }

    /** So many bits of a sketch differ in less than one of a thousand sets that are just similar enough. */
    private static int mostDifferent(double similarity) {
        double each = (1 - similarity) / 2;
        double term = Math.pow(1 - each, SKETCH);
        double sum = term;
        int most = 0;
        while (sum < 0.9995 && most < SKETCH) {
            term *= each / (1 - each) * (SKETCH - most) / (most + 1);
            sum += term;
            most++;
        }
        return most;
    }

    /** How many bands there are. */
    public int bands() {
        return bands;
    }

    /**
     * The hashes of a set's bands, the sketch behind them.
     *
     * @param shingles of the set; repeated ones change nothing
     * @param distinction goes into each band, so that no two sets with different ones share any
     * @return {@code [bands + 1]}
     */
    public long[] signature(long[] shingles, long distinction) {
        var smallest = new int[masks.length];
        Arrays.fill(smallest, Integer.MAX_VALUE);
        for (long shingle : shingles) {
            lower(smallest, (int) (shingle ^ shingle >>> 32));
        }
        var signature = new long[bands + 1];
        for (int band = 0; band < bands; band++) {
            long hash = distinction + band;
            for (int row = band * rows; row < (band + 1) * rows; row++) {
                hash = Shingles.mixed(hash) ^ smallest[row];
            }
            signature[band] = Shingles.mixed(hash);
        }
        for (int i = 0; i < SKETCH; i++) {
            signature[bands] |= (smallest[i] * 0x9E3779B1L >>> 31 & 1) << i;
        }
        return signature;
    }

    private void lower(int[] smallest, int shingle) {
        int[] mask = masks;
        int[] factor = factors;
        for (int i = 0; i < smallest.length; i++) {
            smallest[i] = Math.min(smallest[i], (shingle ^ mask[i]) * factor[i]);
        }
    }

    /** How many bits of two sketches differ. */
    public static int difference(long one, long other) {
        return Long.bitCount(one ^ other);
    }

    /** Whether the sets of two sketches may be similar enough. */
    public boolean mayBeNear(long one, long other) {
        return difference(one, other) <= mostDifferent;
    }
}
