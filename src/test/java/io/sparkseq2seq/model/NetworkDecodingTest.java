package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Bf16;
import io.sparkseq2seq.subword.Subwords;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

class NetworkDecodingTest {
    private static final int VOCABULARY = 30;

    static Stream<ModelSettings> models() {
        return GradientTest.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void stepByStepItGivesTheProbabilitiesOfTraining(ModelSettings settings) {
        var graph = graph(settings);
        var random = new Random(2);
        var sources = RandomBatches.random(random, VOCABULARY, 3, 6, 1);
        var targets = RandomBatches.random(random, VOCABULARY, 4, 2, 5);
        try (var decoding = start(graph, sources)) {
            for (int i = 0; i < 3; i++) {
                double sum = 0;
                for (double logProbability : logProbabilities(start(graph, sources), i, ended(targets[i]))) {
                    sum += logProbability;
                }
                var batch = RandomBatches.batch(
                        new int[][] {ended(sources[i])}, new int[][] {ended(targets[i])}, DataType.FLOAT);
                assertThat(-sum / (targets[i].length + 1)).isCloseTo(graph.score(batch), within(1e-5));
            }
            assertThat(decoding.sentences()).isEqualTo(3);
        }
    }

    @Test
    void rowsMayBeRepeatedDroppedAndReordered() {
        var graph = graph(models().findFirst().orElseThrow());
        var sources = RandomBatches.random(new Random(2), VOCABULARY, 3, 6, 1);
        try (var decoding = start(graph, sources)) {
            decoding.advance(new int[] {0, 1, 2}, start(3));
            decoding.advance(new int[] {2, 0, 0}, new int[] {5, 6, 7});
            decoding.advance(new int[] {2, 0}, new int[] {8, 9});
            assertThat(next(decoding, 0)).containsExactly(after(graph, sources, 0, 7, 8), within(1e-5));
            assertThat(next(decoding, 1)).containsExactly(after(graph, sources, 2, 5, 9), within(1e-5));

            var weights = new float[7];
            assertThat(decoding.attention(0, weights)).isEqualTo(4);
            assertThat(weights[0] + weights[1] + weights[2] + weights[3]).isCloseTo(1, within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void in8BitsLikelyTokensAreExactAndOthersNearlySo(ModelSettings settings) {
        var graph = graph(settings);
        int likely = VOCABULARY / 2;
        for (int v = likely; v < VOCABULARY; v++) {
            graph.getLayer("decoder").getParam("output-bias").putScalar(v, -20);
        }
        var sources = RandomBatches.random(new Random(2), VOCABULARY, 3, 6, 1);
        try (var single = start(graph, sources, DecodingPrecision.F32);
                var int8 = start(graph, sources, DecodingPrecision.INT8)) {
            for (var decoding : List.of(single, int8)) {
                decoding.advance(new int[] {0, 1, 2}, start(3));
                decoding.advance(new int[] {2, 0, 0}, new int[] {5, 6, 7});
            }
            for (int row = 0; row < 3; row++) {
                var exact = next(single, row);
                var rounded = next(int8, row);
                assertThat(Arrays.copyOf(rounded, likely)).containsExactly(Arrays.copyOf(exact, likely), within(1e-5));
                assertThat(rounded).containsExactly(exact, within(0.02)).isNotEqualTo(exact);
            }
        }
    }

    @Test
    void anImpossibleStepIsNamed() {
        var graph = graph(models().findFirst().orElseThrow());
        var decoding = start(graph, RandomBatches.random(new Random(2), VOCABULARY, 3));
        assertThatThrownBy(() -> decoding.advance(new int[] {1}, start(1))).hasMessageContaining("row 1 of 1");
        assertThatThrownBy(() -> decoding.advance(new int[] {0}, new int[] {VOCABULARY}))
                .hasMessageContaining("token 30 of 30");
        assertThatThrownBy(() -> next(decoding, 0)).hasMessageContaining("row 0 of 0");
        decoding.close();
        decoding.close();
        assertThatThrownBy(() -> decoding.advance(new int[] {0}, start(1))).hasMessageContaining("Closed");
    }

    @ParameterizedTest
    @EnumSource
    void aReleasedModelDecodesOn(DecodingPrecision precision) {
        assumeThat(precision != DecodingPrecision.BF16 || Bf16.isPossible()).isTrue();
        var model = TranslationModel.untrained(graph(models().findFirst().orElseThrow()))
                .in(precision);
        var sources = RandomBatches.random(new Random(2), VOCABULARY, 3, 6, 1);
        double[] before;
        try (var decoding = model.start(sources)) {
            decoding.advance(new int[] {0, 1, 2}, start(3));
            before = next(decoding, 2);
        }
        model.release();
        try (var decoding = model.start(sources)) {
            decoding.advance(new int[] {0, 1, 2}, start(3));
            assertThat(next(decoding, 2)).containsExactly(before, within(1e-6));
        }
        model.release();
        model.release();
    }

    private static double[] after(ComputationGraph graph, int[][] sources, int sentence, int... tokens) {
        try (var decoding = start(graph, new int[][] {sources[sentence]})) {
            decoding.advance(new int[] {0}, start(1));
            for (int token : tokens) {
                decoding.advance(new int[] {0}, new int[] {token});
            }
            return next(decoding, 0);
        }
    }

    private static double[] logProbabilities(Decoding decoding, int sentence, int[] target) {
        var all = new double[target.length];
        decoding.advance(new int[] {sentence}, start(1));
        for (int t = 0; t < target.length; t++) {
            all[t] = next(decoding, 0)[target[t]];
            decoding.advance(new int[] {0}, new int[] {target[t]});
        }
        decoding.close();
        return all;
    }

    private static double[] next(Decoding decoding, int row) {
        var next = new NextTokens(VOCABULARY);
        decoding.next(row, next);
        return IntStream.range(0, VOCABULARY).mapToDouble(next::logProbability).toArray();
    }

    private static Decoding start(ComputationGraph graph, int[][] sources) {
        return start(graph, sources, DecodingPrecision.MODEL);
    }

    private static Decoding start(ComputationGraph graph, int[][] sources, DecodingPrecision precision) {
        return new NetworkDecoding(ModelWeights.of(graph), precision, sources);
    }

    private static ComputationGraph graph(ModelSettings settings) {
        var graph = new ComputationGraph(
                Network.configure(settings, VOCABULARY, VOCABULARY, 0.1, new NoOp(), DataType.FLOAT, 7));
        graph.init();
        return graph;
    }

    private static int[] start(int rows) {
        var tokens = new int[rows];
        Arrays.fill(tokens, Subwords.START);
        return tokens;
    }

    private static int[] ended(int[] tokens) {
        var ended = Arrays.copyOf(tokens, tokens.length + 1);
        ended[tokens.length] = Subwords.END;
        return ended;
    }
}
