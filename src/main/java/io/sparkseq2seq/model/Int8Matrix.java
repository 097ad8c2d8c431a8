package io.sparkseq2seq.model;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/**
 * Weights in 8 bits, for products that sum in 32 bits: B [rows, cols] is near to B_ij = scale_j q_ij, where q_ij are
 * whole numbers from -{@value #LEVELS} to {@value #LEVELS} and the largest of each column is one of the two.
 *
 * @param data q, row by row
 * @param scales of the columns
 * @param columnSums Σ_i q_ij
 */
record Int8Matrix(int rows, int cols, BytePointer data, float[] scales, int[] columnSums) {
    static final int LEVELS = 127;

    /** Weights of single precision, or their transpose, rounded. */
    static Int8Matrix of(Tensor weights, boolean transposed) {
        int rows = transposed ? weights.cols() : weights.rows();
        int cols = transposed ? weights.rows() : weights.cols();
        var data = new BytePointer((long) rows * cols);
        var scales = new float[cols];
        var sums = new int[cols];
        ByteBuffer bytes = data.asByteBuffer();
        var column = new float[rows];
        for (int j = 0; j < cols; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = (float) (transposed ? weights.get(j, i) : weights.get(i, j));
            }
            scales[j] = greatest(column, rows) / LEVELS;
            for (int i = 0; i < rows; i++) {
                int q = scales[j] == 0 ? 0 : Math.round(column[i] / scales[j]);
                bytes.put(i * cols + j, (byte) q);
                sums[j] += q;
            }
        }
        return new Int8Matrix(rows, cols, data, scales, sums);
    }

    /** The greatest absolute value of the first n elements. */
    static float greatest(float[] x, int n) {
        float greatest = 0;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, Math.abs(x[i]));
        }
        return greatest;
    }
}
