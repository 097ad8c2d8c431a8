package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;

/**
 * A matrix, usually a copy, whose row distance is not a multiple of a large power of two. In the weights of most
 * networks it is, so the elements of a column share a few sets of the first caches and evict each other: a product with
 * few rows, which reads the matrix in place, then takes twice as long.
 *
 * @param memory what the tensor is a view of
 */
record SpacedMatrix(Tensor tensor, BytePointer memory) implements Weights.Copied {
    /** Rows whose distance is a multiple of so many elements are too regular. */
    private static final int REGULAR = 256;
    /** Elements of a cache line. */
    private static final int LINE = 16;

    static boolean isSpaced(Tensor matrix) {
        return matrix.stride() % REGULAR != 0;
    }

    /**
     * The copy of a matrix of single precision, or of its transpose.
     *
     * @param old of the same matrix, whose memory is taken again, or null
     */
    static SpacedMatrix of(Tensor matrix, boolean transposed, SpacedMatrix old) {
        int rows = transposed ? matrix.cols() : matrix.rows();
        int cols = transposed ? matrix.rows() : matrix.cols();
        var copy = old != null ? old : empty(rows, cols);
        long stride = matrix.stride();
        OneDnn.copy(
                OneDnn.layout(dnnl.dnnl_f32, rows, cols, transposed ? 1 : stride, transposed ? stride : 1),
                matrix.floatPointer(),
                OneDnn.layout(dnnl.dnnl_f32, rows, cols, copy.tensor.stride(), 1),
                copy.tensor.floatPointer());
        return copy;
    }

    /** A matrix of single precision whose values are undefined. */
    static SpacedMatrix empty(int rows, int cols) {
        int stride = (cols + LINE - 1) / LINE * LINE;
        stride += stride % REGULAR == 0 ? LINE : 0;
        // The first element is the start of a cache line.
        var memory = new BytePointer(((long) rows * stride + LINE) * Float.BYTES);
        long address = (memory.address() + LINE * Float.BYTES - 1) / (LINE * Float.BYTES) * (LINE * Float.BYTES);
        return new SpacedMatrix(
                Tensor.at(address, Tensor.Type.SINGLE, rows, stride).cols(0, cols), memory);
    }

    @Override
    public void free() {
        memory.close();
    }
}
