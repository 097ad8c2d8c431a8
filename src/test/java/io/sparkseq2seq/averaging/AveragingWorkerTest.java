package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings.Transfer;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.model.TrainingStep;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class AveragingWorkerTest {
    private static ComputationGraph graph(double rate) {
        var model = Settings.load(
                        Optional.empty(),
                        List.of(
                                "model.embedding=4",
                                "model.encoder.hidden=4",
                                "model.decoder.hidden=4",
                                "model.attention.hidden=4",
                                "model.dropout=0"))
                .model();
        var graph = new ComputationGraph(Network.configure(model, 40, 40, 0, new Adam(rate), DataType.FLOAT, 1));
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    /** Batches of two pairs with five target tokens, ends included. */
    private static List<DataSet> batches(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Batches.dataSet(List.of(
                        new Pair(2 * i, new int[] {5 + i, 9}, new int[] {6, 7 + i}),
                        new Pair(2 * i + 1, new int[] {8}, new int[] {30 - i}))))
                .toList();
    }

    private static AveragingResult train(ComputationGraph graph, int batches, double clipNorm) {
        var state = NetworkState.of(graph, 1, Transfer.F32);
        Parcel<NetworkState> start = () -> state;
        return new AveragingWorker(3, Replicas.configuration(graph), start, clipNorm, 1, 7)
                .train(batches(batches).iterator());
    }

    @Test
    void allBatchesAreTrainedWhereAllIsFinite() {
        var report = train(graph(1e-3), 3, 5).report();
        assertThat(report.steps()).isEqualTo(3);
        assertThat(report.skipped()).isZero();
        assertThat(report.tokens()).isEqualTo(15);
    }

    @Test
    void batchesThatAreNotFiniteAreSkippedAndCounted() {
        // After the first step the parameters are as large as floats can be multiplied no more.
        var result = train(graph(1e30), 3, 0);
        assertThat(result.report().steps()).isEqualTo(1);
        assertThat(result.report().skipped()).isEqualTo(2);
        assertThat(result.report().pairs()).isEqualTo(6);
        assertThat(result.report().tokens()).isEqualTo(5);
        assertThat(result.report().loss()).isFinite();
        var after = graph(1e30);
        result.state().into(after);
        assertThat(TrainingStep.isFinite(after.params())).isTrue();
        assertThat(after.getIterationCount()).isEqualTo(1);
    }

    @Test
    void aLastBatchThatIsNotFiniteIsSkippedToo() {
        var graph = graph(1e-3);
        graph.params().assign(Float.MAX_VALUE);
        var result = train(graph, 1, 5);
        assertThat(result.report().skipped()).isEqualTo(1);
        assertThat(result.report().tokens()).isZero();
        assertThat(result.state()).isNull();
    }

    @Test
    void aPartWhoseLastUpdateIsNotFiniteDoesNotCount() {
        var result = train(graph(1e39), 1, 0);
        assertThat(result.report().steps()).isZero();
        assertThat(result.report().skipped()).isEqualTo(1);
        assertThat(result.report().tokens()).isZero();
        assertThat(result.state()).isNull();
    }
}
