package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Products in single precision with oneDNN primitives made for one shape, for one thread at a time. They serve packed
 * weights, and transposed weights that are too large to copy at each step, for which {@code sgemm} takes up to twice as
 * long with AVX-512.
 */
public final class Float32 {
    /** Rows are multiplied in multiples of these, and what is left over apart, so that few shapes serve all batches. */
    public static final int ROWS = 32;

    /** Rows multiplied at a time. */
    public static final int MOST_ROWS = 26 * ROWS;

    static final Pool<Float32> POOL = new Pool<>(Float32::new);

    private final Primitives<Shape> primitives = new Primitives<>();

    /** Distances between the rows of matrices, 0 for a packed one. */
    private record Shape(boolean add, int m, int k, int n, int strideA, int strideB, int strideC) {}

    private Float32() {}

    /**
     * C = A Bᵀ + beta C, where the shapes fit.
     *
     * @param beta 0 or 1
     */
    void multiplyByTransposed(Tensor a, Tensor b, double beta, Tensor c) {
        int even = a.rows() / ROWS * ROWS;
        long start = System.nanoTime();
        for (int from = 0; from < even; from += MOST_ROWS) {
            int rows = Math.min(MOST_ROWS, even - from);
            multiplyEven(a.rows(from, rows), b, beta == 1, c.rows(from, rows));
        }
        Phases.multiplied(start);
        int rest = a.rows() - even;
        MatrixProduct.ONEDNN.multiply(false, a.rows(even, rest), true, b, beta, c.rows(even, rest));
    }

    /** C = A B, or C += A B, by one primitive for just so many rows. */
    void multiplyAtOnce(Tensor a, PackedMatrix b, boolean add, Tensor c) {
        var shape = new Shape(add, a.rows(), b.rows(), b.cols(), a.stride(), 0, c.stride());
        primitives.run(
                shape,
                () -> OneDnn.Primitive.matmul(
                        layout(shape.m, shape.k, shape.strideA, 1),
                        b.layout(),
                        layout(shape.m, shape.n, shape.strideC, 1),
                        add),
                a.floatPointer(),
                b.data(),
                c.floatPointer());
    }

    private void multiplyEven(Tensor a, Tensor b, boolean add, Tensor c) {
        var shape = new Shape(add, a.rows(), a.cols(), b.rows(), a.stride(), b.stride(), c.stride());
        primitives.run(
                shape,
                () -> OneDnn.Primitive.matmul(
                        layout(shape.m, shape.k, shape.strideA, 1),
                        layout(shape.k, shape.n, 1, shape.strideB),
                        layout(shape.m, shape.n, shape.strideC, 1),
                        add),
                a.floatPointer(),
                b.floatPointer(),
                c.floatPointer());
    }

    private static dnnl_memory_desc layout(int rows, int cols, int rowStride, int colStride) {
        return OneDnn.layout(dnnl.dnnl_f32, rows, cols, rowStride, colStride);
    }
}
