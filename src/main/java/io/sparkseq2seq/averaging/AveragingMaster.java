package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
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
public final class AveragingMaster implements TrainingMaster<AveragingResult, AveragingWorker> {
    private final String configuration;
    private final TrainSettings train;
    private final OuterOptimizer outer;
    private final long seed;
    private final Consumer<RoundResult> progress;
    private final LearningRate rate;
    private final DoubleSupplier rateFactor;
    private int done;

    /**
     * @param configuration the network's, from {@link Replicas#configuration}
     * @param done rounds that were trained before, of the epoch that comes first
     * @param rateFactor of the learning rate that the schedule gives, asked before each round
     * @param progress told of each round when it is done
     */
    public AveragingMaster(
            String configuration,
            TrainSettings train,
            OuterOptimizer outer,
            long seed,
            int done,
            DoubleSupplier rateFactor,
            Consumer<RoundResult> progress) {
        this.configuration = configuration;
        this.train = train;
        this.outer = outer;
        this.seed = seed;
        this.rateFactor = rateFactor;
        this.progress = progress;
        this.done = done;
        this.rate = new LearningRate(train);
    }

    /** One epoch, or what is left of it: each partition of the data is a worker's part of a round. */
    @Override
    public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
        int rounds = data.getNumPartitions() / train.workers();
        while (done < rounds) {
            var result = round(network, data, done + 1, rounds);
            done++;
            progress.accept(result);
        }
        // The network counts its epochs itself.
        done = 0;
        // Of this epoch's shuffle, no more is read.
        data.rdd().cleanShuffleDependencies(true);
    }

    private RoundResult round(SparkComputationGraph network, JavaRDD<DataSet> data, int number, int rounds) {
        long begun = System.nanoTime();
        var graph = network.getNetwork();
        int iteration = graph.getIterationCount();
        double factor = rateFactor.getAsDouble();
        int firstPart = (number - 1) * train.workers();
        var averaging = new AveragingRound(
                configuration,
                train.clipNorm(),
                factor,
                SplitMix.mix(seed + iteration),
                firstPart,
                train.workers(),
                train.averaging().transfer());
        var reports = averaging.train(network.getSparkContext(), graph, data, outer);
        int step =
                iteration + reports.stream().mapToInt(WorkerReport::steps).max().orElseThrow();
        graph.getConfiguration().setIterationCount(step);
        var result = RoundResult.of(
                graph.getEpochCount() + 1,
                number,
                rounds,
                step,
                factor * rate.valueAt(step - 1, 0),
                (System.nanoTime() - begun) / 1e9,
                slots(network.getSparkContext()),
                reports);
        graph.setScore(result.loss());
        network.setScore(result.loss());
        return result;
    }

    /** Tasks that run at the same time. */
    static int slots(JavaSparkContext context) {
        return context.defaultParallelism() / context.getConf().getInt("spark.task.cpus", 1);
    }

    // What DL4J's interface has for other networks, other data and its own statistics.

    private static IllegalStateException notThis(String what) {
        return new IllegalStateException("This master trains graphs on data sets, not " + what);
    }

    @Override
    public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
        throw notThis("workers outside a round");
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
        return "{\"workers\": " + train.workers() + ", \"seed\": " + seed + "}";
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
