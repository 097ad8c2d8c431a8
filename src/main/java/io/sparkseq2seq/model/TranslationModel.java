package io.sparkseq2seq.model;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.subword.Subwords;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained network with its subwords, for translation: immutable, and shared by all threads of a JVM. Each batch takes
 * a {@link Decoding} of its own.
 *
 * <p>On disk it is a folder with {@code model.json}, which says what the network is built like, its weights in
 * {@code weights.safetensors}, the subword models {@code subwords.source} and {@code subwords.target}, and the digests
 * of all in {@code SHA256SUMS}. All of it is data: reading a model runs nothing that is in it.
 */
public final class TranslationModel implements AutoCloseable {
    /** The file of the network's weights. */
    public static final String WEIGHTS = "weights.safetensors";
    /** The file of the source side's subwords. */
    public static final String SOURCE_SUBWORDS = "subwords.source";
    /** The file of the target side's subwords. */
    public static final String TARGET_SUBWORDS = "subwords.target";
    /** All files that translating needs, but for their digests. */
    public static final List<String> FILES = List.of(ModelFile.NAME, WEIGHTS, SOURCE_SUBWORDS, TARGET_SUBWORDS);

    private final DecodingPrecision precision;
    private final ModelWeights weights;
    private final Subwords sourceSubwords;
    private final Subwords targetSubwords;
    private final String fingerprint;
    private final Optional<Calibration> calibration;

    /**
     * A model over a network, whose parameters must not change any more.
     *
     * @throws IllegalStateException when the subwords do not fit the network
     */
    public TranslationModel(ComputationGraph graph, Subwords sourceSubwords, Subwords targetSubwords) {
        this(ModelWeights.of(graph), sourceSubwords, targetSubwords, "", Optional.empty());
        int source = weights.encoderShape().vocabulary();
        int target = weights.decoderShape().vocabulary();
        if (source != sourceSubwords.size() || target != targetSubwords.size()) {
            throw new IllegalStateException("A network of " + source + " and " + target + " tokens with subwords of "
                    + sourceSubwords.size() + " and " + targetSubwords.size());
        }
    }

    TranslationModel(
            ModelWeights weights,
            Subwords sourceSubwords,
            Subwords targetSubwords,
            String fingerprint,
            Optional<Calibration> calibration) {
        this(weights, sourceSubwords, targetSubwords, fingerprint, calibration, DecodingPrecision.MODEL);
    }

    private TranslationModel(
            ModelWeights weights,
            Subwords sourceSubwords,
            Subwords targetSubwords,
            String fingerprint,
            Optional<Calibration> calibration,
            DecodingPrecision precision) {
        this.precision = precision;
        this.weights = weights;
        this.sourceSubwords = sourceSubwords;
        this.targetSubwords = targetSubwords;
        this.fingerprint = fingerprint;
        this.calibration = calibration;
    }

    /** The same model, which shares its weights, decoding in another precision. */
    public TranslationModel in(DecodingPrecision wanted) {
        return new TranslationModel(weights, sourceSubwords, targetSubwords, fingerprint, calibration, wanted);
    }

    /** A model that knows token ids only, to measure decoding with. */
    public static TranslationModel untrained(ComputationGraph graph) {
        return new TranslationModel(ModelWeights.of(graph), null, null, "", Optional.empty());
    }

    /**
     * Loads a model.
     *
     * @param path the model's folder, a Hadoop path
     * @throws UserException when there is no model or it can't be read
     */
    public static TranslationModel load(String path, Configuration hadoop) {
        return ModelReader.read(path, hadoop);
    }

    /**
     * What tells a model in a folder from all others: 32 hexadecimal digits of the content of what translating needs,
     * by the digests that the folder holds, without reading more.
     *
     * @throws UserException when there is no model or it can't be read
     */
    public static String fingerprint(String path, Configuration hadoop) {
        return ModelReader.fingerprint(path, hadoop);
    }

    /**
     * The fingerprint of the corpus that a model was trained on.
     *
     * @throws UserException when there is no model or it can't be read
     */
    public static String corpus(String path, Configuration hadoop) {
        return ModelReader.corpus(path, hadoop);
    }

    /**
     * The fingerprint of the model whose weights a model's training began with; empty where it began with random ones.
     *
     * @throws UserException when there is no model or it can't be read
     */
    public static String start(String path, Configuration hadoop) {
        return ModelReader.start(path, hadoop);
    }

    /**
     * How many parameters a model has.
     *
     * @throws UserException when there is no model or it can't be read
     */
    public static long parameters(String path, Configuration hadoop) {
        return ModelReader.parameters(path, hadoop);
    }

    /** The same of this model, whose content has been checked; empty where it was not loaded. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * How good a translation of this score is expected to be: its sentence chrF over 100, as the validation set of the
     * training had it. It tells of text like that set's; of other text it is a guess.
     *
     * <p>A model that was not {@link #isCalibrated calibrated} gives {@code exp(score)}, the geometric mean of its
     * tokens' probabilities: it orders translations as well, and promises nothing of their quality.
     *
     * @param score mean log-probability a token, {@code END} counted
     * @return from 0 to 1
     */
    public double confidence(double score) {
        return calibration.map(line -> line.confidence(score)).orElseGet(() -> Calibration.uncalibrated(score));
    }

    /** Whether its training has learnt what scores are worth. */
    public boolean isCalibrated() {
        return calibration.isPresent();
    }

    /** The network's parameters, which must not be changed. */
    public ModelWeights weights() {
        return weights;
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
        return weights.size();
    }

    /**
     * Encodes a batch of sentences and makes ready to decode them.
     *
     * @param sources source token ids, without END, which is appended here
     */
    public Decoding start(int[][] sources) {
        return new NetworkDecoding(weights, precision, sources);
    }

    /**
     * Frees the copies of its weights in the layouts that products want, which otherwise wait for the garbage
     * collector: some 100 MB of a model of 17 million parameters. For a model that is not used for long, or no more; no
     * decoding must be open.
     */
    public void release() {
        weights.release();
    }

    /** Frees all that was loaded; nothing may be decoded with it, or with it in another precision, any more. */
    @Override
    public void close() {
        weights.close();
    }
}
