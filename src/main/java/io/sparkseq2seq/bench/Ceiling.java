package io.sparkseq2seq.bench;

import io.sparkseq2seq.kernel.ProductBenchmark;
import java.util.Arrays;

/**
 * The best rate of this machine's matrix products. Each worker measures it before, during and after its own work, so
 * that results are compared with the state of the machine at that time: the product of [2048, 1024] and [1024, 8000] in
 * single precision by the faster of the libraries.
 */
final class Ceiling {
    private static final int ROUNDS = 3;

    private final ProductBenchmark product;
    private double[] seen = {};

    /** @param divisor of the product's sides: 1, or more for a rough look */
    Ceiling(int divisor) {
        product = new ProductBenchmark(2048 / divisor, 1024 / divisor, 8000 / divisor);
    }

    /** Takes a few samples; all workers do it at the same time. */
    void sample() {
        for (int i = 0; i < ROUNDS; i++) {
            seen = Arrays.copyOf(seen, seen.length + 1);
            seen[seen.length - 1] = Math.max(product.oneDnn(), product.openBlas());
        }
    }

    /** The median, in GFLOP/s. */
    double gflops() {
        var sorted = seen.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
