package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Parameter averaging in rounds. In each round every worker starts from the same parameters and optimizer state, trains
 * the batches of one Spark partition, and the new state is the mean of theirs, weighted by the target tokens they saw
 * (McDonald et al. 2010). The data's partitions are the workers' parts, round by round, and all of them are trained.
 */
public final class AveragingMaster {
    private final String configuration;
    private final TrainSettings train;
    private final OuterOptimizer outer;
    private final long seed;
    private final Consumer<RoundResult> progress;
    private final LearningRate rate;
    private final DoubleSupplier rateFactor;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BETWEEN);
    private volatile boolean ending;
    private int done;

    /** Of a round, as far as it may be given up. */
    private enum Phase {
        /** No round runs, or its means come. */
        BETWEEN,
        /** Workers train; the network is as the last round left it. */
        TRAINING,
        /** The round was given up. */
        GIVEN_UP
    }

    /** Thrown when a round was given up; the network is as the last one left it. */
    public static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        GivenUp(Exception cause) {
            super("the round was given up", cause);
        }
    }

    /**
     * @param configuration the network's, from {@link Replicas#configuration}
     * @param done rounds of the first epoch that an earlier run has trained already
     * @param rateFactor factor of the scheduled learning rate, asked for before each round
     * @param progress receives the result of each round
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

    /**
     * Trains one epoch, or what is left of it: each partition of the data is a worker's part of a round.
     *
     * @return the graph's score, the loss of the last round
     */
    double train(JavaSparkContext context, ComputationGraph graph, JavaRDD<DataSet> data) {
        int rounds = data.getNumPartitions() / train.workers();
        while (done < rounds) {
            var result = round(context, graph, data, done + 1, rounds);
            done++;
            progress.accept(result);
        }
        // DL4J counts the graph's epochs.
        done = 0;
        // This epoch's shuffle is not read again.
        data.rdd().cleanShuffleDependencies(true);
        return graph.score();
    }

    private RoundResult round(
            JavaSparkContext context, ComputationGraph graph, JavaRDD<DataSet> data, int number, int rounds) {
        long begun = System.nanoTime();
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
        var reports = reports(averaging, context, graph, data);
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
                slots(context),
                reports);
        // Of a round in which nothing was trained it is not a number.
        graph.setScore(result.loss());
        return result;
    }

    private List<WorkerReport> reports(
            AveragingRound round, JavaSparkContext context, ComputationGraph graph, JavaRDD<DataSet> data) {
        phase.set(Phase.TRAINING);
        if (ending) {
            throw new GivenUp(null);
        }
        List<WorkerReport> reports;
        try {
            reports = round.train(context, graph, data, outer, () -> {
                phase.compareAndSet(Phase.TRAINING, Phase.BETWEEN);
                return phase.get() == Phase.BETWEEN;
            });
        } catch (Exception e) {
            if (phase.get() == Phase.GIVEN_UP) {
                throw new GivenUp(e);
            }
            throw e;
        }
        if (phase.get() == Phase.GIVEN_UP) {
            throw new GivenUp(null);
        }
        return reports;
    }

    /**
     * Gives up the round that runs, from any thread, unless its means come already, and begins no other. Its jobs are
     * for the caller to cancel.
     *
     * @return whether a round was given up
     */
    public boolean giveUp() {
        ending = true;
        phase.compareAndSet(Phase.TRAINING, Phase.GIVEN_UP);
        return phase.get() == Phase.GIVEN_UP;
    }

    /** How many tasks run at the same time, as far as executors have come. */
    public static int slots(JavaSparkContext context) {
        var spark = context.sc();
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }
}
