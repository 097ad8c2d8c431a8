package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.LearningRate;
import io.sparkseq2seq.averaging.OuterOptimizer;
import io.sparkseq2seq.averaging.Replicas;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.JobOutput;
import io.sparkseq2seq.table.SharedDisk;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The training job: a corpus in, a model out.
 *
 * <pre>
 * network = new, with random weights or those of another model, or as the newest checkpoint has it
 * validate the other model's: they count as an epoch
 * for each epoch:
 *     train its batches by parameter averaging, round by round; write a checkpoint now and then
 *     validate; write a checkpoint; remember the best
 *     stop when it gets no better, or time is up
 * publish the best model
 * </pre>
 *
 * <p>While it runs, checkpoints lie in MODEL.training; the same command goes on from the newest one, and ends with the
 * same model as if it had not stopped. Given again when all is done it says so, and succeeds: schedulers repeat
 * commands.
 */
public final class TrainJob {
    private final SparkSession spark;
    private final Settings settings;
    private final TrainSettings train;
    private final Configuration hadoop;
    private final Corpus corpus;
    private final Checkpoints checkpoints;
    private final StartModel start;

    private final Publication output;

    private TrainJob(SparkSession spark, Settings settings, Corpus corpus, Publication output) {
        this.spark = spark;
        this.settings = settings;
        this.train = settings.train();
        this.hadoop = spark.sparkContext().hadoopConfiguration();
        this.corpus = corpus;
        this.output = output;
        this.checkpoints = Checkpoints.of(train, hadoop);
        this.start = StartModel.of(train, hadoop);
    }

    /**
     * Trains a model.
     *
     * @throws UserException when the corpus is missing or empty, or the model exists already
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        var train = settings.train();
        var hadoop = spark.sparkContext().hadoopConfiguration();
        var corpus = Corpus.open(train.corpus(), hadoop);
        if (corpus.manifest().sets().get("train").pairs() == 0) {
            throw new UserException("the corpus has no training pairs", train.corpus(), "Run preprocess on more text.");
        }
        Network.check(
                settings.model(),
                corpus.sourceSubwords().size(),
                corpus.targetSubwords().size());
        corpus.check(spark, "train", "valid");
        var model = JobOutput.of(spark, Kind.MODEL, train.model()).reading(train.corpus());
        SharedDisk.requireForDriver(spark, train.model(), settings);
        // Of the model, and so of its checkpoints.
        try (var output = Publication.claim(model, hadoop)) {
            return new TrainJob(spark, settings, corpus, output).run();
        }
    }

    private JobSummary run() {
        var from = resumed();
        if (from.isEmpty() && (!train.overwrite() || output.isDone() || start.isReplaced())) {
            var done = ModelFolder.done(settings, corpus, start, hadoop);
            if (done.isPresent()) {
                return done.get();
            }
        }
        var history = from.map(this::history).orElseGet(() -> History.empty(train.valid()));
        var graph = network(settings, corpus);
        var course = from.map(this::since).orElseGet(() -> course(start.initialize(graph, settings, corpus)));
        var model = ModelFolder.open(settings, corpus, course, checkpoints, history, output, hadoop);
        var outer = OuterOptimizer.of(train.averaging(), graph.params());
        from.ifPresent(c -> c.restore(checkpoints.path(c), graph, outer, hadoop));
        try (var training =
                new Training(spark, settings, corpus, checkpoints, history, graph, outer, course, output::check)) {
            var outcome = training.run();
            Replicas.release(JavaSparkContext.fromSparkContext(spark.sparkContext()));
            return model.publish(outcome, graph.numParams());
        }
    }

    /** The checkpoint to go on from, if there is one. */
    private Optional<Checkpoint> resumed() {
        checkpoints.open();
        var newest = checkpoints.newest(System.err);
        if (newest.isEmpty()) {
            return newest;
        }
        var before = newest.get().course();
        var differences = before.differences(since(newest.get()));
        if (!ModelFolder.hasSubwordsOf(corpus, checkpoints.path(newest.get()), hadoop)) {
            differences.add("the corpus had other subwords");
        }
        if (differences.isEmpty()) {
            return newest;
        }
        if (!train.overwrite()) {
            throw new UserException(
                    "a training with other settings was cut off here: " + String.join(", ", differences),
                    checkpoints.folder().toString(),
                    "Give its settings to go on with it, name another train.model, or set train.overwrite=true, which"
                            + " puts its checkpoints aside and begins anew.");
        }
        System.err.println("train  a training with other settings was cut off here (" + String.join(", ", differences)
                + "): its checkpoints are now in " + checkpoints.setAside());
        return Optional.empty();
    }

    /** The course of this training, of which an earlier run has gone a part. */
    private Course since(Checkpoint checkpoint) {
        var before = checkpoint.course();
        // Of the same path its content is not asked: it may be another one by now, damaged, or gone.
        boolean asBefore = before.startFrom().equals(course("").startFrom());
        return course(
                asBefore
                        ? before.start()
                        : start.fingerprint(
                                before.start(),
                                () -> ModelFolder.isOf(train, checkpoints, history(checkpoint), hadoop)));
    }

    private History history(Checkpoint checkpoint) {
        return History.read(train.valid(), checkpoints.path(checkpoint), hadoop);
    }

    private Course course(String startFingerprint) {
        return Course.of(corpus.manifest().fingerprint(), settings, startFingerprint);
    }

    /** A network before it is trained. */
    static ComputationGraph network(Settings settings, Corpus corpus) {
        var train = settings.train();
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
}
