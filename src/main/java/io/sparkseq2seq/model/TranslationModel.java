package io.sparkseq2seq.model;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.kernel.Weights;
import io.sparkseq2seq.subword.Subwords;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A trained network with its subwords, for translation: immutable, and shared by all threads of a JVM. Each batch takes
 * a {@link Decoding} of its own.
 *
 * <p>On disk it is a folder with {@code weights.zip}, a DL4J model of single precision, and the subword models
 * {@code subwords.source} and {@code subwords.target}.
 */
public final class TranslationModel {
    /** The file of the network. */
    public static final String WEIGHTS = "weights.zip";
    /** The file of the source side's subwords. */
    public static final String SOURCE_SUBWORDS = "subwords.source";
    /** The file of the target side's subwords. */
    public static final String TARGET_SUBWORDS = "subwords.target";

    private final TranslateSettings.Precision precision;
    private final ComputationGraph graph;
    private final EncoderLayer encoderLayer;
    private final DecoderLayer decoderLayer;
    private final Map<String, Weights> encoderWeights;
    private final Map<String, Weights> decoderWeights;
    private final Subwords sourceSubwords;
    private final Subwords targetSubwords;

    /**
     * A model over a network, whose parameters must not change any more.
     *
     * @throws IllegalStateException when the subwords do not fit the network
     */
    public TranslationModel(ComputationGraph graph, Subwords sourceSubwords, Subwords targetSubwords) {
        this(sourceSubwords, targetSubwords, graph);
        if (encoderLayer.vocabulary != sourceSubwords.size() || decoderLayer.vocabulary != targetSubwords.size()) {
            throw new IllegalStateException("A network of " + encoderLayer.vocabulary + " and "
                    + decoderLayer.vocabulary + " tokens with subwords of " + sourceSubwords.size() + " and "
                    + targetSubwords.size());
        }
    }

    private TranslationModel(Subwords sourceSubwords, Subwords targetSubwords, ComputationGraph graph) {
        precision = TranslateSettings.Precision.MODEL;
        this.graph = graph;
        this.sourceSubwords = sourceSubwords;
        this.targetSubwords = targetSubwords;
        var encoder = graph.getLayer(Network.ENCODER);
        var decoder = graph.getLayer(Network.DECODER);
        encoderLayer = (EncoderLayer) encoder.conf().getLayer();
        decoderLayer = (DecoderLayer) decoder.conf().getLayer();
        encoderWeights = encoderLayer.parameters().weights(encoder.params(), null);
        decoderWeights = decoderLayer.parameters().weights(decoder.params(), null);
    }

    private TranslationModel(TranslationModel model, TranslateSettings.Precision precision) {
        this.precision = precision;
        graph = model.graph;
        encoderLayer = model.encoderLayer;
        decoderLayer = model.decoderLayer;
        encoderWeights = model.encoderWeights;
        decoderWeights = model.decoderWeights;
        sourceSubwords = model.sourceSubwords;
        targetSubwords = model.targetSubwords;
    }

    /** The same model, which shares its weights, decoding in another precision. */
    public TranslationModel in(TranslateSettings.Precision wanted) {
        return new TranslationModel(this, wanted);
    }

    /** A model that knows token ids only, to measure decoding with. */
    public static TranslationModel untrained(ComputationGraph graph) {
        return new TranslationModel(null, null, graph);
    }

    /**
     * Loads a model.
     *
     * @param path the model's folder, a Hadoop path
     * @throws UserException when there is no model or it can't be read
     */
    public static TranslationModel load(String path, Configuration hadoop) {
        var folder = new Path(path);
        try {
            var files = folder.getFileSystem(hadoop);
            if (!files.exists(new Path(folder, WEIGHTS))) {
                throw new UserException(
                        "There is no model", path + " holds no " + WEIGHTS, "Train one, or name its folder");
            }
            try (var weights = files.open(new Path(folder, WEIGHTS));
                    var source = files.open(new Path(folder, SOURCE_SUBWORDS));
                    var target = files.open(new Path(folder, TARGET_SUBWORDS))) {
                var graph = ModelSerializer.restoreComputationGraph(weights, false);
                return new TranslationModel(graph, Subwords.read(source), Subwords.read(target));
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof UserException user) {
                throw user;
            }
            throw new UserException(
                    "The model can't be read: " + e.getMessage(), path, "Copy it again, or train a new one");
        }
    }

    /**
     * Writes a model's files into a folder.
     *
     * @param updater whether to keep the optimizer's state too, so that training can go on from it
     */
    public static void write(
            Path folder,
            Configuration hadoop,
            ComputationGraph graph,
            Subwords source,
            Subwords target,
            boolean updater)
            throws IOException {
        var files = folder.getFileSystem(hadoop);
        try (var out = files.create(new Path(folder, WEIGHTS), true)) {
            ModelSerializer.writeModel(graph, out, updater);
        }
        try (var out = files.create(new Path(folder, SOURCE_SUBWORDS), true)) {
            source.write(out);
        }
        try (var out = files.create(new Path(folder, TARGET_SUBWORDS), true)) {
            target.write(out);
        }
    }

    /** The source side's subwords. */
    public Subwords sourceSubwords() {
        return sourceSubwords;
    }

    /** The target side's subwords. */
    public Subwords targetSubwords() {
        return targetSubwords;
    }

    /** The number of parameters. */
    public long size() {
        return graph.numParams();
    }

    /**
     * Encodes a batch of sentences and makes ready to decode them.
     *
     * @param sources source token ids, without END, which is appended here
     */
    public Decoding start(int[][] sources) {
        return new NetworkDecoding(encoderLayer, encoderWeights, decoderLayer, decoderWeights, precision, sources);
    }

    /**
     * Frees the copies of its weights in the layouts that products want, which otherwise wait for the garbage
     * collector: some 100 MB of a model of 17 million parameters. For a model that is not used for long, or no more; no
     * decoding must be open.
     */
    public void release() {
        encoderWeights.values().forEach(Weights::release);
        decoderWeights.values().forEach(Weights::release);
    }
}
