package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;

/** The number of parameters of a network, as its layers have them. */
public final class NetworkSize {
    private NetworkSize() {}

    public static long of(ModelSettings model, int source, int target) {
        return new EncoderLayer(model, source).parameters().size()
                + new DecoderLayer(model, target, 0).parameters().size();
    }
}
