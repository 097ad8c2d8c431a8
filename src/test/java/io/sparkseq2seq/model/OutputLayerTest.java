package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLayerTest {
    private static final int VOCABULARY = 11;
    private static final int FEATURES = 3;

    private final Arena arena = new Arena(false);
    private final Random random = new Random(9);

    @AfterEach
    void close() {
        arena.close();
    }

    private Tensor random(int rows, int cols) {
        var tensor = arena.tensor(rows, cols);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                tensor.set(i, j, random.nextGaussian());
            }
        }
        return tensor;
    }

    /** More rows than are worked on at a time give what these rows give one by one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 33, 832, 833, 2000})
    void lossAndGradientsAreSumsOverRows(int n) {
        var output = new Weights(random(VOCABULARY, FEATURES), arena.zeros(VOCABULARY, FEATURES));
        var bias = new Weights(random(1, VOCABULARY), arena.zeros(1, VOCABULARY));
        var layer = new OutputLayer(
                Map.of("output", output, "output-bias", bias), Kernels.of(false), MatrixProduct.OPENBLAS, false);
        var features = random(n, FEATURES);
        var targets = random.ints(n, 0, VOCABULARY).toArray();

        double loss = 0;
        var dOutput = new double[VOCABULARY][FEATURES];
        var dBias = new double[VOCABULARY];
        var dFeatures = random(n, FEATURES);
        for (int i = 0; i < n; i++) {
            var target = Arrays.copyOfRange(targets, i, i + 1);
            loss += layer.lossAndGradient(features.rows(i, 1), target, 0.1, 0.5, dFeatures.rows(i, 1), arena);
            for (int v = 0; v < VOCABULARY; v++) {
                dBias[v] += bias.gradient().get(0, v);
                for (int f = 0; f < FEATURES; f++) {
                    dOutput[v][f] += output.gradient().get(v, f);
                }
            }
        }

        output.gradient().clear();
        var together = random(n, FEATURES);
        assertThat(layer.lossAndGradient(features, targets, 0.1, 0.5, together, arena))
                .isCloseTo(loss, within(1e-9));
        assertThat(layer.loss(features, targets, 0.1, arena)).isCloseTo(loss, within(1e-9));
        for (int v = 0; v < VOCABULARY; v++) {
            assertThat(bias.gradient().get(0, v)).isCloseTo(dBias[v], within(1e-10));
            for (int f = 0; f < FEATURES; f++) {
                assertThat(output.gradient().get(v, f)).isCloseTo(dOutput[v][f], within(1e-10));
            }
        }
        for (int i = 0; i < n; i++) {
            for (int f = 0; f < FEATURES; f++) {
                assertThat(together.get(i, f)).isCloseTo(dFeatures.get(i, f), within(1e-12));
            }
        }
    }
}
