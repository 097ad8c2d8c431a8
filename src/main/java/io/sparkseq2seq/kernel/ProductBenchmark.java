package io.sparkseq2seq.kernel;

import java.util.Random;

/** Times the matrix products that the network uses; each instance owns its matrices and belongs to one thread. */
public final class ProductBenchmark implements AutoCloseable {
    private final Arena arena = new Arena(true);
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;
    private final Weights weights;

    /** The product of [m, k] and [k, n]. */
    public ProductBenchmark(int m, int k, int n) {
        ComputeThreads.limit();
        a = random(m, k);
        b = random(k, n);
        c = arena.tensor(m, n);
        weights = new Weights(b, null);
    }

    private Tensor random(int rows, int cols) {
        var tensor = arena.tensor(rows, cols);
        var random = new Random(7);
        var row = new float[cols];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < cols; j++) {
                row[j] = random.nextFloat() - 0.5f;
            }
            tensor.store(r, row);
        }
        return tensor;
    }

    /** The rate of one product by a library, in GFLOP/s. */
    double gflops(MatrixProduct product) {
        long start = System.nanoTime();
        product.product(a, weights, 0, c);
        return 2.0 * a.rows() * a.cols() * b.cols() / (System.nanoTime() - start);
    }

    /** The rate of one product by OpenBLAS, in GFLOP/s. */
    public double openBlas() {
        return gflops(MatrixProduct.OPENBLAS);
    }

    /** The rate of one product by oneDNN, in GFLOP/s. */
    public double oneDnn() {
        return gflops(MatrixProduct.ONEDNN);
    }

    /** Whether this processor can multiply in bf16. */
    public static boolean hasBf16() {
        return Bf16.isPossible();
    }

    /** The rate of one product by oneDNN in bf16, in GFLOP/s; of packed weights. */
    public double bf16() {
        return gflops(MatrixProduct.BF16);
    }

    @Override
    public void close() {
        arena.close();
    }
}
