package io.sparkseq2seq.kernel;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A parameter and where its gradient goes, both of one shape. It keeps copies of its value in the layouts that products
 * want, made anew when the value has changed. Threads may share weights that do not change.
 */
public final class Weights {
    private final Tensor value;
    private final Tensor gradient;
    /** The weights that these are some columns of, or null. */
    private final Weights whole;

    private int generation;
    private final Copy<PackedMatrix> packed = new Copy<>();
    private final Copy<PackedMatrix> packedTransposed = new Copy<>();
    private final Copy<SpacedMatrix> spaced = new Copy<>();
    private final Copy<SpacedMatrix> spacedTransposed = new Copy<>();
    private final Copy<SpacedMatrix> rounded = new Copy<>();
    private final Copy<SpacedMatrix> roundedTransposed = new Copy<>();
    private final Copy<SpacedMatrix> product = new Copy<>();
    private final Copy<Int8Matrix> int8Transposed = new Copy<>();

    /** @param gradient null where nothing is trained */
    public Weights(Tensor value, Tensor gradient) {
        this(value, gradient, null);
    }

    private Weights(Tensor value, Tensor gradient, Weights whole) {
        this.value = value;
        this.gradient = gradient;
        this.whole = whole;
    }

    public Tensor value() {
        return value;
    }

    public Tensor gradient() {
        return gradient;
    }

    /** Whether they are not trained, so that a copy serves for long. */
    boolean isFixed() {
        return gradient == null;
    }

    /** The columns of both, as a view. */
    public Weights cols(int from, int count) {
        return new Weights(value.cols(from, count), gradient == null ? null : gradient.cols(from, count), this);
    }

    /** Says that the value is not what it was: to be called before each pass over weights that are trained. */
    public void changed() {
        generation++;
    }

    private int generation() {
        return whole == null ? generation : whole.generation();
    }

    /** The value, or its transpose, for products in bf16. */
    PackedMatrix packed(boolean transposed) {
        return (transposed ? packedTransposed : packed)
                .get(old -> Bf16.POOL.get(bf16 -> bf16.pack(value, transposed, old)));
    }

    /** The value, or its transpose, for products in single precision with few rows. */
    Tensor spaced(boolean transposed) {
        if (!transposed && SpacedMatrix.isSpaced(value)) {
            return value;
        }
        return (transposed ? spacedTransposed : spaced)
                .get(old -> SpacedMatrix.of(value, transposed, old))
                .tensor();
    }

    /** The value, or its transpose, rounded to bf16. */
    Tensor rounded(boolean transposed) {
        return (transposed ? roundedTransposed : rounded)
                .get(old -> {
                    var copy = SpacedMatrix.of(value, transposed, old);
                    RoundedFactors.POOL.run(factors -> factors.round(copy.tensor()));
                    return copy;
                })
                .tensor();
    }

    /** The product of single precision by other weights, always the same, which change with these. */
    public Tensor times(Weights right, MatrixProduct by) {
        return product.get(old -> {
                    var into = old != null ? old : SpacedMatrix.empty(value.rows(), right.value.cols());
                    by.product(value, right, 0, into.tensor());
                    return into;
                })
                .tensor();
    }

    /** The transpose of the value, for products in 8 bits. */
    public Int8Matrix int8Transposed() {
        return int8Transposed.get(old -> Int8.POOL.get(int8 -> int8.rounded(value, true)));
    }

    /** Frees the copies, which no thread must be using; they are made again when they are wanted again. */
    public void release() {
        List.of(packed, packedTransposed, spaced, spacedTransposed, rounded, roundedTransposed, product, int8Transposed)
                .forEach(Copy::release);
    }

    /** What a copy is in: native memory. */
    interface Copied {
        void free();
    }

    /** A copy, and the generation of the value that it was made from. */
    private final class Copy<T extends Copied> {
        private record Made<T>(T copy, int generation) {}

        private volatile Made<T> made;

        /** @param maker of the copy, given the old one or null */
        T get(UnaryOperator<T> maker) {
            var kept = made;
            if (kept != null && kept.generation == generation()) {
                return kept.copy;
            }
            synchronized (this) {
                kept = made;
                if (kept == null || kept.generation != generation()) {
                    kept = new Made<>(maker.apply(kept == null ? null : kept.copy), generation());
                    made = kept;
                }
                return kept.copy;
            }
        }

        synchronized void release() {
            if (made != null) {
                made.copy.free();
                made = null;
            }
        }
    }
}
