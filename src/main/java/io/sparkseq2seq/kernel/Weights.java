package io.sparkseq2seq.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A parameter and its gradient, both of one shape. It keeps copies of its value in the layouts that products need, and
 * makes them again when the value has changed. Threads may share weights that do not change.
 */
public final class Weights {
    private final Tensor value;
    private final Tensor gradient;
    /** The weights that these are some columns of, or null. */
    private final Weights whole;

    private int generation;
    private final Copies<PackedMatrix> bf16 = new Copies<>();
    private final Copies<PackedMatrix> packed = new Copies<>();
    private final Copies<SpacedMatrix> spaced = new Copies<>();
    private final Copies<SpacedMatrix> rounded = new Copies<>();
    private final Copies<PackedMatrix> packedRounded = new Copies<>();
    private final Copy<Int8Matrix> int8Transposed = new Copy<>();
    private final Map<Product, Copy<SpacedMatrix>> products = new ConcurrentHashMap<>();
    private final Map<Columns, Weights> columns = new ConcurrentHashMap<>();
    private final Map<Blocks, RowBlocks> blocks = new ConcurrentHashMap<>();

    /** Of a product by other weights. */
    private record Product(Weights right, MatrixProduct by) {}

    private record Columns(int from, int count) {}

    private record Blocks(MatrixProduct by, boolean transposed) {}

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

    /** The columns of both, as a view, the same at every call. */
    public Weights cols(int from, int count) {
        return columns.computeIfAbsent(
                new Columns(from, count),
                c -> new Weights(value.cols(from, count), gradient == null ? null : gradient.cols(from, count), this));
    }

    /** Says that the value is not what it was: to be called before each pass over weights that are trained. */
    public void changed() {
        generation++;
    }

    private int generation() {
        return whole == null ? generation : whole.generation();
    }

    /** The value, or its transpose, for products in bf16. */
    PackedMatrix bf16(boolean transposed) {
        return bf16.get(transposed, old -> makeAlone(() -> Bf16.POOL.get(bf16 -> bf16.pack(value, transposed, old))));
    }

    /** The value, or its transpose, for products in single precision. */
    PackedMatrix packed(boolean transposed) {
        return packed.get(transposed, old -> makeAlone(() -> PackedMatrix.single(value, transposed, old)));
    }

    /** The same, rounded to bf16. */
    PackedMatrix packedRounded(boolean transposed) {
        return packedRounded.get(
                transposed,
                old -> makeAlone(() -> {
                    var copy = roundedCopy(transposed, null);
                    var made = PackedMatrix.single(copy.tensor(), false, old);
                    copy.free();
                    return made;
                }));
    }

    // Threads must not matter for the layout that oneDNN chooses.
    private <T> T makeAlone(Supplier<T> maker) {
        return isFixed() ? ComputeThreads.alone(maker) : maker.get();
    }

    /** The value, or its transpose, for products in single precision with few rows, where it is trained. */
    Tensor spaced(boolean transposed) {
        if (!transposed && SpacedMatrix.isSpaced(value)) {
            return value;
        }
        return spaced.get(transposed, old -> SpacedMatrix.of(value, transposed, old))
                .tensor();
    }

    /** The value, or its transpose, rounded to bf16. */
    Tensor rounded(boolean transposed) {
        return rounded.get(transposed, old -> roundedCopy(transposed, old)).tensor();
    }

    private SpacedMatrix roundedCopy(boolean transposed, SpacedMatrix old) {
        var copy = SpacedMatrix.of(value, transposed, old);
        RoundedFactors.POOL.run(factors -> factors.round(copy.tensor()));
        return copy;
    }

    /** The product of single precision by other weights, which changes with these. */
    public Tensor times(Weights right, MatrixProduct by) {
        return products.computeIfAbsent(new Product(right, by), p -> new Copy<>())
                .get(old -> {
                    var into = old != null ? old : SpacedMatrix.empty(value.rows(), right.value.cols());
                    by.product(value, right, 0, into.tensor());
                    return into;
                })
                .tensor();
    }

    /** Products of rows by the value, which is fixed, or its transpose. */
    RowBlocks blocks(MatrixProduct by, boolean transposed) {
        return blocks.computeIfAbsent(new Blocks(by, transposed), b -> {
            int k = transposed ? value.cols() : value.rows();
            int n = transposed ? value.rows() : value.cols();
            return new RowBlocks(k, n, (a, add, c) -> by.atOnce(a, transposed, this, add, c));
        });
    }

    /** The transpose of the value, for products in 8 bits. */
    public Int8Matrix int8Transposed() {
        return int8Transposed.get(old -> Int8.POOL.get(int8 -> int8.rounded(value, true)));
    }

    /** Frees the copies, which no thread must be using; they are made again when they are wanted again. */
    public void release() {
        List.of(bf16, packed, spaced, rounded, packedRounded).forEach(Copies::release);
        int8Transposed.release();
        products.values().forEach(Copy::release);
        columns.values().forEach(Weights::release);
    }

    /** What a copy is in: native memory. */
    interface Copied {
        void free();
    }

    /** Copies of the value and of its transpose. */
    private final class Copies<T extends Copied> {
        private final Copy<T> straight = new Copy<>();
        private final Copy<T> transposed = new Copy<>();

        T get(boolean ofTranspose, UnaryOperator<T> maker) {
            return (ofTranspose ? transposed : straight).get(maker);
        }

        void release() {
            straight.release();
            transposed.release();
        }
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
