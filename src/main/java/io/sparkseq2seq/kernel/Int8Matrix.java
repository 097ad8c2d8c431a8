package io.sparkseq2seq.kernel;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Weights in 8 bits, for products that sum in 32 bits: B [rows, cols] is near to B_ij = scale_j q_ij, where q_ij are
 * whole numbers from -{@value #LEVELS} to {@value #LEVELS}.
 *
 * @param data q, row by row
 * @param scales of the columns
 * @param offsets of the columns, to be added to the sums (see {@link Int8})
 */
record Int8Matrix(int rows, int cols, BytePointer data, float[] scales, IntPointer offsets) implements Weights.Copied {
    static final int LEVELS = 127;

    /**
     * Weights of single precision, or their transpose, rounded.
     *
     * @param left whole numbers that the other factor's rows are rounded to, from -left to left
     */
    static Int8Matrix of(Tensor weights, boolean transposed, int left) {
        int rows = transposed ? weights.cols() : weights.rows();
        int cols = transposed ? weights.rows() : weights.cols();
        var data = new BytePointer((long) rows * cols);
        var scales = new float[cols];
        var offsets = new int[cols];
        ByteBuffer bytes = data.asByteBuffer();
        var column = new float[rows];
        for (int j = 0; j < cols; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = (float) (transposed ? weights.get(j, i) : weights.get(i, j));
            }
            scales[j] = scale(column, left);
            int sum = 0;
            for (int i = 0; i < rows; i++) {
                int q = scales[j] == 0 ? 0 : Math.round(column[i] / scales[j]);
                bytes.put(i * cols + j, (byte) q);
                sum += q;
            }
            offsets[j] = Int8.ZERO_BITS - left * sum;
        }
        return new Int8Matrix(rows, cols, data, scales, new IntPointer(offsets));
    }

    /** The least that keeps each weight and each sum of products in its range; zero for zeros. */
    private static float scale(float[] column, int left) {
        double sum = 0;
        for (float weight : column) {
            sum += Math.abs(weight);
        }
        // Each weight may be rounded up by a half.
        double room = (Int8.GREATEST_SUM - 1) / left - column.length / 2.0;
        return (float) Math.max(greatest(column, column.length) / LEVELS, sum / room);
    }

    /** The greatest absolute value of the first n elements. */
    static float greatest(float[] x, int n) {
        float greatest = 0;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, Math.abs(x[i]));
        }
        return greatest;
    }

    @Override
    public void free() {
        data.close();
        offsets.close();
    }
}
