package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.config.UserException;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/** The network as a DL4J graph: source ids → {@link EncoderLayer} → {@link DecoderLayer} against target ids. */
public final class Network {
    /** The vertex of the encoder. */
    static final String ENCODER = "encoder";
    /** The vertex of the decoder. */
    static final String DECODER = "decoder";

    /** Parameters whose bytes one array can hold, and an int can count. */
    private static final long MOST_PARAMETERS = (Integer.MAX_VALUE - 8) / Float.BYTES;

    private Network() {}

    /**
     * Checks that a network of some settings can be trained.
     *
     * @throws UserException when it is too large
     */
    public static void check(ModelSettings model, int sourceVocabulary, int targetVocabulary) {
        long parameters = parameters(model, sourceVocabulary, targetVocabulary);
        if (parameters > MOST_PARAMETERS) {
            throw new UserException(
                    String.format(
                            Locale.ROOT,
                            "a network of %,d parameters, where at most %,d can be trained",
                            parameters,
                            MOST_PARAMETERS),
                    "the section model of the settings",
                    "Make its layers or the vocabularies smaller.");
        }
    }

    /** How many parameters a network of some settings has. */
    public static long parameters(ModelSettings model, int sourceVocabulary, int targetVocabulary) {
        return new EncoderLayer(model, sourceVocabulary).parameters().size()
                + new DecoderLayer(model, targetVocabulary, 0).parameters().size();
    }

    /**
     * The configuration of a new network.
     *
     * @param model its dimensions
     * @param sourceVocabulary source token ids are below it
     * @param targetVocabulary target token ids are below it
     * @param labelSmoothing of the training loss
     * @param updater the optimizer, with its learning rate; gradients are means over target tokens
     * @param type FLOAT, or DOUBLE for gradient checks
     * @param seed of the start weights
     */
    public static ComputationGraphConfiguration configure(
            ModelSettings model,
            int sourceVocabulary,
            int targetVocabulary,
            double labelSmoothing,
            IUpdater updater,
            DataType type,
            long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .updater(updater)
                // The decoder's gradient is already a mean over tokens.
                .miniBatch(false)
                .graphBuilder()
                .addInputs("source")
                .addLayer(ENCODER, new EncoderLayer(model, sourceVocabulary), "source")
                .addLayer(DECODER, new DecoderLayer(model, targetVocabulary, labelSmoothing), ENCODER)
                .setOutputs(DECODER)
                .build();
    }
}
