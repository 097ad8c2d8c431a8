package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Random;
import java.util.function.IntConsumer;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every library's products against sums in double precision. */
class MatrixProductTest {
    // One row, less than, just, and more than a block of them.
    private static final int[] ROWS = {1, 5, 63, 64, 65, 130, 900};
    private static final int K = 48;
    private static final int N = 37;

    private final Arena arena = new Arena(true);
    private final Random random = new Random(5);

    @AfterEach
    void free() {
        arena.close();
    }

    /** Some columns of a wider matrix, so that rows do not follow each other without a gap. */
    private Tensor random(int rows, int cols) {
        var wide = arena.tensor(rows, cols + 7);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols + 7; c++) {
                wide.set(r, c, random.nextGaussian());
            }
        }
        return wide.cols(3, cols);
    }

    private static double tolerance(MatrixProduct product) {
        // bf16 keeps 8 bits: each factor is off by up to 2^-9 of itself.
        return product == MatrixProduct.BF16 || product == MatrixProduct.ROUNDED ? 8e-3 : 1e-5;
    }

    private void agree(MatrixProduct product, boolean ta, Tensor a, boolean tb, Tensor b, boolean weights, Tensor c) {
        if (!weights) {
            agree(product, ta, a, tb, b, beta -> product.multiply(ta, a, tb, b, beta, c), c);
            return;
        }
        for (var gradient : new Tensor[] {null, arena.zeros(b.rows(), b.cols())}) {
            var w = new Weights(b, gradient);
            IntConsumer multiply =
                    tb ? beta -> product.productByTransposed(a, w, beta, c) : beta -> product.product(a, w, beta, c);
            agree(product, a, tb, b, multiply, c);
        }
    }

    private void agree(MatrixProduct product, Tensor a, boolean tb, Tensor b, IntConsumer multiply, Tensor c) {
        agree(product, false, a, tb, b, multiply, c);
    }

    /** @param multiply given beta, leaves the product in c */
    private void agree(
            MatrixProduct product, boolean ta, Tensor a, boolean tb, Tensor b, IntConsumer multiply, Tensor c) {
        int k = ta ? a.rows() : a.cols();
        for (int beta = 0; beta <= 1; beta++) {
            var before = new double[c.rows()][c.cols()];
            for (int i = 0; i < c.rows(); i++) {
                for (int j = 0; j < c.cols(); j++) {
                    before[i][j] = c.get(i, j);
                }
            }
            multiply.accept(beta);
            for (int i = 0; i < c.rows(); i++) {
                for (int j = 0; j < c.cols(); j++) {
                    double sum = beta * before[i][j];
                    double size = Math.abs(sum);
                    for (int l = 0; l < k; l++) {
                        double term = (ta ? a.get(l, i) : a.get(i, l)) * (tb ? b.get(j, l) : b.get(l, j));
                        sum += term;
                        size += Math.abs(term);
                    }
                    assertThat(Math.abs(c.get(i, j) - sum))
                            .as("%s, element %d %d of %s", product, i, j, c)
                            .isLessThanOrEqualTo(tolerance(product) * size);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void multipliesViewsOfAnyNumberOfRows(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        for (int rows : ROWS) {
            for (boolean weights : new boolean[] {false, true}) {
                agree(product, false, random(rows, K), false, random(K, N), weights, random(rows, N));
                agree(product, false, random(rows, K), true, random(N, K), weights, random(rows, N));
            }
            agree(product, true, random(rows, K), false, random(rows, N), false, random(K, N));
        }
    }

    @ParameterizedTest
    @EnumSource
    void multipliesFactorsThatAreRoundedOnce(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        for (int rows : ROWS) {
            var weights = new Weights(random(K, N), null);
            var x = random(rows, N);
            var d = random(rows, K);
            // Of what the space held before nothing must be left, even where it is no number.
            var space = product.factor(rows + 70, K, arena);
            if (space != null) {
                product.factor(notANumber(rows + 70, K), space);
            }
            for (var factor : new Tensor[] {product.factor(d, arena), product.factor(d, space)}) {
                var c = random(rows, N);
                agree(product, d, false, weights.value(), beta -> product.product(factor, weights, beta, c), c);
                var left = random(K, N);
                agree(product, true, d, false, x, beta -> product.transposedProduct(factor, x, beta, left), left);
                var right = random(N, K);
                agree(product, true, x, false, d, beta -> product.transposedProduct(x, factor, beta, right), right);
                var part = random(5, N);
                var columns = factor.cols(2, 5);
                agree(
                        product,
                        true,
                        d.cols(2, 5),
                        false,
                        x,
                        beta -> product.transposedProduct(columns, x, beta, part),
                        part);
            }
        }
    }

    @Test
    void aMatrixOfAnotherTypeIsRefused() {
        var single = arena.zeros(2, 2);
        var rounded = arena.bf16(2, 2);
        assertThatThrownBy(() -> MatrixProduct.OPENBLAS.product(rounded, single, 0, arena.tensor(2, 2)))
                .hasMessageContaining("bf16[2, 2] is not float");
        assertThatThrownBy(() -> rounded.get(0, 0)).hasMessageContaining("bf16[2, 2] is not double");
        try (var doubles = new Arena(false)) {
            assertThatThrownBy(() -> MatrixProduct.OPENBLAS.product(doubles.zeros(2, 2), single, 0, arena.tensor(2, 2)))
                    .hasMessageContaining("double[2, 2] is not float");
        }
    }

    private Tensor notANumber(int rows, int cols) {
        var none = arena.tensor(rows, cols);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                none.set(r, c, Double.NaN);
            }
        }
        return none;
    }

    @Test
    void packsTheFactorOfManyRows() {
        assumeThat(Bf16.isPossible()).isTrue();
        for (int rows : new int[] {1, 70}) {
            var d = random(rows, 2100);
            var x = random(rows, N);
            agree(MatrixProduct.BF16, true, d, false, x, false, random(2100, N));
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesThatWeightsHaveChanged(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        var weights = new Weights(random(2, 2), null);
        weights.value().copy(arena.zeros(2, 2));
        var one = arena.zeros(1, 2);
        one.set(0, 0, 1);
        var result = arena.tensor(1, 2);
        product.product(one, weights, 0, result);
        assertThat(result.get(0, 1)).isZero();

        var columns = weights.cols(1, 1);
        var column = arena.tensor(1, 1);
        product.product(one, columns, 0, column);
        weights.value().set(0, 1, 4);
        weights.changed();
        product.product(one, weights, 0, result);
        assertThat(result.get(0, 1)).isCloseTo(4, within(1e-5));
        product.product(one, columns, 0, column);
        assertThat(column.get(0, 0)).isCloseTo(4, within(1e-5));
    }

    @ParameterizedTest
    @EnumSource
    void multipliesByWeightsWhoseRowsLieRegularlyApart(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        var value = arena.tensor(6, 256);
        value.copy(random(6, 256));
        var weights = new Weights(value, arena.zeros(6, 256));
        for (int generation = 0; generation < 2; generation++) {
            for (int rows : new int[] {1, 100, 600}) {
                var a = random(rows, 6);
                var c = random(rows, 256);
                agree(product, a, false, value, beta -> product.product(a, weights, beta, c), c);
                agree(product, a, false, value, beta -> product.stepProduct(a, weights, beta, c), c);
                var back = random(rows, 256);
                var d = random(rows, 6);
                agree(product, back, true, value, beta -> product.stepProductByTransposed(back, weights, beta, d), d);
            }
            value.set(5, 255, 3);
            weights.changed();
        }
    }

    @Test
    void multipliesByTransposedWeightsTooLargeToCopy() {
        for (int rows : new int[] {0, 1, 31, 32, 70, 900}) {
            var a = random(rows, K);
            var b = random(N, K);
            var c = random(rows, N);
            agree(
                    MatrixProduct.ONEDNN,
                    a,
                    true,
                    b,
                    beta -> Float32.POOL.run(f32 -> f32.multiplyByTransposed(a, b, beta, c)),
                    c);
        }
        var weights = new Weights(random(1 << 13, 1 << 8), arena.zeros(1, 1));
        assertThatThrownBy(() -> MatrixProduct.ONEDNN.productByTransposed(
                        random(100, 7), weights, 0, arena.tensor(100, 1 << 13)))
                .hasMessageContaining("does not fit");
        var a = random(100, 1 << 8);
        var result = arena.tensor(100, 1 << 13);
        var expected = arena.tensor(100, 1 << 13);
        MatrixProduct.ONEDNN.productByTransposed(a, weights, 0, result);
        MatrixProduct.OPENBLAS.productByTransposed(a, weights, 0, expected);
        for (int row : new int[] {0, 95, 96, 99}) {
            for (int col = 0; col < result.cols(); col++) {
                assertThat(result.get(row, col)).isCloseTo(expected.get(row, col), within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesShapesThatDoNotFit(MatrixProduct product) {
        assumeThat(product != MatrixProduct.BF16 || Bf16.isPossible()).isTrue();
        assertThatThrownBy(() -> product.product(random(2, 3), random(4, 5), 0, random(2, 5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> product.product(random(2, 3), new Weights(random(4, 5), null), 0, random(2, 5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void emptySumsAreZero() {
        var c = random(2, 3);
        MatrixProduct.OPENBLAS.transposedProduct(arena.tensor(0, 2), arena.tensor(0, 3), 0, c);
        assertThat(c.get(1, 2)).isZero();
    }

    @Test
    void aFlightRecordingIsNoticed() {
        assertThat(MatrixProducts.isRecorded()).isFalse();
        try (var recording = new Recording()) {
            recording.start();
            assertThat(MatrixProducts.isRecorded()).isTrue();
        }
        assertThat(MatrixProducts.isRecorded()).isFalse();
    }

    @Test
    void roundsToTheNearestAndTiesToEven() {
        var x = arena.tensor(1, 5);
        // bf16 has steps of 2^-7 between 1 and 2.
        double[] values = {1 + 0.4 / 128, 1 + 0.5 / 128, 1 + 1.5 / 128, -1 - 1.6 / 128, Float.POSITIVE_INFINITY};
        for (int i = 0; i < values.length; i++) {
            x.set(0, i, values[i]);
        }
        var rounded = new float[5];
        RoundedFactors.POOL.run(factors -> factors.right(x).load(0, rounded));
        assertThat(rounded).containsExactly(1, 1, 1 + 2f / 128, -1 - 2f / 128, Float.POSITIVE_INFINITY);
    }
}
