package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.config.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The fused step against DL4J's own way through solver, updater and step function. */
class TrainingStepTest {
    private static final int VOCABULARY = 40;

    private static ComputationGraph network(IUpdater updater, DataType type) {
        // More parameters than a chunk holds, and not a multiple of it.
        var model = Settings.load(
                        Optional.empty(),
                        List.of(
                                "model.embedding=13",
                                "model.encoder.hidden=12",
                                "model.decoder.hidden=11",
                                "model.attention.hidden=9",
                                "model.dropout=0"))
                .model();
        var graph = new ComputationGraph(Network.configure(model, VOCABULARY, VOCABULARY, 0.1, updater, type, 3));
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    private static Adam adam() {
        return Adam.builder()
                .learningRateSchedule(new ExponentialSchedule(ScheduleType.ITERATION, 0.02, 0.8))
                .beta1(0.8)
                .beta2(0.95)
                .epsilon(1e-6)
                .build();
    }

    private static DataSet batch(int seed) {
        var random = new Random(seed);
        return RandomBatches.batch(
                RandomBatches.random(random, VOCABULARY, 5, 3, 7),
                RandomBatches.random(random, VOCABULARY, 4, 6, 2),
                DataType.FLOAT);
    }

    private static void agree(ComputationGraph ours, ComputationGraph theirs) {
        assertThat(ours.params().sub(theirs.params()).amaxNumber().doubleValue())
                .isLessThan(2e-6);
        var moments = ours.getUpdater().getStateViewArray();
        assertThat(moments.sub(theirs.getUpdater().getStateViewArray())
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-6);
        assertThat(ours.getConfiguration().getIterationCount())
                .isEqualTo(theirs.getConfiguration().getIterationCount());
    }

    @Test
    void aTokenThatIsNoneReachesNoKernel() {
        var step = new TrainingStep(network(adam(), DataType.FLOAT), 0, 1);
        for (int token : new int[] {VOCABULARY, -1, 1 << 23}) {
            int[][] odd = {{5, token, 7}};
            int[][] even = {{5, 6, 7}};
            assertThatThrownBy(() -> step.run(RandomBatches.batch(odd, even, DataType.FLOAT)))
                    .hasMessageContaining("token " + token + " of a vocabulary of " + VOCABULARY);
            assertThatThrownBy(() -> step.run(RandomBatches.batch(even, odd, DataType.FLOAT)))
                    .hasMessageContaining("token " + token + " of a vocabulary of " + VOCABULARY);
        }
    }

    @Test
    void updatesAsDl4jDoes() {
        var ours = network(adam(), DataType.FLOAT);
        var theirs = network(adam(), DataType.FLOAT);
        var step = new TrainingStep(ours, 0, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(step.run(batch(i))).isTrue();
            theirs.fit(batch(i));
            assertThat(step.loss()).isCloseTo(theirs.score(), within(1e-5));
            agree(ours, theirs);
        }
    }

    @Test
    void clipsTheWholeGradientByItsNorm() {
        double longest = 0.1;
        var ours = network(adam(), DataType.FLOAT);
        var theirs = network(adam(), DataType.FLOAT);
        var norm = new double[1];
        theirs.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                var gradient = ((ComputationGraph) model).getFlattenedGradients();
                norm[0] = gradient.norm2Number().doubleValue();
                gradient.muli(longest / norm[0]);
            }
        });
        var step = new TrainingStep(ours, longest, 1);
        for (int i = 0; i < 3; i++) {
            step.run(batch(i));
            theirs.fit(batch(i));
            assertThat(norm[0]).isGreaterThan(longest);
            assertThat(step.norm()).isCloseTo(norm[0], within(1e-4));
            agree(ours, theirs);
        }
    }

    @Test
    void aBatchWithoutAFiniteGradientChangesNothing() {
        var graph = network(adam(), DataType.FLOAT);
        var step = new TrainingStep(graph, 5, 1);
        assertThat(step.run(batch(0))).isTrue();
        var moments = graph.getUpdater().getStateViewArray().dup();
        graph.params().assign(Float.MAX_VALUE);
        var parameters = graph.params().dup();
        assertThat(step.run(batch(1))).isFalse();
        assertThat(graph.params()).isEqualTo(parameters);
        assertThat(graph.getUpdater().getStateViewArray()).isEqualTo(moments);
        assertThat(graph.getConfiguration().getIterationCount()).isEqualTo(1);
    }

    @Test
    void oneNumberThatIsNotFiniteIsFound() {
        var floats = network(adam(), DataType.FLOAT).params();
        assertThat(TrainingStep.isFinite(floats)).isTrue();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (long at : new long[] {0, floats.length() / 2, floats.length() - 1}) {
                var copy = floats.dup();
                copy.putScalar(at, bad);
                assertThat(TrainingStep.isFinite(copy)).isFalse();
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> new TrainingStep(network(new Sgd(0.1), DataType.FLOAT), 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Not one Adam");
        assertThatThrownBy(() -> new TrainingStep(network(adam(), DataType.DOUBLE), 0, 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
