package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.kernel.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A network's parameters in native memory, with the shapes that say which is which: of a graph that is trained, or read
 * from a file, where they lie in the same order. In a file the parameter {@code layer0-forward-input} of the encoder is
 * called {@code encoder.layer0.forward.input}.
 *
 * @param product the library that takes its matrix products
 * @param precision of their factors
 */
public record ModelWeights(
        Encoder.Shape encoderShape,
        Decoder.Shape decoderShape,
        ModelSettings.Product product,
        ModelSettings.Precision precision,
        Part encoder,
        Part decoder) {

    /**
     * A half of the network.
     *
     * @param name before those of its parameters
     * @param values of all its parameters, one after another
     * @param weights the same by name; it is not trained through these
     */
    record Part(String name, Parameters parameters, FloatVector values, Map<String, Weights> weights) {
        Part(String name, Parameters parameters, FloatVector values) {
            this(name, parameters, values, parameters.weights(values));
        }

        private Stream<SafeTensorsWriter.Named> tensors() {
            return parameters.placed().entrySet().stream()
                    .map(placed -> new SafeTensorsWriter.Named(
                            inFile(name, placed.getKey()),
                            placed.getKey().shape(),
                            values.slice(placed.getValue(), placed.getKey().size())));
        }
    }

    /** The weights of a graph, which may be trained further only once these are no longer used. */
    public static ModelWeights of(ComputationGraph graph) {
        var encoder = graph.getLayer(Network.ENCODER);
        var decoder = graph.getLayer(Network.DECODER);
        var encoderLayer = (EncoderLayer) encoder.conf().getLayer();
        var decoderLayer = (DecoderLayer) decoder.conf().getLayer();
        return new ModelWeights(
                encoderLayer.shape(),
                decoderLayer.shape(),
                encoderLayer.matrixProduct,
                encoderLayer.precision,
                new Part(Network.ENCODER, encoderLayer.parameters(), FloatVector.of(encoder.params())),
                new Part(Network.DECODER, decoderLayer.parameters(), FloatVector.of(decoder.params())));
    }

    /** Memory for the weights of a model, whose values are undefined. */
    static ModelWeights allocate(ModelFile file) {
        var encoder = file.encoder().parameters();
        var decoder = file.decoder().parameters();
        var all = FloatVector.allocate(encoder.size() + decoder.size());
        return new ModelWeights(
                file.encoder(),
                file.decoder(),
                file.training().product(),
                file.training().precision(),
                new Part(Network.ENCODER, encoder, all.slice(0, encoder.size())),
                new Part(Network.DECODER, decoder, all.slice(encoder.size(), decoder.size())));
    }

    /** The shape of each tensor in a file of such weights, by name. */
    static Map<String, List<Long>> shapes(Encoder.Shape encoder, Decoder.Shape decoder) {
        var shapes = new LinkedHashMap<String, List<Long>>();
        encoder.parameters().all().forEach(p -> shapes.put(inFile(Network.ENCODER, p), p.shape()));
        decoder.parameters().all().forEach(p -> shapes.put(inFile(Network.DECODER, p), p.shape()));
        return shapes;
    }

    private static String inFile(String part, Parameters.Parameter parameter) {
        return part + "." + parameter.name().replace('-', '.');
    }

    /** The number of parameters. */
    public long size() {
        return encoder.values.size() + decoder.values.size();
    }

    /**
     * In which sizes it differs from another one, for people, by the keys of {@link ModelSettings}; nothing where each
     * parameter of the one is one of the other, but for the vocabularies.
     */
    public List<String> differences(ModelWeights other) {
        return Architecture.of(encoderShape, decoderShape)
                .differences(Architecture.of(other.encoderShape, other.decoderShape));
    }

    /** Copies all values of another one without {@link #differences}; not the weights of a graph in use. */
    public void set(ModelWeights other) {
        encoder.values.set(other.encoder.values);
        decoder.values.set(other.decoder.values);
    }

    /** All of them by their names in a file. */
    public List<SafeTensorsWriter.Named> tensors() {
        return Stream.concat(encoder.tensors(), decoder.tensors()).toList();
    }

    /** Frees the copies of weights in the layouts that products want; they are made again when they are wanted. */
    void release() {
        encoder.weights.values().forEach(Weights::release);
        decoder.weights.values().forEach(Weights::release);
    }

    /** Frees all memory but a graph's. */
    void close() {
        release();
        encoder.values.close();
    }
}
