package io.sparkseq2seq.averaging;

import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.model.TrainingStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker's part of a round: it takes the shared state, trains its batches one after another, and hands its own state
 * back. Given the same state, batches and seed it ends with the same parameters, so Spark may run it again.
 */
final class AveragingWorker implements TrainingWorker<AveragingResult> {
    private static final long serialVersionUID = 1;

    private final int number;
    private final String configuration;
    private final Parcel<NetworkState> start;
    private final double clipNorm;
    private final double rateFactor;
    private final long seed;

    private transient TrainingStep step;
    private transient long begun;
    private transient long pairs;
    private transient long tokens;
    private transient int steps;
    private transient double loss;
    private transient double norm;

    /**
     * @param number of this worker in its round, from 0 on
     * @param configuration the network's, from {@link Replicas#configuration}
     * @param clipNorm longest gradient; 0: no clipping
     * @param rateFactor of the learning rate that the network's schedule gives
     * @param seed of dropout, different for each part
     */
    AveragingWorker(
            int number,
            String configuration,
            Parcel<NetworkState> start,
            double clipNorm,
            double rateFactor,
            long seed) {
        this.number = number;
        this.configuration = configuration;
        this.start = start;
        this.clipNorm = clipNorm;
        this.rateFactor = rateFactor;
        this.seed = seed;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
        begun = System.nanoTime();
        var graph = Replicas.take(configuration);
        start.open().into(graph);
        step = new TrainingStep(graph, clipNorm, rateFactor);
        Nd4j.getRandom().setSeed(seed);
        return graph;
    }

    @Override
    public AveragingResult processMinibatch(DataSet batch, ComputationGraph graph, boolean isLast) {
        double batchLoss = step.run(batch);
        long count = Batches.targetTokens((org.nd4j.linalg.dataset.DataSet) batch);
        if (!Double.isFinite(batchLoss)) {
            throw new IllegalStateException(
                    "The loss of step " + graph.getConfiguration().getIterationCount() + " is " + batchLoss);
        }
        pairs += batch.numExamples();
        tokens += count;
        steps++;
        loss += batchLoss * count;
        norm = Math.max(norm, step.norm());
        return isLast ? getFinalResult(graph) : null;
    }

    /** The result; the graph goes back to the JVM's replicas. */
    @Override
    public AveragingResult getFinalResult(ComputationGraph graph) {
        var state = start.open().after(graph);
        Replicas.giveBack(configuration, graph);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new AveragingResult(WorkerReport.of(number, pairs, tokens, steps, loss, norm, seconds), state);
    }

    @Override
    public AveragingResult getFinalResultNoData() {
        return new AveragingResult(WorkerReport.idle(number), null);
    }

    // What DL4J's interface has for other networks, other data and statistics of its own.

    private static IllegalStateException notThis(String what) {
        return new IllegalStateException("This worker trains graphs on data sets, not " + what);
    }

    @Override
    public AveragingResult processMinibatch(DataSet batch, MultiLayerNetwork network, boolean isLast) {
        throw notThis("multi-layer networks");
    }

    @Override
    public AveragingResult processMinibatch(MultiDataSet batch, ComputationGraph graph, boolean isLast) {
        throw notThis("multi data sets");
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> processMinibatchWithStats(
            DataSet batch, MultiLayerNetwork network, boolean isLast) {
        throw notThis("multi-layer networks");
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> processMinibatchWithStats(
            DataSet batch, ComputationGraph graph, boolean isLast) {
        return new org.nd4j.common.primitives.Pair<>(processMinibatch(batch, graph, isLast), null);
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> processMinibatchWithStats(
            MultiDataSet batch, ComputationGraph graph, boolean isLast) {
        throw notThis("multi data sets");
    }

    @Override
    public AveragingResult getFinalResult(MultiLayerNetwork network) {
        throw notThis("multi-layer networks");
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> getFinalResultNoDataWithStats() {
        return new org.nd4j.common.primitives.Pair<>(getFinalResultNoData(), null);
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> getFinalResultWithStats(
            MultiLayerNetwork network) {
        throw notThis("multi-layer networks");
    }

    @Override
    public org.nd4j.common.primitives.Pair<AveragingResult, SparkTrainingStats> getFinalResultWithStats(
            ComputationGraph graph) {
        return new org.nd4j.common.primitives.Pair<>(getFinalResult(graph), null);
    }

    @Override
    public MultiLayerNetwork getInitialModel() {
        throw notThis("multi-layer networks");
    }

    @Override
    public WorkerConfiguration getDataConfiguration() {
        throw notThis("splits of its own");
    }

    @Override
    public long getInstanceId() {
        return seed;
    }

    @Override
    public void addHook(TrainingHook hook) {
        throw notThis("hooks");
    }

    @Override
    public void removeHook(TrainingHook hook) {
        throw notThis("hooks");
    }
}
