package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Int8ProductTest {
    private final Arena arena = new Arena(true);
    private final Random random = new Random(3);

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 17, 5", "64, 256, 300", "33, 1024, 100"})
    void itIsNearTheExactProduct(int m, int k, int n) {
        var left = filled(m, k, i -> random.nextGaussian());
        var weights = filled(n, k, i -> random.nextGaussian() * (1 + i));
        var product = new Int8Product(left, Int8Matrix.transposed(weights), arena);
        var row = new float[n + 2];
        for (int i = 0; i < m; i++) {
            product.read(i, row);
            for (int j = 0; j < n; j++) {
                double exact = 0;
                double leftSquares = 0;
                double rightSquares = 0;
                for (int l = 0; l < k; l++) {
                    exact += left.get(i, l) * weights.get(j, l);
                    leftSquares += left.get(i, l) * left.get(i, l);
                    rightSquares += weights.get(j, l) * weights.get(j, l);
                }
                // Each factor is off by half a step, a 63rd of the row's greatest value, which is itself a few times
                // its root mean square; the errors are independent.
                double size = Math.sqrt(leftSquares * rightSquares / k);
                assertThat((double) row[j]).isCloseTo(exact, within(0.1 * size));
            }
            assertThat(row[n]).isZero();
        }
    }

    @Test
    void sumsOfTheGreatestFactorsDoNotOverflow() {
        var product = new Int8Product(
                filled(2, 1024, i -> i == 0 ? 2 : -2), Int8Matrix.transposed(filled(3, 1024, i -> 3 * (i - 1))), arena);
        var row = new float[3];
        product.read(0, row);
        assertThat(row).containsExactly(new float[] {-6144, 0, 6144}, within(0.01f));
        product.read(1, row);
        assertThat(row).containsExactly(new float[] {6144, 0, -6144}, within(0.01f));
    }

    @Test
    void zerosGiveZeros() {
        var product = new Int8Product(filled(1, 8, i -> 0), Int8Matrix.transposed(filled(2, 8, i -> i)), arena);
        var row = new float[] {1, 1};
        product.read(0, row);
        assertThat(row).containsExactly(0, 0);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        var weights = Int8Matrix.transposed(filled(2, 8, i -> i));
        assertThatThrownBy(() -> new Int8Product(filled(1, 7, i -> 0), weights, arena))
                .hasMessageContaining("float[1, 7] by 8-bit weights [8, 2]");
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
