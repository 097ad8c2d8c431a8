package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a row of a product by fixed weights comes to, bit for bit, on this processor: the same beside any other rows, in
 * any place, by any number of threads.
 */
class RowInvarianceTest {
    /** Of rows: the model's of docs/performance.md, and some that fit no kernel. */
    private static final int[][] WEIGHTS = {{256, 1024}, {512, 2048}, {1024, 8000}, {1024, 256}, {100, 37}, {7, 3}};

    private static final int MOST = 530;

    private final Arena arena = new Arena(true);

    @AfterEach
    void free() {
        arena.close();
    }

    private static Tensor random(Arena arena, int rows, int cols, long seed) {
        var random = new Random(seed);
        // Some columns of a wider matrix, so that rows do not follow each other without a gap.
        var matrix = arena.tensor(rows, cols + 5).cols(0, cols);
        var row = new float[cols];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                row[c] = (float) random.nextGaussian();
            }
            matrix.store(r, row);
        }
        return matrix;
    }

    /** The sums that are added to. */
    private static Tensor bias(Arena arena, int rows, int cols) {
        var bias = arena.tensor(rows, cols);
        var one = random(arena, 1, cols, 3);
        for (int r = 0; r < rows; r++) {
            bias.copyRow(r, one, 0);
        }
        return bias;
    }

    private static Tensor product(
            Arena arena, MatrixProduct product, Tensor a, boolean transposed, Weights weights, int beta) {
        var c = bias(
                arena,
                a.rows(),
                transposed ? weights.value().rows() : weights.value().cols());
        if (transposed) {
            product.productByTransposed(a, weights, beta, c);
        } else {
            product.product(a, weights, beta, c);
        }
        return c;
    }

    private static float[] row(Tensor matrix, int row) {
        var values = new float[matrix.cols()];
        matrix.load(row, values);
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void aRowComesToTheSameBesideAnyOthers(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        for (var shape : WEIGHTS) {
            boolean large = shape[1] > 4000;
            boolean small = shape[0] * shape[1] < 1 << 18;
            for (int variant = 0; variant < (large ? 1 : 4); variant++) {
                boolean transposed = large || variant % 2 == 1;
                int beta = variant / 2;
                arena.reset();
                var b = transposed ? random(arena, shape[1], shape[0], 1) : random(arena, shape[0], shape[1], 1);
                var weights = new Weights(b, null);
                var all = random(arena, MOST, shape[0], 2);
                var expected = product(arena, product, all, transposed, weights, beta);
                // Each size moves on, so that rows stand first in one batch and last in another.
                var sizes = large
                        ? new int[] {1, 2, 5, 19, 64, 100}
                        : IntStream.range(1, 100).toArray();
                int from = 0;
                for (int size : sizes) {
                    from = from + size > MOST ? 0 : from;
                    var some = product(arena, product, all.rows(from, size), transposed, weights, beta);
                    for (int i = 0; i < size; i++) {
                        assertThat(row(some, i))
                                .as("%s, row %d of %d by %s, beta %d", product, i, size, b, beta)
                                .isEqualTo(row(expected, from + i));
                    }
                    from += size;
                }
                weights.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowComesToTheSameWhateverTheOrder(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        var weights = new Weights(random(arena, 512, 96, 1), null);
        var a = random(arena, 333, 512, 2);
        var reversed = arena.tensor(333, 512);
        for (int i = 0; i < 333; i++) {
            reversed.copyRow(i, a, 332 - i);
        }
        var expected = product(arena, product, a, false, weights, 1);
        var turned = product(arena, product, reversed, false, weights, 1);
        for (int i = 0; i < 333; i++) {
            assertThat(row(turned, 332 - i)).isEqualTo(row(expected, i));
        }
    }

    /** A library whose kernels differ: rows are then multiplied in blocks that do not. */
    @Test
    void aKernelWithAnOrderOfItsOwnIsNotUsed() {
        var b = random(arena, 50, 20, 1);
        var sizes = new ArrayList<Integer>();
        RowBlocks.Kernel unsteady = (a, add, c) -> {
            sizes.add(a.rows());
            for (int i = 0; i < a.rows(); i++) {
                boolean backwards = a.rows() > 60 || a.rows() == 1 || i >= 12;
                sum(a, b, i, backwards, add, c);
            }
        };
        var blocks = new RowBlocks(50, 20, unsteady);
        var a = random(arena, 100, 50, 2);
        var all = bias(arena, 100, 20);
        blocks.multiply(a, true, all);
        for (int i = 0; i < 100; i++) {
            var one = bias(arena, 1, 20);
            sizes.clear();
            blocks.multiply(a.rows(i, 1), true, one);
            assertThat(row(one, 0)).isEqualTo(row(all, i));
        }
        assertThat(sizes).containsExactly(2);
    }

    @Test
    void whereOnlyOneRowIsSteadyRowsAreMultipliedOneByOne() {
        var b = random(arena, 50, 20, 1);
        RowBlocks.Kernel unsteady = (a, add, c) -> {
            for (int i = 0; i < a.rows(); i++) {
                sum(a, b, i, i % 2 == 1, add, c);
            }
        };
        var a = random(arena, 9, 50, 2);
        var all = arena.tensor(9, 20);
        new RowBlocks(50, 20, unsteady).multiply(a, false, all);
        for (int i = 0; i < 9; i++) {
            var one = arena.tensor(1, 20);
            sum(a.rows(i, 1), b, 0, false, false, one);
            assertThat(row(one, 0)).isEqualTo(row(all, i));
        }
    }

    private static void sum(Tensor a, Tensor b, int i, boolean backwards, boolean add, Tensor c) {
        for (int j = 0; j < b.cols(); j++) {
            float sum = add ? (float) c.get(i, j) : 0;
            for (int l = 0; l < b.rows(); l++) {
                int at = backwards ? b.rows() - 1 - l : l;
                sum += (float) a.get(i, at) * (float) b.get(at, j);
            }
            c.set(i, j, sum);
        }
    }

    /** In processes of their own: the number of threads, and the instructions that oneDNN may use, are fixed in one. */
    @ParameterizedTest
    @EnumSource(names = {"AVX2", "AVX512_CORE", "ALL"})
    void threadsMakeNoDifference(Instructions instructions) throws Exception {
        assertThat(digests(instructions, 2)).isNotEmpty().isEqualTo(digests(instructions, 1));
    }

    enum Instructions {
        AVX2,
        AVX512_CORE,
        ALL
    }

    private static List<String> digests(Instructions instructions, int threads) throws Exception {
        var builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                RowInvarianceTest.class.getName());
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        if (instructions != Instructions.ALL) {
            builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions.name());
        }
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        var process = builder.start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("product "))
                .toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return lines;
    }

    /** Prints a hash of each kind of product. */
    public static void main(String[] arguments) {
        ComputeThreads.limit();
        try (var arena = new Arena(true)) {
            for (var product : MatrixProduct.values()) {
                if (product == MatrixProduct.BF16 && !Bf16.isPossible()) {
                    continue;
                }
                for (int rows : new int[] {1, 5, 64, 300}) {
                    var weights = new Weights(random(arena, 512, 2048, 1), null);
                    var c = product(arena, product, random(arena, rows, 512, 2), false, weights, 1);
                    int hash = 1;
                    for (int i = 0; i < rows; i++) {
                        hash = 31 * hash + Arrays.hashCode(row(c, i));
                    }
                    System.out.println("product " + product + " " + rows + " " + hash);
                }
            }
        }
    }
}
