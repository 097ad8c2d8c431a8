package io.sparkseq2seq.averaging;

import java.util.Collection;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * {@link AveragingMaster} as DL4J's Spark API takes it, so that {@code SparkComputationGraph.fit} trains by it. DL4J's
 * interface is wider. This class refuses its methods for other kinds of networks and data, and for DL4J's own
 * statistics.
 *
 * <pre>{@code new SparkComputationGraph(context, graph, new Dl4jMaster(master)).fit(batches)}</pre>
 */
public final class Dl4jMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private final AveragingMaster master;

    public Dl4jMaster(AveragingMaster master) {
        this.master = master;
    }

    /** Trains one epoch, or what is left of it, and tells the network its last loss. */
    @Override
    public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
        network.setScore(master.train(network.getSparkContext(), network.getNetwork(), data));
    }

    private static UnsupportedOperationException refused(String what) {
        return new UnsupportedOperationException("Graphs are trained, on data sets: there are no " + what);
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw refused("workers outside a round");
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw refused("multi-layer networks");
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
        throw refused("multi-layer networks");
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader loader,
            MultiDataSetLoader multiLoader) {
        throw refused("paths");
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> data) {
        throw refused("multi data sets");
    }

    @Override
    public void addHook(TrainingHook hook) {
        throw refused("hooks");
    }

    @Override
    public void removeHook(TrainingHook hook) {
        throw refused("hooks");
    }

    @Override
    public String toJson() {
        throw refused("descriptions");
    }

    @Override
    public String toYaml() {
        throw refused("descriptions");
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        // Each RoundResult has its own times.
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
        throw refused("listeners");
    }

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
        throw refused("listeners");
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
