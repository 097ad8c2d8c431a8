package io.sparkseq2seq.train;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Parameter averaging in rounds. In each round every worker starts from the same parameters and optimizer state, trains
 * the batches of one Spark partition, and the new state is the mean of theirs, weighted by the target tokens they saw
 * (McDonald et al. 2010). The data's partitions are the workers' parts, round by round, and all of them are trained:
 *
 * <pre>
 * for each round:
 *     broadcast (parameters, moments, step)
 *     on each worker: take them, train the part's batches, return (parameters, moments, tokens)
 *     parameters, moments = mean of the workers' weighted by tokens
 * </pre>
 *
 * <p>The driver holds the states of all workers of a round at once: with Adam 12 bytes a parameter and worker.
 */
final class AveragingMaster implements TrainingMaster<AveragingResult, AveragingWorker> {
    private final int workers;
    private final double clipNorm;
    private final long seed;
    private final Consumer<Round> progress;

    /**
     * A round that is done.
     *
     * @param number from 1 on, of {@code rounds} in the epoch
     * @param steps batches of the busiest worker
     * @param loss mean of a target token, in nats
     * @param norm the longest gradient before clipping
     * @param computing seconds that the busiest worker computed
     * @param seconds of the whole round
     */
    record Round(
            int number,
            int rounds,
            long pairs,
            long tokens,
            int steps,
            double loss,
            double norm,
            double computing,
            double seconds) {}

    AveragingMaster(int workers, double clipNorm, long seed, Consumer<Round> progress) {
        this.workers = workers;
        this.clipNorm = clipNorm;
        this.seed = seed;
        this.progress = progress;
    }

    /** One epoch: each partition of the data is a worker's part of a round. */
    @Override
    public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
        int parts = data.getNumPartitions();
        int rounds = (parts + workers - 1) / workers;
        for (int round = 0; round < rounds; round++) {
            int[] partitions = IntStream.range(round * workers, Math.min(parts, (round + 1) * workers))
                    .toArray();
            progress.accept(round(network, data, partitions, round + 1, rounds));
        }
        var configuration = network.getNetwork().getConfiguration();
        configuration.setEpochCount(configuration.getEpochCount() + 1);
    }

    private Round round(
            SparkComputationGraph network, JavaRDD<DataSet> data, int[] partitions, int number, int rounds) {
        long begun = System.nanoTime();
        var graph = network.getNetwork();
        var start = network.getSparkContext().broadcast(NetworkState.of(graph));
        try {
            String configuration = graph.getConfiguration().toJson();
            long roundSeed = Epoch.mix(seed + graph.getConfiguration().getIterationCount());
            double longest = clipNorm;
            var trained = data.mapPartitionsWithIndex(
                    (part, batches) -> train(
                            new AveragingWorker(configuration, start, longest, Epoch.mix(roundSeed ^ part)), batches),
                    true);
            var results = Stream.of(trained.collectPartitions(partitions))
                    .flatMap(List::stream)
                    .toList();
            average(graph, results);
            long tokens = results.stream().mapToLong(AveragingResult::tokens).sum();
            double loss = results.stream().mapToDouble(AveragingResult::loss).sum();
            graph.setScore(loss / Math.max(1, tokens));
            network.setScore(graph.score());
            return new Round(
                    number,
                    rounds,
                    results.stream().mapToLong(AveragingResult::pairs).sum(),
                    tokens,
                    results.stream().mapToInt(AveragingResult::steps).max().orElse(0),
                    graph.score(),
                    results.stream().mapToDouble(AveragingResult::norm).max().orElse(0),
                    results.stream().mapToDouble(AveragingResult::seconds).max().orElse(0),
                    (System.nanoTime() - begun) / 1e9);
        } finally {
            // Waits: otherwise Spark's cleaner may meet it half removed, and complains.
            start.destroy(true);
        }
    }

    private static Iterator<AveragingResult> train(AveragingWorker worker, Iterator<DataSet> batches) {
        if (!batches.hasNext()) {
            return List.of(worker.getFinalResultNoData()).iterator();
        }
        var graph = worker.getInitialModelGraph();
        AveragingResult result = null;
        while (batches.hasNext()) {
            var batch = batches.next();
            result = worker.processMinibatch(batch, graph, !batches.hasNext());
            Batches.close(batch);
        }
        return List.of(result).iterator();
    }

    /** Sets the graph to the mean of the results, in their order, so that the sum is the same at every run. */
    private static void average(org.deeplearning4j.nn.graph.ComputationGraph graph, List<AveragingResult> results) {
        double all = results.stream().mapToLong(AveragingResult::tokens).sum();
        if (all == 0) {
            return;
        }
        var parameters = graph.params().assign(0);
        var updater = graph.getUpdater().getStateViewArray().assign(0);
        int iteration = graph.getConfiguration().getIterationCount();
        int steps = 0;
        for (var result : results) {
            if (result.tokens() > 0) {
                addScaled(result.state().parameters(), result.tokens() / all, parameters);
                addScaled(result.state().updater(), result.tokens() / all, updater);
                steps = Math.max(steps, result.steps());
            }
        }
        graph.getConfiguration().setIterationCount(iteration + steps);
    }

    private static void addScaled(byte[] values, double weight, INDArray into) {
        try (var array = NetworkState.array(values)) {
            into.addi(array.muli(weight).reshape(into.shape()));
        }
    }

    // What DL4J's interface has for other networks, other data and its own statistics.

    private static IllegalStateException notThis(String what) {
        return new IllegalStateException("This master trains graphs on data sets, not " + what);
    }

    @Override
    public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
        var start = graph.getSparkContext().broadcast(NetworkState.of(graph.getNetwork()));
        return new AveragingWorker(graph.getNetwork().getConfiguration().toJson(), start, clipNorm, seed);
    }

    @Override
    public AveragingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
        throw notThis("multi-layer networks");
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
        throw notThis("multi-layer networks");
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader loader,
            MultiDataSetLoader multiLoader) {
        throw notThis("paths");
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> data) {
        throw notThis("multi data sets");
    }

    @Override
    public void addHook(TrainingHook hook) {
        throw notThis("hooks");
    }

    @Override
    public void removeHook(TrainingHook hook) {
        throw notThis("hooks");
    }

    @Override
    public String toJson() {
        return "{\"workers\": " + workers + ", \"clipNorm\": " + clipNorm + ", \"seed\": " + seed + "}";
    }

    @Override
    public String toYaml() {
        return toJson();
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        // Each round's times go to its progress.
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return false;
    }

    @Override
    public SparkTrainingStats getTrainingStats() {
        return null;
    }

    @Override
    public void setListeners(Collection<TrainingListener> listeners) {
        throw notThis("listeners");
    }

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
        throw notThis("listeners");
    }

    @Override
    public boolean deleteTempFiles(JavaSparkContext context) {
        return true;
    }

    @Override
    public boolean deleteTempFiles(SparkContext context) {
        return true;
    }
}
