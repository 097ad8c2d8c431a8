package io.sparkseq2seq.train;

import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import scala.Function1;
import scala.Tuple2;

/**
 * A round on Spark. Each worker starts from the broadcast state and trains its part; the states are cut into as many
 * slices as there are workers, and each slice goes to a task of its own, which takes the mean:
 *
 * <pre>
 * state ──broadcast──▶ worker 0 ─ slices ─┐  ┌─▶ mean of slice 0 ─┐
 *                      worker 1 ─ slices ─┴──┴─▶ mean of slice 1 ─┴─▶ state
 * </pre>
 *
 * <p>So every machine sends and receives about one state, however many workers there are (the reduce-scatter of Thakur
 * et al. 2005), the driver holds three (what it broadcasts, its blocks, what it collects), and a lost executor costs
 * its own part and no other. What the round put into Spark's memory and disks is released when it ends.
 *
 * @param configuration the network's, from {@link Replicas#configuration}
 * @param clipNorm longest gradient; 0: no clipping
 * @param rateFactor of the learning rate that the network's schedule gives
 * @param seed of the round
 * @param firstPart partition of the data that worker 0 trains
 * @param transfer how states travel
 */
record AveragingRound(
        String configuration,
        double clipNorm,
        double rateFactor,
        long seed,
        int firstPart,
        int workers,
        Transfer transfer)
        implements Serializable {
    /** A worker's slice on its way; null when it had no data. */
    private record Sent(WorkerReport report, Slice slice) implements Serializable {}

    /** A slice's mean, null when no worker had data, and the reports of all workers in their order. */
    private record Mean(int number, Slice slice, List<WorkerReport> reports) implements Serializable {}

    /**
     * Trains the round, and sets the graph's parameters and optimizer state to the workers' means, weighted by tokens.
     *
     * @return the workers' reports, in their order
     */
    List<WorkerReport> train(JavaSparkContext context, ComputationGraph graph, JavaRDD<DataSet> data) {
        var start = context.broadcast(NetworkState.of(graph, workers, transfer));
        var sent = JavaPairRDD.fromJavaRDD(
                        parts(data).mapPartitionsWithIndex((worker, batches) -> train(worker, start, batches), true))
                .partitionBy(new Numbered(workers));
        try {
            var means = sent.mapPartitionsWithIndex((slice, slices) -> mean(slice, slices), true)
                    .collect();
            for (var mean : means) {
                if (mean.slice != null) {
                    NetworkState.put(mean.slice, mean.number, workers, graph);
                }
            }
            return means.get(0).reports;
        } finally {
            release(context, sent);
            // Waits: otherwise Spark's cleaner may meet it half removed, and complains.
            start.destroy(true);
        }
    }

    private JavaRDD<DataSet> parts(JavaRDD<DataSet> data) {
        int end = firstPart + workers;
        var inRound = (Function1<Object, Object> & Serializable) part -> (int) part >= firstPart && (int) part < end;
        return JavaRDD.fromRDD(PartitionPruningRDD.create(data.rdd(), inRound), data.classTag());
    }

    private Iterator<Tuple2<Integer, Sent>> train(
            int number, Broadcast<NetworkState> start, Iterator<DataSet> batches) {
        long own = Epoch.mix(Epoch.mix(seed) ^ (firstPart + number));
        var worker = new AveragingWorker(number, configuration, start, clipNorm, rateFactor, own);
        var result = train(worker, batches);
        return IntStream.range(0, workers)
                .mapToObj(i -> new Tuple2<>(
                        i,
                        new Sent(
                                result.report(),
                                result.state() == null
                                        ? null
                                        : result.state().slices().get(i))))
                .iterator();
    }

    private static AveragingResult train(AveragingWorker worker, Iterator<DataSet> batches) {
        if (!batches.hasNext()) {
            return worker.getFinalResultNoData();
        }
        var graph = worker.getInitialModelGraph();
        AveragingResult result = null;
        while (batches.hasNext()) {
            var batch = batches.next();
            result = worker.processMinibatch(batch, graph, !batches.hasNext());
            Batches.close(batch);
        }
        return result;
    }

    private Iterator<Mean> mean(int number, Iterator<Tuple2<Integer, Sent>> slices) {
        var all = new ArrayList<Sent>();
        slices.forEachRemaining(slice -> all.add(slice._2));
        // They come in any order; the sum has its own.
        all.sort(Comparator.comparingInt(sent -> sent.report.worker()));
        var reports = all.stream().map(Sent::report).toList();
        if (reports.size() != workers) {
            throw new IllegalStateException("slice " + number + " of " + workers + " workers is from " + reports);
        }
        all.removeIf(sent -> sent.report.tokens() == 0);
        if (all.isEmpty()) {
            return List.of(new Mean(number, null, reports)).iterator();
        }
        var weights = all.stream().mapToLong(sent -> sent.report.tokens()).toArray();
        var mean = Slice.mean(all.stream().map(Sent::slice).toList(), weights);
        return List.of(new Mean(number, mean, reports)).iterator();
    }

    /** Deletes the slices from the executors' disks; Spark itself would wait for a garbage collection of the driver. */
    private static void release(JavaSparkContext context, JavaPairRDD<Integer, Sent> sent) {
        var shuffle = (ShuffleDependency<?, ?, ?>) sent.rdd().dependencies().head();
        var cleaner = context.sc().cleaner();
        if (cleaner.isDefined()) {
            cleaner.get().doCleanupShuffle(shuffle.shuffleId(), true);
        }
    }
}
