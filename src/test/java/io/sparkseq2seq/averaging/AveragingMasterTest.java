package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.model.TrainingStep;
import io.sparkseq2seq.train.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class AveragingMasterTest implements SparkTest {
    private static final int PAIRS = 1003;

    @ParameterizedTest
    @CsvSource({"17, 5, 1, f32", "33, 3, 3, bf16", "251, 7, 1, f32"})
    void everyPairIsTrainedOnceInEachEpoch(int batch, int frequency, int epochs, String transfer) {
        SparkSession spark = SparkTest.spark();
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "model.embedding=2",
                        "model.encoder.hidden=2",
                        "model.decoder.hidden=2",
                        "model.attention.hidden=2",
                        "train.workers=3",
                        "train.batch=" + batch,
                        "train.averaging.frequency=" + frequency,
                        "train.averaging.transfer=" + transfer));
        var train = settings.train();
        var graph = initialized(Network.configure(settings.model(), PAIRS + 10, 10, 0, new Adam(), DataType.FLOAT, 1));
        var rounds = new ArrayList<RoundResult>();
        var outer = OuterOptimizer.of(train.averaging(), graph.params());
        var master = new AveragingMaster(Replicas.configuration(graph), train, outer, 1, 0, () -> 1, rounds::add);
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var network = new SparkComputationGraph(context, graph, new Dl4jMaster(master));
        var pairs = context.parallelize(
                IntStream.range(0, PAIRS)
                        .mapToObj(id -> new Pair(id, new int[] {10 + id}, new int[] {5, 6}))
                        .toList(),
                4);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            CollectionAccumulator<Integer> seen = context.sc().collectionAccumulator();
            var batches = Epoch.of(train, 1, epoch, PAIRS).batches(pairs).map(data -> note(data, seen));
            network.fit(batches);
            assertThat(seen.value())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, PAIRS).boxed().toList());
        }
        assertThat(rounds.stream().mapToLong(RoundResult::pairs).sum()).isEqualTo((long) epochs * PAIRS);
        assertThat(graph.getEpochCount()).isEqualTo(epochs);
        assertThat(graph.getIterationCount())
                .isEqualTo(rounds.get(rounds.size() - 1).step());
    }

    private static final CountDownLatch TRAINING = new CountDownLatch(1);

    private static DataSet slow(DataSet batch) throws InterruptedException {
        TRAINING.countDown();
        Thread.sleep(20);
        return batch;
    }

    @Test
    @Timeout(120)
    void aRoundThatIsGivenUpLeavesTheNetworkAsItWas() throws InterruptedException {
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "model.embedding=2",
                        "model.encoder.hidden=2",
                        "model.decoder.hidden=2",
                        "model.attention.hidden=2",
                        "train.workers=2",
                        "train.batch=2",
                        "train.averaging.frequency=500"));
        var train = settings.train();
        var graph = initialized(Network.configure(settings.model(), 3000, 10, 0, new Adam(), DataType.FLOAT, 1));
        var before = graph.params().dup();
        var outer = OuterOptimizer.of(train.averaging(), graph.params());
        Supplier<AveragingMaster> masters =
                () -> new AveragingMaster(Replicas.configuration(graph), train, outer, 1, 0, () -> 1, round -> {});
        var master = masters.get();
        var context = JavaSparkContext.fromSparkContext(SparkTest.spark().sparkContext());
        var pairs = context.parallelize(IntStream.range(0, 2000)
                .mapToObj(id -> new Pair(id, new int[] {10 + id}, new int[] {5, 6}))
                .toList());
        var batches = Epoch.of(train, 1, 1, 2000).batches(pairs);
        var givenUp = new AtomicBoolean();
        var asking = new Thread(() -> {
            try {
                TRAINING.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            givenUp.set(master.giveUp());
            context.sc().cancelAllJobs();
        });
        asking.start();
        assertThatThrownBy(() -> new SparkComputationGraph(context, graph, new Dl4jMaster(master))
                        .fit(batches.map(AveragingMasterTest::slow)))
                .isInstanceOf(AveragingMaster.GivenUp.class);
        asking.join();
        assertThat(givenUp).isTrue();
        assertThat(graph.params()).isEqualTo(before);
        assertThat(graph.getIterationCount()).isZero();
        // Another master may train the round again.
        new SparkComputationGraph(context, graph, new Dl4jMaster(masters.get())).fit(batches);
        assertThat(graph.params()).isNotEqualTo(before);

        var idle = masters.get();
        assertThat(idle.giveUp()).as("a round was given up").isFalse();
        assertThatThrownBy(() -> new SparkComputationGraph(context, graph, new Dl4jMaster(idle)).fit(batches))
                .isInstanceOf(AveragingMaster.GivenUp.class);
    }

    /** One worker's slices stay in the JVM, those of three, more than tasks that run at once, go through Spark. */
    @ParameterizedTest
    @CsvSource({"1, f32, 0", "1, bf16, 1e-3", "3, f32, 1e-6", "3, bf16, 1e-3"})
    void allSlicesOfALargeNetworkComeBackToTheirPlaces(int workers, String transfer, double tolerance) {
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "model.embedding=60",
                        "model.encoder.hidden=2",
                        "model.decoder.hidden=2",
                        "model.attention.hidden=2",
                        "model.dropout=0",
                        "train.workers=" + workers,
                        "train.averaging.outer=none",
                        "train.averaging.transfer=" + transfer));
        var train = settings.train();
        var configuration = Network.configure(settings.model(), 20_000, 20_000, 0, new Adam(0.1), DataType.FLOAT, 1);
        var graph = initialized(configuration.clone());
        assertThat(graph.numParams()).isGreaterThan(2 << 20);
        var context = JavaSparkContext.fromSparkContext(SparkTest.spark().sparkContext());
        var pairs = context.parallelize(IntStream.range(0, 8)
                .mapToObj(id -> new Pair(id, new int[] {10 + 2400 * id}, new int[] {19_990 - 2400 * id}))
                .toList());
        var batches = Epoch.of(train, 1, 1, 8).batches(pairs);
        var before = initialized(configuration.clone());
        var parameters = before.params().ulike().assign(0);
        var moments = before.getUpdater().getStateViewArray().ulike().assign(0);
        for (var part : batches.glom().collect()) {
            var worker = initialized(configuration.clone());
            var step = new TrainingStep(worker, train.clipNorm(), 1);
            part.forEach(step::run);
            double share = part.stream().mapToInt(DataSet::numExamples).sum() / 8.0;
            parameters.addi(worker.params().mul(share));
            moments.addi(worker.getUpdater().getStateViewArray().mul(share));
        }
        var master = new AveragingMaster(
                Replicas.configuration(graph),
                train,
                OuterOptimizer.of(train.averaging(), graph.params()),
                1,
                0,
                () -> 1,
                round -> {});

        new SparkComputationGraph(context, graph, new Dl4jMaster(master)).fit(batches);
        assertThat(parameters.equalsWithEps(before.params(), 0.01)).isFalse();
        assertThat(graph.params().equalsWithEps(parameters, tolerance)).isTrue();
        assertThat(graph.getUpdater().getStateViewArray().equalsWithEps(moments, tolerance))
                .isTrue();
    }

    private static ComputationGraph initialized(ComputationGraphConfiguration configuration) {
        var graph = new ComputationGraph(configuration);
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    private static DataSet note(DataSet batch, CollectionAccumulator<Integer> seen) {
        for (int i = 0; i < batch.numExamples(); i++) {
            seen.add((int) batch.getFeatures().getDouble(i, 0) - 10);
        }
        return batch;
    }
}
