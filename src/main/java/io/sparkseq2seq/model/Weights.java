package io.sparkseq2seq.model;

/**
 * A parameter and where its gradient goes, both of one shape. For products in bf16 it keeps its value in the layout and
 * precision that they want, packed anew when the value has changed.
 */
final class Weights {
    private final Tensor value;
    private final Tensor gradient;
    /** The weights that these are some columns of, or null. */
    private final Weights whole;

    private int generation;
    private volatile PackedMatrix packed;
    private volatile PackedMatrix packedTransposed;

    /** @param gradient null where nothing is trained */
    Weights(Tensor value, Tensor gradient) {
        this(value, gradient, null);
    }

    private Weights(Tensor value, Tensor gradient, Weights whole) {
        this.value = value;
        this.gradient = gradient;
        this.whole = whole;
    }

    Tensor value() {
        return value;
    }

    Tensor gradient() {
        return gradient;
    }

    /** The columns of both, as a view. */
    Weights cols(int from, int count) {
        return new Weights(value.cols(from, count), gradient == null ? null : gradient.cols(from, count), this);
    }

    /** Says that the value is not what it was: to be called before each pass over weights that are trained. */
    void changed() {
        generation++;
    }

    private int generation() {
        return whole == null ? generation : whole.generation();
    }

    /** The value, or its transpose, for products in bf16. Threads may share weights that do not change. */
    PackedMatrix packed(boolean transposed) {
        var kept = transposed ? packedTransposed : packed;
        if (kept != null && kept.generation() == generation()) {
            return kept;
        }
        synchronized (this) {
            kept = transposed ? packedTransposed : packed;
            if (kept == null || kept.generation() != generation()) {
                kept = Bf16.ofThread().pack(value, transposed, generation(), kept);
                if (transposed) {
                    packedTransposed = kept;
                } else {
                    packed = kept;
                }
            }
            return kept;
        }
    }
}
