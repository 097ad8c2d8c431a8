package io.sparkseq2seq.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.storage.JobSummary;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The training job: a corpus in, a model out.
 *
 * <pre>
 * network = new, or the newest checkpoint's
 * for each epoch:
 *     fit the epoch's batches by parameter averaging
 *     validate; write a checkpoint; remember the best
 *     stop when it gets no better, or time is up
 * publish the best model
 * </pre>
 *
 * <p>While it runs, checkpoints lie in MODEL.training; the same command goes on from the newest one.
 */
public final class TrainJob {
    private final SparkSession spark;
    private final Settings settings;
    private final TrainSettings train;
    private final Configuration hadoop;
    private final Path checkpoints;
    private final Corpus corpus;
    private final List<EpochResult> history = new ArrayList<>();

    private TrainJob(SparkSession spark, Settings settings) {
        this.spark = spark;
        this.settings = settings;
        this.train = settings.train();
        this.hadoop = spark.sparkContext().hadoopConfiguration();
        this.checkpoints = new Path(train.model() + ".training");
        this.corpus = Corpus.open(train.corpus(), hadoop);
    }

    /**
     * Trains a model.
     *
     * @throws UserException when the corpus is missing or empty, or the model exists already
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        return new TrainJob(spark, settings).run();
    }

    private JobSummary run() {
        if (TextFiles.exists(train.model(), hadoop) && !train.overwrite()) {
            throw new UserException(
                    "the model exists already",
                    train.model(),
                    "Name another one with train.model=…, or set train.overwrite=true to replace it.");
        }
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        long pairs = corpus.manifest().sets().get("train").pairs();
        if (pairs == 0) {
            throw new UserException("the corpus has no training pairs", train.corpus(), "Run preprocess on more text.");
        }
        var graph = network();
        var progress = new Progress(
                System.err,
                train,
                graph.getConfiguration().getIterationCount(),
                history.isEmpty() ? 0 : history.get(history.size() - 1).minutes());
        progress.line(String.format(
                Locale.ROOT,
                "%,d parameters  %,d pairs  %d workers  batches of %d",
                graph.numParams(),
                pairs,
                train.workers(),
                train.batch()));
        var master = new AveragingMaster(
                Replicas.configuration(graph),
                train.workers(),
                OuterOptimizer.of(train.averaging(), graph.params()),
                train.clipNorm(),
                settings.seed(),
                progress::round);
        var network = new SparkComputationGraph(context, graph, master);
        var training = corpus.read(spark, "train").javaRDD().map(Pair::of);
        var valid = corpus.read(spark, "valid").javaRDD().map(Pair::of);
        String stopped;
        try (var validation = new Validation(context, valid, corpus, settings)) {
            stopped = fit(network, training, validation, pairs, progress);
        }
        return publish(stopped, graph.numParams(), progress);
    }

    /** All epochs; says why it stopped. */
    private String fit(
            SparkComputationGraph network,
            JavaRDD<Pair> training,
            Validation validation,
            long pairs,
            Progress progress) {
        for (int epoch = history.size() + 1; epoch <= train.epochs(); epoch++) {
            progress.begin(epoch);
            network.fit(Epoch.of(train, settings.seed(), epoch, pairs).batches(training));
            boolean late = train.maxMinutes() > 0 && progress.minutes() >= train.maxMinutes();
            // The last epoch is validated whatever comes, for it may be the best.
            var result =
                    late || epoch == train.epochs() || epoch % train.valid().every() == 0
                            ? validation.of(network.getNetwork())
                            : new Validation.Result(Double.NaN, Double.NaN);
            boolean better = isBetter(result);
            history.add(progress.end(result, better));
            checkpoint(network.getNetwork());
            if (train.patience() > 0 && validationsSinceBest() >= train.patience()) {
                return "no better validation " + train.patience() + " times";
            }
            if (late) {
                return "time is up: train.max-minutes = " + train.maxMinutes();
            }
        }
        return "all epochs done";
    }

    private ComputationGraph network() {
        var newest = Checkpoint.newest(checkpoints, hadoop).orElse(null);
        if (newest != null && newest.isOf(corpus.manifest().fingerprint(), comparable())) {
            history.addAll(newest.history());
            System.err.println("train  goes on after epoch " + history.size() + ", from " + checkpoints);
            var graph = newest.network(checkpoints, hadoop);
            graph.initGradientsView();
            return graph;
        }
        if (newest != null) {
            discard();
        }
        var adam = train.adam();
        var updater = Adam.builder()
                .learningRateSchedule(new LearningRate(train))
                .beta1(adam.beta1())
                .beta2(adam.beta2())
                .epsilon(adam.epsilon())
                .build();
        var configuration = Network.configure(
                settings.model(),
                corpus.sourceSubwords().size(),
                corpus.targetSubwords().size(),
                train.labelSmoothing(),
                updater,
                DataType.FLOAT,
                settings.seed());
        var graph = new ComputationGraph(configuration);
        graph.init();
        graph.initGradientsView();
        return graph;
    }

    private void discard() {
        if (!train.overwrite()) {
            throw new UserException(
                    "a training with other settings or data was cut off here",
                    checkpoints.toString(),
                    "Give its settings to go on with it, or set train.overwrite=true to begin anew.");
        }
        try {
            checkpoints.getFileSystem(hadoop).delete(checkpoints, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What must be the same to go on from a checkpoint; how long to train may change.
    private String comparable() {
        return settings.seed() + " " + settings.model() + " " + train.workers() + " " + train.batch() + " "
                + train.averaging() + " " + train.learningRate() + " " + train.warmupSteps() + " "
                + train.decay() + " " + train.decayStart() + " " + train.decayRate() + " " + train.decaySteps() + " "
                + train.adam() + " " + train.clipNorm() + " " + train.labelSmoothing();
    }

    private boolean isBetter(Validation.Result result) {
        var best = best();
        double figure = figure(result.loss(), result.bleu());
        return !Double.isNaN(figure) && (best == null || figure > figure(best.validLoss(), best.validBleu()));
    }

    /** More is better. */
    private double figure(double loss, double bleu) {
        return train.valid().metric() == TrainSettings.Metric.BLEU
                        && train.valid().bleuSentences() > 0
                ? bleu
                : -loss;
    }

    /** The best validated epoch; null when there is none yet. */
    private EpochResult best() {
        EpochResult best = null;
        for (var result : history) {
            double figure = figure(result.validLoss(), result.validBleu());
            if (!Double.isNaN(figure) && (best == null || figure > figure(best.validLoss(), best.validBleu()))) {
                best = result;
            }
        }
        return best;
    }

    private int validationsSinceBest() {
        var best = best();
        return (int) history.stream()
                .filter(r -> best != null && r.epoch() > best.epoch() && !Double.isNaN(r.validLoss()))
                .count();
    }

    private int bestEpoch() {
        var best = best();
        return best == null ? history.size() : best.epoch();
    }

    private void checkpoint(ComputationGraph graph) {
        new Checkpoint(history.size(), corpus.manifest().fingerprint(), comparable(), List.copyOf(history))
                .write(checkpoints, graph, corpus, train.checkpoints(), bestEpoch(), hadoop);
    }

    private JobSummary publish(String stopped, long parameters, Progress progress) {
        if (history.isEmpty()) {
            throw new UserException("nothing was trained", "train.epochs = 0", "Give at least one epoch.");
        }
        var last = history.get(history.size() - 1);
        var best = history.get(bestEpoch() - 1);
        var summary = new JobSummary("train")
                .put("parameters", parameters)
                .put("pairs", corpus.manifest().sets().get("train").pairs())
                .put("epochs", last.epoch())
                .put("stopped because", stopped)
                .put("steps of a worker", last.step())
                .put(
                        "target tokens",
                        history.stream().mapToLong(EpochResult::tokens).sum())
                .put("target tokens per second", last.tokensPerSecond())
                .put("time averaging", String.format(Locale.ROOT, "%.1f %%", 100 * last.averagingShare()))
                .put("best epoch", best.epoch())
                .put("best validation loss", best.validLoss())
                .put("best validation BLEU", best.validBleu())
                .put("time", Duration.ofSeconds(Math.round(progress.minutes() * 60)))
                .put("model", train.model());
        try (var publication = Publication.open(train.model(), train.overwrite(), hadoop)) {
            var folder = publication.directory();
            var files = folder.getFileSystem(hadoop);
            var from = Checkpoint.path(checkpoints, best.epoch());
            for (var name : List.of(
                    TranslationModel.WEIGHTS, TranslationModel.SOURCE_SUBWORDS, TranslationModel.TARGET_SUBWORDS)) {
                FileUtil.copy(files, new Path(from, name), files, new Path(folder, name), false, hadoop);
            }
            TextFiles.write(new Path(folder, "settings.conf"), settings.render(), hadoop);
            TextFiles.write(new Path(folder, "metrics.jsonl"), metrics(), hadoop);
            TextFiles.write(new Path(folder, "README.md"), ModelCard.of(settings, corpus, best, parameters), hadoop);
            summary.write(new Path(folder, "summary.json"), hadoop);
            publication.publish();
            // After that: until the model is there, checkpoints are all there is.
            files.rename(checkpoints, new Path(train.model(), "checkpoints"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return summary;
    }

    private String metrics() {
        var json = new ObjectMapper();
        var lines = new StringBuilder();
        for (var result : history) {
            try {
                lines.append(json.writeValueAsString(result)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(result.toString(), e);
            }
        }
        return lines.toString();
    }
}
