package io.sparkseq2seq.model;

/**
 * A parameter and where its gradient goes, both of one shape.
 *
 * @param gradient null where nothing is trained
 */
record Weights(Tensor value, Tensor gradient) {
    /** The columns of both, as a view. */
    Weights cols(int from, int count) {
        return new Weights(value.cols(from, count), gradient == null ? null : gradient.cols(from, count));
    }
}
