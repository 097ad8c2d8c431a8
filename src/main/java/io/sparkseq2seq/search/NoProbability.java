package io.sparkseq2seq.search;

/** Thrown when a model gives a number that is not the logarithm of a probability, such as NaN. */
public final class NoProbability extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoProbability(String message) {
        super(message);
    }
}
