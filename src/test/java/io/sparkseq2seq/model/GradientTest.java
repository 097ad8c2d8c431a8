package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.ModelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Every gradient of the network against central differences, through DL4J, in double precision. */
class GradientTest {
    private static final int SOURCE_VOCABULARY = 9;
    private static final int TARGET_VOCABULARY = 8;
    private static final double STEP = 1e-5;

    static Stream<ModelSettings> models() {
        List<ModelSettings> models = new ArrayList<>();
        for (var cell : ModelSettings.Cell.values()) {
            for (var score : ModelSettings.Score.values()) {
                models.add(model(cell, 6, 1, true, score, 0, false));
            }
            models.add(model(cell, 6, 1, false, ModelSettings.Score.ADDITIVE, 0, false));
            models.add(model(cell, 6, 3, true, ModelSettings.Score.ADDITIVE, 0.3, true));
            models.add(model(cell, 6, 2, false, ModelSettings.Score.GENERAL, 0.3, true));
        }
        return models.stream();
    }

    private static ModelSettings model(
            ModelSettings.Cell cell,
            int hidden,
            int layers,
            boolean bidirectional,
            ModelSettings.Score score,
            double dropout,
            boolean tied) {
        return new ModelSettings(
                cell,
                5,
                new ModelSettings.Encoder(hidden, layers, bidirectional),
                new ModelSettings.Decoder(hidden),
                new ModelSettings.Attention(score, 4),
                dropout,
                tied,
                0.5,
                ModelSettings.Product.AUTO,
                ModelSettings.Precision.F32);
    }

    @ParameterizedTest
    @MethodSource("models")
    void analyticGradientsEqualCentralDifferences(ModelSettings model) {
        var graph = graph(model, DataType.DOUBLE);
        var batch = batch(DataType.DOUBLE);
        var analytic = gradient(graph, batch).dup();
        var parameters = graph.params();

        double worst = 0;
        for (long i = 0; i < parameters.length(); i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + STEP);
            double above = score(graph, batch);
            parameters.putScalar(i, value - STEP);
            double below = score(graph, batch);
            parameters.putScalar(i, value);
            double numeric = (above - below) / (2 * STEP);
            double given = analytic.getDouble(i);
            // Differences below 1e-9 are rounding: the loss is about 2, STEP 1e-5, double precision 1e-16.
            double error = Math.abs(numeric - given) < 1e-9
                    ? 0
                    : Math.abs(numeric - given) / (Math.abs(numeric) + Math.abs(given));
            worst = Math.max(worst, error);
        }
        assertThat(worst).isLessThan(1e-5);
        assertThat(analytic.norm2Number().doubleValue()).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @MethodSource("models")
    void singlePrecisionAgreesWithDouble(ModelSettings model) {
        var exact = graph(model, DataType.DOUBLE);
        var fast = graph(model, DataType.FLOAT);
        fast.setParams(exact.params().castTo(DataType.FLOAT));
        var expected = gradient(exact, batch(DataType.DOUBLE));
        var actual = gradient(fast, batch(DataType.FLOAT)).castTo(DataType.DOUBLE);

        assertThat(fast.score()).isCloseTo(exact.score(), org.assertj.core.data.Offset.offset(1e-5));
        double difference = actual.sub(expected).norm2Number().doubleValue();
        assertThat(difference / expected.norm2Number().doubleValue()).isLessThan(2e-5);
    }

    @ParameterizedTest
    @MethodSource("models")
    void bf16AgreesAsFarAsItsBitsGo(ModelSettings model) {
        var exact = graph(model, DataType.DOUBLE);
        var half = graph(withPrecision(model, ModelSettings.Precision.BF16), DataType.FLOAT);
        half.setParams(exact.params().castTo(DataType.FLOAT));
        var expected = gradient(exact, batch(DataType.DOUBLE));
        var actual = gradient(half, batch(DataType.FLOAT)).castTo(DataType.DOUBLE);

        assertThat(half.score()).isCloseTo(exact.score(), org.assertj.core.data.Offset.offset(5e-3));
        double difference = actual.sub(expected).norm2Number().doubleValue()
                / expected.norm2Number().doubleValue();
        // A rounding to 8 bits is off by 2^-9 at most; were nothing rounded, this would be 1e-6.
        assertThat(difference).isBetween(1e-4, 1e-2);
    }

    private static ModelSettings withPrecision(ModelSettings m, ModelSettings.Precision precision) {
        return new ModelSettings(
                m.cell(),
                m.embedding(),
                m.encoder(),
                m.decoder(),
                m.attention(),
                m.dropout(),
                m.tieEmbeddings(),
                m.initScale(),
                m.product(),
                precision);
    }

    @Test
    void configurationSurvivesJson() {
        var graph = graph(
                model(ModelSettings.Cell.GRU, 6, 2, true, ModelSettings.Score.GENERAL, 0.3, true), DataType.FLOAT);
        var json = graph.getConfiguration().toJson();
        var again = new ComputationGraph(org.deeplearning4j.nn.conf.ComputationGraphConfiguration.fromJson(json));
        again.init();
        // Weights without a gradient are multiplied by copies of them, whose sums may round otherwise.
        again.initGradientsView();
        again.setParams(graph.params());
        var batch = batch(DataType.FLOAT);
        assertThat(again.score(batch)).isEqualTo(graph.score(batch));
    }

    @Test
    void scoreOfABatchIsTheTokenMeanOfItsSentences() {
        var graph = graph(
                model(ModelSettings.Cell.LSTM, 6, 1, true, ModelSettings.Score.ADDITIVE, 0, false), DataType.DOUBLE);
        var random = new Random(3);
        var sources = RandomBatches.random(random, SOURCE_VOCABULARY, 2, 5, 3);
        var targets = RandomBatches.random(random, TARGET_VOCABULARY, 4, 1, 6);
        double whole = graph.score(RandomBatches.batch(sources, targets, 9, 11, DataType.DOUBLE));
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            var alone = RandomBatches.batch(new int[][] {sources[i]}, new int[][] {targets[i]}, DataType.DOUBLE);
            sum += targets[i].length * graph.score(alone);
        }
        assertThat(whole).isCloseTo(sum / 11, org.assertj.core.data.Offset.offset(1e-12));
    }

    private static ComputationGraph graph(ModelSettings model, DataType type) {
        var graph = new ComputationGraph(
                Network.configure(model, SOURCE_VOCABULARY, TARGET_VOCABULARY, 0.1, new NoOp(), type, 7));
        graph.init();
        graph.initGradientsView();
        return graph;
    }

    private static DataSet batch(DataType type) {
        var random = new Random(5);
        var sources = RandomBatches.random(random, SOURCE_VOCABULARY, 2, 5, 1, 3);
        var targets = RandomBatches.random(random, TARGET_VOCABULARY, 4, 1, 3, 6);
        return RandomBatches.batch(sources, targets, type);
    }

    private static double score(ComputationGraph graph, DataSet batch) {
        gradient(graph, batch);
        return graph.score();
    }

    /** The dropout masks are the same at every call. */
    private static INDArray gradient(ComputationGraph graph, DataSet batch) {
        Nd4j.getRandom().setSeed(11);
        graph.setInput(0, batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.setLayerMaskArrays(
                new INDArray[] {batch.getFeaturesMaskArray()}, new INDArray[] {batch.getLabelsMaskArray()});
        graph.computeGradientAndScore();
        return graph.gradient().gradient();
    }
}
