package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a network is built like, as {@code model.json} says it: sizes without the vocabularies, which {@link ModelFile}
 * adds.
 *
 * @param name {@value #NAME}
 * @param cell of the encoder and the decoder
 * @param embedding size of a token's vector
 * @param tied whether the output's matrix is the target embedding
 */
record Architecture(
        String name,
        ModelSettings.Cell cell,
        int embedding,
        Encoder encoder,
        Decoder decoder,
        Attention attention,
        boolean tied) {

    static final String NAME = "attention-encoder-decoder";

    private static final int MOST_UNITS = 1 << 16;
    private static final int MOST_LAYERS = 16;

    /** The encoder: {@code hidden} is the size of h_t, both directions together. */
    record Encoder(int hidden, int layers, boolean bidirectional) {}

    /** The decoder: {@code hidden} is the size of s_t. */
    record Decoder(int hidden) {}

    /** The attention: {@code hidden} is the size of v_a, with the additive score. */
    record Attention(ModelSettings.Score score, int hidden) {}

    static Architecture of(io.sparkseq2seq.model.Encoder.Shape encoder, io.sparkseq2seq.model.Decoder.Shape decoder) {
        return new Architecture(
                NAME,
                encoder.cell(),
                encoder.embedding(),
                new Encoder(encoder.hidden(), encoder.layers(), encoder.bidirectional()),
                new Decoder(decoder.hidden()),
                new Attention(decoder.attention().score(), decoder.attention().hidden()),
                decoder.tied());
    }

    /** Why there can be no such network, if there is a reason. */
    Optional<String> problem() {
        if (!name.equals(NAME)) {
            return Optional.of("the architecture '" + name + "', where " + NAME + " can be read");
        }
        if (!isSize(embedding) || !isSize(encoder.hidden) || !isSize(decoder.hidden) || !isSize(attention.hidden)) {
            return Optional.of("a size of the architecture that is not from 1 to " + MOST_UNITS);
        }
        if (encoder.layers < 1 || encoder.layers > MOST_LAYERS) {
            return Optional.of(encoder.layers + " layers, where 1 to " + MOST_LAYERS + " can be read");
        }
        if (encoder.bidirectional && encoder.hidden % 2 != 0) {
            return Optional.of("two directions of half of " + encoder.hidden + " units");
        }
        boolean equal = !encoder.bidirectional || attention.score == ModelSettings.Score.DOT;
        if (equal && encoder.hidden != decoder.hidden) {
            return Optional.of(encoder.hidden + " units of the encoder and " + decoder.hidden
                    + " of the decoder, which must be equal here");
        }
        return Optional.empty();
    }

    /** In what this one, of a model, differs from that of settings, by the keys that count for both. */
    List<String> differences(Architecture wanted) {
        var theirs = wanted.sizes();
        return sizes().entrySet().stream()
                .filter(size -> theirs.containsKey(size.getKey()))
                .filter(size -> !size.getValue().equals(theirs.get(size.getKey())))
                .map(size ->
                        size.getKey() + " is " + size.getValue() + " there and " + theirs.get(size.getKey()) + " here")
                .toList();
    }

    private Map<String, String> sizes() {
        var sizes = new LinkedHashMap<String, String>();
        sizes.put("model.cell", cell.name().toLowerCase(Locale.ROOT));
        sizes.put("model.embedding", String.valueOf(embedding));
        sizes.put("model.encoder.hidden", String.valueOf(encoder.hidden));
        sizes.put("model.encoder.layers", String.valueOf(encoder.layers));
        sizes.put("model.encoder.bidirectional", String.valueOf(encoder.bidirectional));
        sizes.put("model.decoder.hidden", String.valueOf(decoder.hidden));
        sizes.put("model.attention.score", attention.score.name().toLowerCase(Locale.ROOT));
        if (attention.score == ModelSettings.Score.ADDITIVE) {
            sizes.put("model.attention.hidden", String.valueOf(attention.hidden));
        }
        sizes.put("model.tie-embeddings", String.valueOf(tied));
        return sizes;
    }

    private static boolean isSize(int units) {
        return units >= 1 && units <= MOST_UNITS;
    }

    io.sparkseq2seq.model.Encoder.Shape encoder(int vocabulary) {
        return new io.sparkseq2seq.model.Encoder.Shape(
                cell, vocabulary, embedding, encoder.hidden, encoder.layers, encoder.bidirectional);
    }

    io.sparkseq2seq.model.Decoder.Shape decoder(int vocabulary) {
        var shape = new io.sparkseq2seq.model.Attention.Shape(
                attention.score, attention.hidden, decoder.hidden, encoder.hidden);
        return new io.sparkseq2seq.model.Decoder.Shape(
                cell, vocabulary, embedding, decoder.hidden, encoder.bidirectional, tied, shape);
    }
}
