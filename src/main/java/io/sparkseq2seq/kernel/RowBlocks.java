package io.sparkseq2seq.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The product of rows by weights that do not change, where each row's result is a function of the row and the weights
 * alone, bit for bit: not of how many rows there are, which they are, or how many threads compute.
 *
 * <p>A library chooses its kernel by the number of rows and threads, and some kernels treat the last rows of a matrix
 * otherwise than the first: the order of a row's sums, and so their last bits, then depend on its neighbours. Here rows
 * are multiplied in blocks of few sizes. A size is used only where its kernel sums in the order of the reference, a
 * kernel of 16 rows on one thread: before the first use with these weights, random rows are multiplied by both, and
 * every row must come out the same wherever it stands. What no other size may do is done by the reference, its rows
 * filled up with zeros; and where even that treats its rows unequally, the reference is one with fewer, at last with
 * one, which cannot.
 *
 * <p>Threads may share it.
 */
final class RowBlocks {
    /** A product of all rows of A at once. */
    interface Kernel {
        /** C = A B, or C += A B. */
        void multiply(Tensor a, boolean add, Tensor c);
    }

    /** Few, for a kernel is half a megabyte; close together where a row more is a large share of the work. */
    private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 128, 192, 256, 320, 384, 448, 512};
    /** Rows up to which a block may be filled up with zeros. */
    private static final int MOST_FILLED = 64;

    private static final int[] REFERENCES = {16, 12, 1};
    /** Different rows that kernels are compared on. */
    private static final int SAMPLES = 3;

    private static final Pool<Arena> ARENAS = new Pool<>(() -> new Arena(true));

    private final int k;
    private final int n;
    private final Kernel kernel;
    private final Map<Shape, Boolean> verdicts = new ConcurrentHashMap<>();
    private final Map<Boolean, Reference> references = new ConcurrentHashMap<>();

    /** What a library may choose a kernel by. */
    private record Shape(int rows, boolean add, int strideA, int strideC) {}

    /** How many rows the reference kernel has, and what it makes of the samples. */
    private record Reference(int rows, float[][] products) {}

    /**
     * @param k rows of the weights
     * @param n columns of the weights
     */
    RowBlocks(int k, int n, Kernel kernel) {
        this.k = k;
        this.n = n;
        this.kernel = kernel;
    }

    /**
     * C = A B, or C += A B.
     *
     * @param a [m, k]
     * @param c [m, n]
     */
    void multiply(Tensor a, boolean add, Tensor c) {
        for (int from = 0; from < a.rows(); ) {
            int left = a.rows() - from;
            int size = size(left, add, a.stride(), c.stride());
            int rows = Math.min(left, size == 0 ? reference(add).rows : size);
            var partA = a.rows(from, rows);
            var partC = c.rows(from, rows);
            if (size == rows) {
                kernel.multiply(partA, add, partC);
            } else {
                ARENAS.run(arena -> multiplyFilled(size, partA, add, partC, arena));
            }
            from += rows;
        }
    }

    /** @param size of the block; 0 for the reference */
    private void multiplyFilled(int size, Tensor a, boolean add, Tensor c, Arena arena) {
        arena.reset();
        int rows = size == 0 ? reference(add).rows : size;
        var filledA = arena.tensor(rows, k);
        var filledC = arena.zeros(rows, n);
        filledA.rows(0, a.rows()).copy(a);
        filledA.rows(a.rows(), rows - a.rows()).clear();
        if (add) {
            filledC.rows(0, c.rows()).copy(c);
        }
        if (size == 0) {
            multiplyAlone(filledA, add, filledC);
        } else {
            kernel.multiply(filledA, add, filledC);
        }
        c.copy(filledC.rows(0, c.rows()));
    }

    private void multiplyAlone(Tensor a, boolean add, Tensor c) {
        ComputeThreads.alone(() -> {
            kernel.multiply(a, add, c);
            return null;
        });
    }

    /** How many rows to multiply next, of those that are left, or to fill these up to; 0 for the reference's. */
    private int size(int left, boolean add, int strideA, int strideC) {
        for (int size : SIZES) {
            if (size >= left && size <= MOST_FILLED) {
                // A block that is filled up is a dense copy.
                var shape = size == left ? new Shape(size, add, strideA, strideC) : new Shape(size, add, k, n);
                if (isSteady(shape)) {
                    return size;
                }
            }
        }
        for (int i = SIZES.length - 1; i >= 0; i--) {
            if (SIZES[i] <= left && isSteady(new Shape(SIZES[i], add, strideA, strideC))) {
                return SIZES[i];
            }
        }
        return 0;
    }

    /** Whether the kernel for a shape gives each row what the reference gives it. */
    private boolean isSteady(Shape shape) {
        var verdict = verdicts.get(shape);
        if (verdict == null) {
            verdict = compare(shape, reference(shape.add));
            verdicts.put(shape, verdict);
        }
        return verdict;
    }

    private boolean compare(Shape shape, Reference reference) {
        try (var arena = new Arena(true)) {
            var a = arena.zeros(shape.rows, shape.strideA).cols(0, k);
            var c = arena.zeros(shape.rows, shape.strideC).cols(0, n);
            fill(a, 0, 1);
            fill(c, 0, 2);
            kernel.multiply(a, shape.add, c);
            return equal(c, 0, reference.products);
        }
    }

    private Reference reference(boolean add) {
        var reference = references.get(add);
        if (reference == null) {
            try (var arena = new Arena(true)) {
                reference = firstReference(add, arena);
            }
            references.put(add, reference);
        }
        return reference;
    }

    private Reference firstReference(boolean add, Arena arena) {
        for (int rows : REFERENCES) {
            var products = new float[SAMPLES][];
            boolean steady = true;
            // Each sample stands in every row once.
            for (int shift = 0; shift < SAMPLES && steady; shift++) {
                arena.reset();
                var a = arena.tensor(rows, k);
                var c = arena.tensor(rows, n);
                fill(a, shift, 1);
                fill(c, shift, 2);
                multiplyAlone(a, add, c);
                for (int row = 0; row < Math.min(rows, SAMPLES); row++) {
                    int sample = (row + shift) % SAMPLES;
                    products[sample] = products[sample] == null ? row(c, row) : products[sample];
                }
                steady = equal(c, shift, products);
            }
            if (steady) {
                return new Reference(rows, products);
            }
        }
        throw new IllegalStateException("One row by [" + k + ", " + n + "] has two products");
    }

    /** Sets row i to the sample i + shift. */
    private static void fill(Tensor matrix, int shift, long seed) {
        var samples = new float[SAMPLES][matrix.cols()];
        var random = new Random(seed);
        for (var sample : samples) {
            for (int j = 0; j < sample.length; j++) {
                sample[j] = 2 * random.nextFloat() - 1;
            }
        }
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.store(i, samples[(i + shift) % SAMPLES]);
        }
    }

    private static boolean equal(Tensor c, int shift, float[][] products) {
        for (int i = 0; i < c.rows(); i++) {
            if (!Arrays.equals(row(c, i), products[(i + shift) % SAMPLES])) {
                return false;
            }
        }
        return true;
    }

    private static float[] row(Tensor matrix, int i) {
        var row = new float[matrix.cols()];
        matrix.load(i, row);
        return row;
    }
}
