package io.sparkseq2seq.averaging;

import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import scala.Function1;
import scala.Function2;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * A round on Spark. Each worker starts from the broadcast state and trains its part; the states are cut into slices,
 * and each slice goes, by an {@link Exchange}, to a task of its own, which takes the mean:
 *
 * <pre>
 * state ──broadcast──▶ worker 0 ─ slices ─┐  ┌─▶ mean of slice 0 ─┐
 *                      worker 1 ─ slices ─┴──┴─▶ mean of slice 1 ─┴─▶ state
 * </pre>
 *
 * <p>So every machine sends and receives about one state, however many workers there are (the reduce-scatter of Thakur
 * et al. 2005), and a lost executor costs its own part and no other. The driver holds two states, what it broadcasts
 * and its blocks, and takes the means as they come, a few slices at a time. What the round put into Spark's memory and
 * disks is released when it ends.
 *
 * @param configuration the network's, from {@link Replicas#configuration}
 * @param clipNorm longest gradient; 0: no clipping
 * @param rateFactor factor of the learning rate that the network's schedule gives
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
    /** Parameters in a slice, at most: with the optimizer's moments, 12 MiB. */
    private static final int LARGEST_SLICE = 1 << 20;

    /** A worker's slice; null when it had no data, or trained none of it. */
    private record WorkerSlice(WorkerReport report, Parcel<Slice> slice) implements Serializable {}

    /** A slice's mean, null when no worker had data, and the reports of all workers in their order. */
    private record SliceMean(int number, Parcel<Slice> slice, List<WorkerReport> reports) implements Serializable {}

    /**
     * Trains the round, sets the graph's optimizer state to the mean of the workers', weighted by tokens, and lets the
     * outer optimizer set the parameters. If the round fails, some slices may be set and others not.
     *
     * @param outer turns the mean into the parameters that the next round starts from
     * @param takesMeans asked before each mean is taken: where it says no at first, the graph stays as it is
     * @return the workers' reports, in their order
     */
    List<WorkerReport> train(
            JavaSparkContext context,
            ComputationGraph graph,
            JavaRDD<DataSet> data,
            OuterOptimizer outer,
            BooleanSupplier takesMeans) {
        int slices = slices(graph.numParams());
        try (var exchange = new Exchange(context, workers <= AveragingMaster.slots(context))) {
            var start = exchange.share(NetworkState.of(graph, slices, transfer));
            var sent = JavaPairRDD.fromJavaRDD(parts(data)
                            .mapPartitionsWithIndex(
                                    (worker, batches) -> train(worker, start, slices, batches, exchange), true))
                    .partitionBy(new NumberPartitioner(slices));
            try {
                var means = sent.mapPartitionsWithIndex((number, parts) -> mean(number, parts, exchange), true);
                var reports = new AtomicReference<List<WorkerReport>>();
                forEach(means, mean -> {
                    reports.set(mean.reports);
                    if (takesMeans.getAsBoolean() && mean.slice != null) {
                        NetworkState.putMean(mean.slice.take(), mean.number, slices, graph, outer);
                    }
                });
                return reports.get();
            } finally {
                release(context, sent);
            }
        }
    }

    /** A multiple of the number of workers, so that the means are spread evenly. */
    private int slices(long parameters) {
        long atOnce = (long) workers * LARGEST_SLICE;
        return Math.toIntExact((parameters + atOnce - 1) / atOnce * workers);
    }

    /** Takes each partition's only element on the driver as soon as it is there, instead of collecting them all. */
    private static void forEach(JavaRDD<SliceMean> means, Consumer<SliceMean> consumer) {
        var only = (Function2<TaskContext, scala.collection.Iterator<SliceMean>, SliceMean> & Serializable)
                (task, elements) -> elements.next();
        Function2<Object, SliceMean, BoxedUnit> taken = (number, mean) -> {
            consumer.accept(mean);
            return BoxedUnit.UNIT;
        };
        means.context().runJob(means.rdd(), only, taken, means.classTag());
    }

    private JavaRDD<DataSet> parts(JavaRDD<DataSet> data) {
        int end = firstPart + workers;
        var inRound = (Function1<Object, Object> & Serializable) part -> (int) part >= firstPart && (int) part < end;
        return JavaRDD.fromRDD(PartitionPruningRDD.create(data.rdd(), inRound), data.classTag());
    }

    private Iterator<Tuple2<Integer, WorkerSlice>> train(
            int number, Parcel<NetworkState> start, int slices, Iterator<DataSet> batches, Exchange exchange) {
        long own = SplitMix.mix(SplitMix.mix(seed) ^ (firstPart + number));
        var worker = new AveragingWorker(number, configuration, start, clipNorm, rateFactor, own);
        var result = worker.train(batches);
        return IntStream.range(0, slices)
                .mapToObj(i -> new Tuple2<>(
                        i,
                        new WorkerSlice(
                                result.report(),
                                result.state() == null
                                        ? null
                                        : exchange.send(result.state().slices().get(i)))))
                .iterator();
    }

    private Iterator<SliceMean> mean(int number, Iterator<Tuple2<Integer, WorkerSlice>> slices, Exchange exchange) {
        var all = new ArrayList<WorkerSlice>();
        slices.forEachRemaining(slice -> all.add(slice._2));
        // They come in any order, but are summed in that of the workers.
        all.sort(Comparator.comparingInt(sent -> sent.report.worker()));
        var reports = all.stream().map(WorkerSlice::report).toList();
        if (reports.size() != workers) {
            throw new IllegalStateException("slice " + number + " of " + workers + " workers is from " + reports);
        }
        all.removeIf(sent -> sent.report.tokens() == 0);
        if (all.isEmpty()) {
            return List.of(new SliceMean(number, null, reports)).iterator();
        }
        var weights = all.stream().mapToLong(sent -> sent.report.tokens()).toArray();
        var mean = Slice.mean(all.stream().map(sent -> sent.slice.open()).toList(), weights);
        return List.of(new SliceMean(number, exchange.send(mean), reports)).iterator();
    }

    /** Deletes the slices from the executors' disks; Spark itself would wait for a garbage collection of the driver. */
    private static void release(JavaSparkContext context, JavaPairRDD<Integer, WorkerSlice> sent) {
        var shuffle = (ShuffleDependency<?, ?, ?>) sent.rdd().dependencies().head();
        var cleaner = context.sc().cleaner();
        if (cleaner.isDefined()) {
            cleaner.get().doCleanupShuffle(shuffle.shuffleId(), true);
        }
    }
}
