package io.sparkseq2seq.kernel;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;

/**
 * Products in bf16 with sums in single precision, for one thread at a time: factors in single precision are rounded to
 * bf16 into scratch memory; the result is in single precision.
 *
 * <p>A primitive has one shape, but batches have any number of rows. So it multiplies a multiple of {@value #ROWS}
 * rows, and then the rest, padded to a multiple of {@value #FEW_ROWS}; sums over rows are padded with zeros. A few
 * hundred primitives then serve all batches.
 */
public final class Bf16 {
    static final int ROWS = 64;

    private static final int FEW_ROWS = 16;
    private static final int MOST_ROWS = 13 * ROWS;
    /** Rows of C from which on packing B gains more than it costs. */
    private static final int MANY = 2048;

    private static final int BYTES = Tensor.Type.BF16.bytes();
    static final Pool<Bf16> POOL = new Pool<>(Bf16::new);

    private final Primitives<Shape> primitives = new Primitives<>();
    private final Map<Dimensions, dnnl_memory_desc> layouts = new HashMap<>();
    private final Scratch a = new Scratch();
    private final Scratch b = new Scratch();
    private final Scratch packed = new Scratch();
    private final Scratch c = new Scratch();

    private enum Kind {
        ROUND,
        PACK,
        PACK_TRANSPOSED,
        BY_PACKED,
        GENERAL,
        A_TRANSPOSED,
        A_TRANSPOSED_BY_PACKED,
        B_TRANSPOSED
    }

    /** What a primitive is made for: distances between the rows of its matrices, 0 for a packed one. */
    private record Shape(Kind kind, boolean add, int m, int k, int n, int strideA, int strideB, int strideC) {}

    /** Of a matrix that is packed for one product. */
    private record Dimensions(int rows, int cols) {}

    /** Memory that grows. */
    private static final class Scratch {
        private BytePointer memory = new BytePointer(0);

        BytePointer room(long bytes) {
            if (memory.capacity() < bytes) {
                memory.close();
                memory = new BytePointer(bytes + bytes / 4);
            }
            return memory;
        }
    }

    /** A factor in bf16. */
    private record Factor(Pointer data, int stride) {
        Pointer row(int row) {
            return new PagedPointer(data.address() + (long) row * stride * BYTES);
        }

        dnnl_memory_desc layout(int rows, int cols) {
            return OneDnn.layout(dnnl.dnnl_bf16, rows, cols, stride, 1);
        }

        dnnl_memory_desc transposed(int rows, int cols) {
            return OneDnn.layout(dnnl.dnnl_bf16, rows, cols, 1, stride);
        }
    }

    private Bf16() {}

    /** Whether the processor has instructions for bf16; without, products in it are slower than in single precision. */
    static boolean isNative() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** Whether oneDNN multiplies in bf16 here, if need be by other instructions. */
    public static boolean isPossible() {
        return has(dnnl.dnnl_cpu_isa_avx512_core);
    }

    private static boolean has(int set) {
        return (dnnl.dnnl_get_effective_cpu_isa() & set) == set;
    }

    /**
     * A matrix packed for products by it.
     *
     * @param old whose memory is taken again, or null
     */
    PackedMatrix pack(Tensor value, boolean transposed, PackedMatrix old) {
        int k = transposed ? value.cols() : value.rows();
        int n = transposed ? value.rows() : value.cols();
        var packed = old != null ? old : PackedMatrix.empty(dnnl.dnnl_bf16, k, n);
        // Rounding first is twice as fast as both at once.
        var rounded = rounded(value, value.rows(), a);
        pack(rounded, transposed, k, n, packed.layout(), packed.data());
        return packed;
    }

    private void pack(Factor b, boolean transposed, int k, int n, dnnl_memory_desc layout, Pointer into) {
        primitives.run(
                new Shape(transposed ? Kind.PACK_TRANSPOSED : Kind.PACK, false, 0, k, n, 0, b.stride, 0),
                () -> OneDnn.Primitive.reorder(transposed ? b.transposed(k, n) : b.layout(k, n), layout),
                b.data,
                into);
    }

    /** C = A B, or C += A B. */
    void multiply(Tensor left, PackedMatrix right, boolean add, Tensor into) {
        var a = factor(left, filled(left.rows(), FEW_ROWS), this.a);
        inBlocks(into, add, (from, rows, result) -> multiply(a, from, right, add, result));
    }

    /** The same by one primitive for just so many rows. */
    void multiplyAtOnce(Tensor left, PackedMatrix right, boolean add, Tensor into) {
        multiply(factor(left, left.rows(), a), 0, right, add, into);
    }

    /** @param from the first row of A */
    private void multiply(Factor a, int from, PackedMatrix right, boolean add, Tensor into) {
        int rows = into.rows();
        int k = right.rows();
        primitives.run(
                new Shape(Kind.BY_PACKED, add, rows, k, right.cols(), a.stride, 0, into.stride()),
                () -> OneDnn.Primitive.matmul(a.layout(rows, k), right.layout(), layout(into), add),
                a.row(from),
                right.data(),
                into.floatPointer());
    }

    /** C = op(A) op(B), or C += op(A) op(B), where not both are transposed. */
    void multiply(boolean ta, Tensor left, boolean tb, Tensor right, boolean add, Tensor into) {
        int m = into.rows();
        int n = into.cols();
        int sum = ta ? left.rows() : left.cols();
        // Only then are the summed elements rows of both, to which rows of zeros can be added.
        int k = ta && !tb ? filled(sum, ROWS) : sum;
        var a = factor(left, ta ? k : filled(m, FEW_ROWS), this.a);
        if (k != sum && !left.isSingle() && !right.isSingle()) {
            throw new IllegalStateException(left + " by " + right + ": what follows their rows may not be zero");
        }
        var b = factor(right, tb ? n : k, this.b);
        if (!ta) {
            inBlocks(
                    into,
                    add,
                    (from, rows, result) -> primitives.run(
                            shape(tb ? Kind.B_TRANSPOSED : Kind.GENERAL, add, k, a, b, result),
                            () -> OneDnn.Primitive.matmul(
                                    a.layout(rows, k), tb ? b.transposed(k, n) : b.layout(k, n), layout(result), add),
                            a.row(from),
                            b.data,
                            result.floatPointer()));
            return;
        }
        if (m < MANY) {
            primitives.run(
                    shape(Kind.A_TRANSPOSED, add, k, a, b, into),
                    () -> OneDnn.Primitive.matmul(a.transposed(m, k), b.layout(k, n), layout(into), add),
                    a.data,
                    b.data,
                    into.floatPointer());
            return;
        }
        var layout = layouts.computeIfAbsent(new Dimensions(k, n), d -> OneDnn.packedLayout(dnnl.dnnl_bf16, k, n));
        var data = packed.room(dnnl.dnnl_memory_desc_get_size(layout));
        pack(b, false, k, n, layout, data);
        primitives.run(
                shape(Kind.A_TRANSPOSED_BY_PACKED, add, k, a, b, into),
                () -> OneDnn.Primitive.matmul(a.transposed(m, k), layout, layout(into), add),
                a.data,
                data,
                into.floatPointer());
    }

    private static Shape shape(Kind kind, boolean add, int k, Factor a, Factor b, Tensor c) {
        return new Shape(kind, add, c.rows(), k, c.cols(), a.stride, b.stride, c.stride());
    }

    private static dnnl_memory_desc layout(Tensor c) {
        return OneDnn.layout(dnnl.dnnl_f32, c.rows(), c.cols(), c.stride(), 1);
    }

    /** Some rows of A, from one on, and what their product goes to. */
    private interface Block {
        void run(int from, int rows, Tensor into);
    }

    /** Runs a product in blocks of rows; one that must be filled up has its result copied. */
    private void inBlocks(Tensor into, boolean add, Block block) {
        int even = into.rows() / ROWS * ROWS;
        for (int from = 0; from < even; from += MOST_ROWS) {
            int rows = Math.min(MOST_ROWS, even - from);
            block.run(from, rows, into.rows(from, rows));
        }
        int rest = into.rows() - even;
        int filled = filled(rest, FEW_ROWS);
        var last = into.rows(even, rest);
        if (rest == filled) {
            if (rest > 0) {
                block.run(even, rest, last);
            }
            return;
        }
        long address = c.room((long) filled * into.cols() * Float.BYTES).address();
        var space = Tensor.at(address, Tensor.Type.SINGLE, filled, into.cols());
        var result = space.rows(0, rest);
        if (add) {
            result.copy(last);
        }
        block.run(even, filled, space);
        last.copy(result);
    }

    /** The next multiple. */
    static int filled(int rows, int of) {
        return (rows + of - 1) / of * of;
    }

    /**
     * A matrix as it lies, followed by rows that are numbers; or rounded and followed by rows of zeros, the next time
     * in the same scratch memory.
     */
    private Factor factor(Tensor from, int rows, Scratch scratch) {
        return from.isSingle() ? rounded(from, rows, scratch) : new Factor(from.pointer(), from.stride());
    }

    private Factor rounded(Tensor from, int rows, Scratch scratch) {
        int cols = from.cols();
        var memory = scratch.room((long) rows * cols * BYTES);
        round(from, Tensor.at(memory.address(), Tensor.Type.BF16, rows, cols));
        return new Factor(memory, cols);
    }

    /** Rounds a matrix to the first rows of one in bf16, and sets the others to zero. */
    void round(Tensor from, Tensor to) {
        int even = from.rows() / ROWS * ROWS;
        int rest = from.rows() - even;
        roundRows(from.rows(0, even), to.rows(0, even));
        roundRows(from.rows(even, rest), to.rows(even, rest));
        to.rows(from.rows(), to.rows() - from.rows()).clear();
    }

    private void roundRows(Tensor from, Tensor to) {
        int rows = from.rows();
        int cols = from.cols();
        if (rows > 0) {
            primitives.run(
                    new Shape(Kind.ROUND, false, rows, cols, 0, from.stride(), to.stride(), 0),
                    () -> OneDnn.Primitive.reorder(
                            OneDnn.layout(dnnl.dnnl_f32, rows, cols, from.stride(), 1),
                            OneDnn.layout(dnnl.dnnl_bf16, rows, cols, to.stride(), 1)),
                    from.floatPointer(),
                    to.pointer());
        }
    }
}
