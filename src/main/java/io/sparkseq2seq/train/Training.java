package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.AveragingMaster;
import io.sparkseq2seq.averaging.Dl4jMaster;
import io.sparkseq2seq.averaging.OuterOptimizer;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.Replicas;
import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.Release;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.Calibration;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.TrainingStep;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;

/** The epochs of a training, from where its history ends: rounds, validation, checkpoints, and when it is over. */
final class Training implements AutoCloseable {
    /** Where a driver may be killed without a warning, saving takes this share of the time. */
    private static final double SAVING_SHARE = 0.03;

    private static final String WORSE = "its validation loss is worse than that of guessing all tokens alike";

    private final JavaSparkContext context;
    private final SparkSession spark;
    private final Settings settings;
    private final TrainSettings train;
    private final Corpus corpus;
    private final Checkpoints checkpoints;
    private final History history;
    private final ComputationGraph graph;
    private final OuterOptimizer outer;
    private final Course course;
    private final Progress progress;
    private final Divergence divergence;
    private final AveragingMaster master;
    private final Interruption interruption;
    private final Runnable stillOurs;
    private final boolean onCluster;
    private volatile boolean validating;
    private long saved = System.nanoTime();
    /** That the last checkpoint took; 0 before the first. */
    private long savingNanos;

    /**
     * @param history of what was trained before
     * @param graph the network as the history left it; trained further
     * @param course which checkpoints tell
     * @param stillOurs throws when another run has taken the output over: then nothing more is saved
     */
    Training(
            SparkSession spark,
            Settings settings,
            Corpus corpus,
            Checkpoints checkpoints,
            History history,
            ComputationGraph graph,
            OuterOptimizer outer,
            Course course,
            Runnable stillOurs) {
        this.spark = spark;
        this.stillOurs = stillOurs;
        this.onCluster = spark.sparkContext().deployMode().equals("cluster");
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.settings = settings;
        this.train = settings.train();
        this.corpus = corpus;
        this.checkpoints = checkpoints;
        this.history = history;
        this.graph = graph;
        this.outer = outer;
        this.course = course;
        this.divergence = new Divergence(train);
        this.progress = new Progress(System.err, train, history.minutes());
        this.master = new AveragingMaster(
                Replicas.configuration(graph),
                train,
                outer,
                settings.seed(),
                history.done(),
                this::rateFactor,
                this::roundIsDone);
        this.interruption = new Interruption(this::cancel);
    }

    /**
     * How it ended.
     *
     * @param stopped why
     * @param chosen what becomes the model
     * @param samples of what it translates
     * @param calibration of its confidence; nothing where there are too few validation sentences
     * @param warning of what is wrong with it, for people; empty when nothing is
     */
    record Outcome(
            String stopped,
            Chosen chosen,
            List<Validation.Sample> samples,
            Optional<Calibration> calibration,
            String warning) {}

    /** All epochs. */
    Outcome run() {
        long pairs = corpus.manifest().sets().get("train").pairs();
        progress.line(String.format(
                Locale.ROOT,
                "%,d parameters  %,d pairs  %d workers  batches of %d",
                graph.numParams(),
                pairs,
                train.workers(),
                train.batch()));
        int slots = AveragingMaster.slots(context);
        if (slots < train.workers()) {
            progress.line(String.format(
                    Locale.ROOT,
                    "warning: Spark runs %d task(s) at a time now, and of %d workers the others wait; give it more"
                            + " cores, or lower train.workers",
                    slots,
                    train.workers()));
        }
        if (!history.isEmpty()) {
            progress.line("goes on after " + position() + ", from " + checkpoints.folder());
        } else if (!train.startFrom().isBlank()) {
            progress.line(StartModel.told(train.startFrom(), course));
        }
        var network = new SparkComputationGraph(context, graph, new Dl4jMaster(master));
        var training = corpus.read(spark, "train").javaRDD().map(Pair::of);
        var valid = corpus.read(spark, "valid").javaRDD().map(Pair::of);
        try (var validation = validating(() -> new Validation(context, valid, corpus, settings));
                var sampled = new SampledSubwords(context, corpus, train.subwordSampling(), settings.seed())) {
            if (validation.cut() > 0) {
                progress.line(String.format(
                        Locale.ROOT,
                        "%,d of the validation pairs are longer than train.valid.max-tokens = %d, and cut for the loss",
                        validation.cut(),
                        train.valid().maxTokens()));
            }
            if (history.isEmpty() && !course.start().isEmpty()) {
                validateStart(validation);
            }
            String stopped = stopped();
            while (stopped == null) {
                int epoch = history.epochs().size() + 1;
                progress.begin(history.running());
                try {
                    network.fit(Epoch.of(train, settings.seed(), epoch, pairs).batches(sampled.of(epoch, training)));
                } catch (AveragingMaster.GivenUp e) {
                    stopWithin();
                }
                epochIsDone(epoch, pairs, validation);
                stopped = stopped();
            }
            var chosen = chosen(validation);
            var warning = chosen.valid().loss() > uniformLoss() ? WORSE : "";
            if (!warning.isEmpty()) {
                progress.line("warning: " + warning);
            }
            var samples = validation.samples(graph, train.reportSamples());
            var calibration =
                    validating(() -> validation.calibration(graph, train.valid().calibrationSentences()));
            return new Outcome(stopped, chosen, samples, calibration, warning);
        }
    }

    /** Of a target token, when all have the same probability. */
    private double uniformLoss() {
        return Math.log(corpus.targetSubwords().size());
    }

    private double rateFactor() {
        return train.decay() == TrainSettings.Decay.PLATEAU
                ? Math.pow(train.decayRate(), history.plateaus(train.decayPatience()))
                : 1;
    }

    /**
     * The best epoch whose checkpoint is whole, or the mean of the best if that is better still; the graph has its
     * parameters then.
     */
    private Chosen chosen(Validation validation) {
        if (history.isDiverged()) {
            throw divergence.error("no validation gave a finite loss");
        }
        var whole = history.ranked().stream()
                .filter(epoch -> checkpoints.isWhole(epoch.epoch(), System.err))
                .limit(train.averageBest())
                .toList();
        if (whole.isEmpty()) {
            throw new UserException(
                    "no epoch's checkpoint is whole, so that none can become the model",
                    checkpoints.folder().toString(),
                    "Delete this folder and train again.");
        }
        var alone = Chosen.of(whole.get(0), checkpoints.path(whole.get(0).epoch()));
        var mean = mean(whole, validation);
        boolean better = mean.isPresent() && history.figure(mean.get().valid()) > history.figure(alone.valid());
        mean.ifPresent(m -> progress.validated("the " + m.name(), m.valid(), better));
        if (better) {
            checkpoints.publishMean(this::writeModel);
            return mean.get();
        }
        Checkpoint.parameters(alone.folder(), graph, context.hadoopConfiguration());
        return alone;
    }

    private Optional<Chosen> mean(List<EpochResult> best, Validation validation) {
        var epochs = best.stream()
                .filter(EpochResult::isValidated)
                .map(EpochResult::epoch)
                .sorted()
                .toList();
        if (epochs.size() < 2) {
            return Optional.empty();
        }
        var sum = graph.params().ulike().assign(0);
        for (int epoch : epochs) {
            Checkpoint.parameters(checkpoints.path(epoch), graph, context.hadoopConfiguration());
            sum.addi(graph.params());
        }
        graph.params().assign(sum.divi(epochs.size()));
        return Optional.of(new Chosen(epochs, checkpoints.mean(), validation.of(graph)));
    }

    private void writeModel(Path folder) throws IOException {
        var origin = new ModelWriter.Origin(
                Release.version(), settings.seed(), corpus.manifest().fingerprint(), course.start());
        ModelWriter.write(
                folder, context.hadoopConfiguration(), graph, corpus.sourceSubwords(), corpus.targetSubwords(), origin);
    }

    private void roundIsDone(RoundResult round) {
        history.add(round);
        progress.round(round);
        divergence.check(history.running());
        boolean asked = interruption.asked();
        if (asked || train.checkpointMinutes() > 0 && isDue(System.nanoTime() - saved)) {
            checkpoint(round.round());
        }
        endIf(asked);
    }

    /** YARN gives a driver that it ends a quarter of a second: what is to be kept must have been saved before. */
    private boolean isDue(long nanos) {
        return nanos / 60e9 >= train.checkpointMinutes() || onCluster && nanos * SAVING_SHARE >= savingNanos;
    }

    /** The weights that it begins with are a result like an epoch's: no worse ones may take their place. */
    private void validateStart(Validation validation) {
        var valid = validating(() -> validation.of(graph));
        var result = EpochResult.start(valid, progress.minutes());
        if (!result.isValidated()) {
            return;
        }
        history.add(result);
        progress.validated(
                "epoch 0/" + train.epochs() + "  the start model",
                valid,
                history.best().isPresent());
        boolean asked = interruption.asked();
        TensorBoard.write(checkpoints.marked(), history, result, context.hadoopConfiguration());
        checkpoint(0);
        endIf(asked);
    }

    private void epochIsDone(int epoch, long pairs, Validation validation) {
        boolean late = train.maxMinutes() > 0 && progress.minutes() >= train.maxMinutes();
        // The last epoch is validated whatever comes, for it may be the best.
        var valid = late || epoch == train.epochs() || epoch % train.valid().every() == 0
                ? validating(() -> validation.of(graph))
                : new Validation.Result(Double.NaN, Double.NaN);
        var result = EpochResult.of(history.running(), valid, progress.minutes());
        if (result.pairs() != pairs) {
            throw new IllegalStateException(
                    "epoch " + epoch + " has trained " + result.pairs() + " pairs, where the corpus has " + pairs);
        }
        double factor = rateFactor();
        history.add(result);
        progress.epoch(
                result,
                result.isValidated()
                        && history.best().filter(best -> best == result).isPresent());
        if (rateFactor() < factor) {
            progress.line(String.format(
                    Locale.ROOT,
                    "the learning rate falls to %.3g: no better validation %d times",
                    rateFactor() * train.learningRate(),
                    train.decayPatience()));
        }
        boolean asked = interruption.asked();
        TensorBoard.write(checkpoints.marked(), history, result, context.hadoopConfiguration());
        checkpoint(0);
        endIf(asked);
    }

    /** Runs jobs that may be cancelled, since the network stays as it is meanwhile. */
    private <T> T validating(Supplier<T> jobs) {
        validating = true;
        try {
            return jobs.get();
        } catch (Exception e) {
            if (interruption.asked()) {
                stopWithin();
            }
            throw e;
        } finally {
            validating = false;
        }
    }

    /** Puts an end to the Spark jobs that run, so that what is done can be saved at once; called by another thread. */
    private void cancel() {
        if (master.giveUp() || validating) {
            // Of tasks that are cancelled, Spark would tell at length.
            context.setLogLevel("OFF");
            context.sc().cancelAllJobs();
        }
    }

    /** Saves the rounds of the epoch that are done, and ends. */
    private void stopWithin() {
        if (history.done() > 0) {
            checkpoint(history.done());
        }
        endIf(true);
    }

    /** Why it is over; null while it is not. */
    private String stopped() {
        if (train.patience() > 0 && history.sinceBest() >= train.patience()) {
            return "no better validation " + train.patience() + " times";
        }
        boolean between = history.running().isEmpty() && !history.epochs().isEmpty();
        if (train.maxMinutes() > 0 && between && history.minutes() >= train.maxMinutes()) {
            return "time is up: train.max-minutes = " + train.maxMinutes();
        }
        return history.epochs().size() >= train.epochs() ? "all epochs done" : null;
    }

    /** @param round of the epoch that runs; 0: of none */
    private void checkpoint(int round) {
        if (!TrainingStep.isFinite(graph.params())) {
            throw divergence.error("there are parameters that are not finite after " + position());
        }
        stillOurs.run();
        long started = System.nanoTime();
        var checkpoint = new Checkpoint(history.epochs().size(), round, graph.getIterationCount(), course);
        var hadoop = context.hadoopConfiguration();
        checkpoints.publish(checkpoint, best(), folder -> {
            writeModel(folder);
            checkpoint.write(folder, graph, outer, hadoop);
            history.write(folder, hadoop);
        });
        saved = System.nanoTime();
        savingNanos = saved - started;
    }

    /** Epochs that may become the model, or a part of it. */
    private Set<Integer> best() {
        return Stream.concat(history.best().stream(), history.best(train.averageBest()).stream())
                .map(EpochResult::epoch)
                .collect(Collectors.toSet());
    }

    private void endIf(boolean asked) {
        if (asked) {
            progress.line("stopped after " + position() + "; the same command goes on from " + checkpoints.folder());
            throw new CancellationException("interrupted");
        }
    }

    private String position() {
        int rounds = history.done();
        return (rounds > 0 ? "round " + rounds + " of epoch " : "epoch ")
                + (history.epochs().size() + (rounds > 0 ? 1 : 0));
    }

    @Override
    public void close() {
        interruption.close();
    }
}
