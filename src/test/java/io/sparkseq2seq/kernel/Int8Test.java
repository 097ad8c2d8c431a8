package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Int8Test {
    private final Arena arena = new Arena(true);
    private final Random random = new Random(3);

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, false", "3, 17, 5, true", "64, 256, 300, true", "33, 1024, 100, false", "70, 40, 300, false"})
    void itIsNearTheExactProduct(int m, int k, int n, boolean transposed) {
        var left = filled(m, k, i -> random.nextGaussian());
        var weights = transposed
                ? filled(n, k, i -> random.nextGaussian() * (1 + i))
                : filled(k, n, i -> random.nextGaussian());
        // A view with gaps, which must stay as they are.
        var whole = filled(m, n + 2, i -> i);
        var into = whole.cols(1, n);
        var product = Int8.POOL.get(int8 -> int8.multiply(left, int8.rounded(weights, transposed), into));
        var row = new float[n];
        for (int i = 0; i < m; i++) {
            product.load(i, row);
            for (int j = 0; j < n; j++) {
                double exact = 0;
                double leftSquares = 0;
                double rightSquares = 0;
                for (int l = 0; l < k; l++) {
                    double right = transposed ? weights.get(j, l) : weights.get(l, j);
                    exact += left.get(i, l) * right;
                    leftSquares += left.get(i, l) * left.get(i, l);
                    rightSquares += right * right;
                }
                // Each factor is off by up to half a step, a 63rd of its row's greatest value, which is a few times the
                // root of the mean square; and the errors are independent.
                assertThat((double) row[j]).isCloseTo(exact, within(0.1 * Math.sqrt(leftSquares * rightSquares / k)));
            }
            assertThat(whole.get(i, 0)).isEqualTo(i);
            assertThat(whole.get(i, n + 1)).isEqualTo(i);
        }
    }

    @Test
    void sumsOfTheGreatestFactorsDoNotOverflow() {
        var product = product(filled(2, 1024, i -> i == 0 ? 2 : -2), filled(3, 1024, i -> 3 * (i - 1)));
        var row = new float[3];
        // Their size leaves so long a sum 32 levels or more, each half off at most; an overflow is far off.
        product.load(0, row);
        assertThat(row).containsExactly(new float[] {-6144, 0, 6144}, within(6144 * 0.5f / 32));
        product.load(1, row);
        assertThat(row).containsExactly(new float[] {6144, 0, -6144}, within(6144 * 0.5f / 32));
    }

    /**
     * What processors with VNNI do; here of whole weights, whose sums of two products no processor's 16 bits exceed.
     */
    @Test
    void allEightBitsOfTheLeftFactorHalveTheError() {
        var left = filled(20, 64, i -> random.nextGaussian());
        var weights = filled(30, 64, i -> random.nextInt(121) - 60);
        for (int j = 0; j < weights.rows(); j++) {
            weights.set(j, 0, 127);
            weights.set(j, 1, 0);
        }
        double half = error(new Int8(63), left, weights);
        double all = error(new Int8(127), left, weights);
        assertThat(all / half).isCloseTo(63.0 / 127, within(0.05));
    }

    /** The root of the mean squared error of left · weightsᵀ. */
    private double error(Int8 int8, Tensor left, Tensor weights) {
        var into = arena.tensor(left.rows(), weights.rows());
        var product = int8.multiply(left, int8.rounded(weights, true), into);
        var row = new float[into.cols()];
        double squares = 0;
        for (int i = 0; i < into.rows(); i++) {
            product.load(i, row);
            for (int j = 0; j < into.cols(); j++) {
                double exact = 0;
                for (int l = 0; l < left.cols(); l++) {
                    exact += left.get(i, l) * weights.get(j, l);
                }
                squares += Math.pow(row[j] - exact, 2);
            }
        }
        return Math.sqrt(squares / into.rows() / into.cols());
    }

    @Test
    void zerosGiveZeros() {
        var row = new float[] {1, 1};
        product(filled(1, 8, i -> 0), filled(2, 8, i -> i)).load(0, row);
        assertThat(row).containsOnly(0);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> product(filled(1, 7, i -> 0), filled(2, 8, i -> i)))
                .hasMessageContaining("float[1, 7] by 8-bit [8, 2] does not fit float[1, 2]");
    }

    private Int8.Sums product(Tensor left, Tensor weights) {
        var into = arena.tensor(left.rows(), weights.rows());
        return Int8.POOL.get(int8 -> int8.multiply(left, int8.rounded(weights, true), into));
    }

    /** @param value of an element by its row */
    private Tensor filled(int rows, int cols, IntToDoubleFunction value) {
        var tensor = arena.tensor(rows, cols);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                tensor.set(r, c, value.applyAsDouble(r));
            }
        }
        return tensor;
    }
}
