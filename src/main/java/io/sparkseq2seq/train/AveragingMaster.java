package io.sparkseq2seq.train;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
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
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Parameter averaging in rounds. In each round every worker starts from the same parameters and optimizer state, trains
 * the batches of one Spark partition, and the new state is the mean of theirs, weighted by the target tokens they saw
 * (McDonald et al. 2010). The data's partitions are the workers' parts, round by round, and all of them are trained.
 */
final class AveragingMaster implements TrainingMaster<AveragingResult, AveragingWorker> {
    private final String configuration;
    private final int workers;
    private final OuterOptimizer outer;
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

    /**
     * @param configuration the network's, from {@link Replicas#configuration}
     * @param clipNorm longest gradient; 0: no clipping
     */
    AveragingMaster(
            String configuration,
            int workers,
            OuterOptimizer outer,
            double clipNorm,
            long seed,
            Consumer<Round> progress) {
        this.configuration = configuration;
        this.workers = workers;
        this.outer = outer;
        this.clipNorm = clipNorm;
        this.seed = seed;
        this.progress = progress;
    }

    /** One epoch: each partition of the data is a worker's part of a round. */
    @Override
    public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
        int rounds = data.getNumPartitions() / workers;
        for (int round = 1; round <= rounds; round++) {
            progress.accept(round(network, data, round, rounds));
        }
        var configuration = network.getNetwork().getConfiguration();
        configuration.setEpochCount(configuration.getEpochCount() + 1);
        // Of this epoch's shuffle, no more is read.
        data.rdd().cleanShuffleDependencies(true);
    }

    private Round round(SparkComputationGraph network, JavaRDD<DataSet> data, int number, int rounds) {
        long time = System.nanoTime();
        var graph = network.getNetwork();
        int iteration = graph.getConfiguration().getIterationCount();
        var averaging = new AveragingRound(
                configuration, clipNorm, Epoch.mix(seed + iteration), (number - 1) * workers, workers);
        List<WorkerReport> reports;
        try (var begun = graph.params().dup()) {
            reports = averaging.train(network.getSparkContext(), graph, data);
            outer.step(begun, graph.params());
        }
        int steps = reports.stream().mapToInt(WorkerReport::steps).max().orElseThrow();
        graph.getConfiguration().setIterationCount(iteration + steps);
        long tokens = reports.stream().mapToLong(WorkerReport::tokens).sum();
        double loss = reports.stream().mapToDouble(WorkerReport::loss).sum();
        graph.setScore(loss / Math.max(1, tokens));
        network.setScore(graph.score());
        return new Round(
                number,
                rounds,
                reports.stream().mapToLong(WorkerReport::pairs).sum(),
                tokens,
                steps,
                graph.score(),
                reports.stream().mapToDouble(WorkerReport::norm).max().orElseThrow(),
                reports.stream().mapToDouble(WorkerReport::seconds).max().orElseThrow(),
                (System.nanoTime() - time) / 1e9);
    }

    // What DL4J's interface has for other networks, other data and its own statistics.

    private static IllegalStateException notThis(String what) {
        return new IllegalStateException("This master trains graphs on data sets, not " + what);
    }

    @Override
    public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
        var start = graph.getSparkContext().broadcast(NetworkState.of(graph.getNetwork(), workers));
        return new AveragingWorker(0, configuration, start, clipNorm, seed);
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
