package io.sparkseq2seq.model;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Products in bf16 with sums in single precision, for one thread at a time: the factors are single precision, rounded
 * to bf16 into scratch memory, and so is the result.
 *
 * <p>A primitive serves one shape, and batches have any number of rows. So rows are worked on in a multiple of
 * {@value #ROWS} and what is left over, which is filled up to a multiple of {@value #FEW_ROWS}; a sum over rows is
 * filled up with zeros: a few hundred primitives serve all batches.
 */
final class Bf16 {
    private static final int ROWS = 64;
    private static final int FEW_ROWS = 16;
    private static final int MOST_ROWS = 13 * ROWS;
    private static final int BYTES = 2;
    static final Pool<Bf16> POOL = new Pool<>(Bf16::new);

    private final Primitives<Shape> primitives = new Primitives<>();
    private BytePointer a = new BytePointer(0);
    private BytePointer b = new BytePointer(0);
    private BytePointer c = new BytePointer(0);

    private enum Kind {
        ROUND,
        PACK,
        PACK_TRANSPOSED,
        BY_PACKED,
        GENERAL,
        A_TRANSPOSED,
        B_TRANSPOSED
    }

    /** What a primitive is made for. */
    private record Shape(Kind kind, boolean add, int m, int k, int n, int stride) {}

    private Bf16() {}

    /** Whether the processor has instructions for bf16; without, products in it are slower than in single precision. */
    static boolean isNative() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** Whether oneDNN multiplies in bf16 here, if need be by other instructions. */
    static boolean isPossible() {
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
        var layout = old != null ? old.layout() : OneDnn.packedLayout(k, n);
        var data = old != null ? old.data() : new BytePointer(dnnl.dnnl_memory_desc_get_size(layout));
        int cols = value.cols();
        // Rounding first is twice as fast as both at once.
        a = room(a, (long) value.rows() * cols);
        round(value, a);
        primitives.run(
                new Shape(transposed ? Kind.PACK_TRANSPOSED : Kind.PACK, false, 0, k, n, cols),
                () -> OneDnn.Primitive.reorder(
                        OneDnn.layout(dnnl.dnnl_bf16, k, n, transposed ? 1 : cols, transposed ? cols : 1), layout),
                a,
                data);
        return new PackedMatrix(k, n, layout, data);
    }

    /** C = A B, or C += A B. */
    void multiply(Tensor left, PackedMatrix right, boolean add, Tensor into) {
        int k = left.cols();
        a = room(a, (long) filled(left.rows(), FEW_ROWS) * k);
        round(left, a);
        inBlocks(
                into,
                add,
                (from, rows, result) -> primitives.run(
                        new Shape(Kind.BY_PACKED, add, rows, k, right.cols(), result.stride()),
                        () -> OneDnn.Primitive.matmul(
                                OneDnn.layout(dnnl.dnnl_bf16, rows, k, k, 1),
                                right.layout(),
                                OneDnn.layout(dnnl.dnnl_f32, rows, right.cols(), result.stride(), 1),
                                add),
                        at(a, (long) from * k),
                        right.data(),
                        result.floatPointer()));
    }

    /** C = op(A) op(B), or C += op(A) op(B), where not both are transposed. */
    void multiply(boolean ta, Tensor left, boolean tb, Tensor right, boolean add, Tensor into) {
        int m = into.rows();
        int n = into.cols();
        int sum = ta ? left.rows() : left.cols();
        // Only then are the summed elements rows of both, to which rows of zeros can be added.
        int k = ta && !tb ? filled(sum, ROWS) : sum;
        int leftCols = left.cols();
        int rightCols = right.cols();
        a = room(a, (long) (ta ? k : filled(m, FEW_ROWS)) * leftCols);
        b = room(b, (long) (tb ? n : k) * rightCols);
        round(left, a);
        round(right, b);
        clear(a, (long) left.rows() * leftCols, ta ? (long) (k - sum) * leftCols : 0);
        clear(b, (long) right.rows() * rightCols, tb ? 0 : (long) (k - sum) * rightCols);
        var kind = ta ? Kind.A_TRANSPOSED : tb ? Kind.B_TRANSPOSED : Kind.GENERAL;
        Block block = (from, rows, result) -> primitives.run(
                new Shape(kind, add, rows, k, n, result.stride()),
                () -> OneDnn.Primitive.matmul(
                        ta
                                ? OneDnn.layout(dnnl.dnnl_bf16, rows, k, 1, leftCols)
                                : OneDnn.layout(dnnl.dnnl_bf16, rows, k, leftCols, 1),
                        tb
                                ? OneDnn.layout(dnnl.dnnl_bf16, k, n, 1, rightCols)
                                : OneDnn.layout(dnnl.dnnl_bf16, k, n, rightCols, 1),
                        OneDnn.layout(dnnl.dnnl_f32, rows, n, result.stride(), 1),
                        add),
                at(a, ta ? from : (long) from * leftCols),
                b,
                result.floatPointer());
        if (ta) {
            block.run(0, m, into);
        } else {
            inBlocks(into, add, block);
        }
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
        c = room(c, (long) filled * into.cols() * Float.BYTES / BYTES);
        var space = Tensor.at(c.address(), true, filled, into.cols());
        var result = space.rows(0, rest);
        if (add) {
            result.copy(last);
        }
        block.run(even, filled, space);
        last.copy(result);
    }

    /** The next multiple. */
    private static int filled(int rows, int of) {
        return (rows + of - 1) / of * of;
    }

    /** Rounds a matrix to bf16, row by row without gaps. */
    private void round(Tensor from, BytePointer to) {
        int even = from.rows() / ROWS * ROWS;
        round(from.rows(0, even), to, 0);
        round(from.rows(even, from.rows() - even), to, even);
    }

    private void round(Tensor from, BytePointer to, int row) {
        int rows = from.rows();
        int cols = from.cols();
        if (rows > 0) {
            primitives.run(
                    new Shape(Kind.ROUND, false, rows, cols, 0, from.stride()),
                    () -> OneDnn.Primitive.reorder(
                            OneDnn.layout(dnnl.dnnl_f32, rows, cols, from.stride(), 1),
                            OneDnn.layout(dnnl.dnnl_bf16, rows, cols, cols, 1)),
                    from.floatPointer(),
                    at(to, (long) row * cols));
        }
    }

    private static BytePointer room(BytePointer scratch, long elements) {
        long bytes = elements * BYTES;
        if (scratch.capacity() >= bytes) {
            return scratch;
        }
        scratch.close();
        return new BytePointer(bytes + bytes / 4);
    }

    private static Pointer at(BytePointer scratch, long element) {
        return scratch.getPointer(element * BYTES);
    }

    private static void clear(BytePointer scratch, long from, long elements) {
        if (elements > 0) {
            Pointer.memset(at(scratch, from), 0, elements * BYTES);
        }
    }
}
