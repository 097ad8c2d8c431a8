package io.sparkseq2seq.model;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Products in bf16 with sums in single precision, for one thread: the factors are single precision, rounded to bf16
 * into scratch memory, and so is the result.
 *
 * <p>A primitive serves one shape, and batches have any number of rows. So rows are worked on in a multiple of
 * {@value #ROWS} and what is left over, and a sum over rows is filled up to such a multiple with zeros: a few hundred
 * primitives serve all batches.
 */
final class Bf16 {
    private static final int ROWS = 64;
    private static final int BYTES = 2;
    private static final ThreadLocal<Bf16> OF_THREAD = ThreadLocal.withInitial(Bf16::new);

    private final Primitives<Shape> primitives = new Primitives<>();
    private BytePointer a = new BytePointer(0);
    private BytePointer b = new BytePointer(0);

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

    static Bf16 ofThread() {
        return OF_THREAD.get();
    }

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
        int stride = value.stride();
        var kind = transposed ? Kind.PACK_TRANSPOSED : Kind.PACK;
        primitives.run(
                new Shape(kind, false, 0, k, n, stride),
                () -> OneDnn.Primitive.reorder(
                        OneDnn.layout(dnnl.dnnl_f32, k, n, transposed ? 1 : stride, transposed ? stride : 1), layout),
                value.floatPointer(),
                data);
        return new PackedMatrix(k, n, layout, data);
    }

    /** C = A B, or C += A B. */
    void multiply(Tensor left, PackedMatrix right, boolean add, Tensor into) {
        int k = left.cols();
        a = room(a, (long) left.rows() * k);
        round(left, a);
        inBlocks(
                left.rows(),
                (from, rows) -> primitives.run(
                        new Shape(Kind.BY_PACKED, add, rows, k, right.cols(), into.stride()),
                        () -> OneDnn.Primitive.matmul(
                                OneDnn.layout(dnnl.dnnl_bf16, rows, k, k, 1),
                                right.layout(),
                                OneDnn.layout(dnnl.dnnl_f32, rows, right.cols(), into.stride(), 1),
                                add),
                        at(a, (long) from * k),
                        right.data(),
                        into.rows(from, rows).floatPointer()));
    }

    /** C = op(A) op(B), or C += op(A) op(B), where not both are transposed. */
    void multiply(boolean ta, Tensor left, boolean tb, Tensor right, boolean add, Tensor into) {
        int m = into.rows();
        int n = into.cols();
        int sum = ta ? left.rows() : left.cols();
        // Only then are the summed elements rows of both, to which rows of zeros can be added.
        int k = ta && !tb ? (sum + ROWS - 1) / ROWS * ROWS : sum;
        int leftCols = left.cols();
        int rightCols = right.cols();
        a = room(a, (long) (ta ? k : m) * leftCols);
        b = room(b, (long) (tb ? n : k) * rightCols);
        round(left, a);
        round(right, b);
        clear(a, (long) left.rows() * leftCols, ta ? (long) (k - sum) * leftCols : 0);
        clear(b, (long) right.rows() * rightCols, tb ? 0 : (long) (k - sum) * rightCols);
        var kind = ta ? Kind.A_TRANSPOSED : tb ? Kind.B_TRANSPOSED : Kind.GENERAL;
        Block block = (from, rows) -> primitives.run(
                new Shape(kind, add, rows, k, n, into.stride()),
                () -> OneDnn.Primitive.matmul(
                        ta
                                ? OneDnn.layout(dnnl.dnnl_bf16, rows, k, 1, leftCols)
                                : OneDnn.layout(dnnl.dnnl_bf16, rows, k, leftCols, 1),
                        tb
                                ? OneDnn.layout(dnnl.dnnl_bf16, k, n, 1, rightCols)
                                : OneDnn.layout(dnnl.dnnl_bf16, k, n, rightCols, 1),
                        OneDnn.layout(dnnl.dnnl_f32, rows, n, into.stride(), 1),
                        add),
                at(a, ta ? from : (long) from * leftCols),
                b,
                into.rows(from, rows).floatPointer());
        if (ta) {
            block.run(0, m);
        } else {
            inBlocks(m, block);
        }
    }

    /** Some rows, from one on. */
    private interface Block {
        void run(int from, int rows);
    }

    private static void inBlocks(int rows, Block block) {
        int even = rows / ROWS * ROWS;
        if (even > 0) {
            block.run(0, even);
        }
        if (even < rows) {
            block.run(even, rows - even);
        }
    }

    /** Rounds a matrix to bf16, row by row without gaps. */
    private void round(Tensor from, BytePointer to) {
        int cols = from.cols();
        inBlocks(
                from.rows(),
                (first, rows) -> primitives.run(
                        new Shape(Kind.ROUND, false, rows, cols, 0, from.stride()),
                        () -> OneDnn.Primitive.reorder(
                                OneDnn.layout(dnnl.dnnl_f32, rows, cols, from.stride(), 1),
                                OneDnn.layout(dnnl.dnnl_bf16, rows, cols, cols, 1)),
                        from.rows(first, rows).floatPointer(),
                        at(to, (long) first * cols)));
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
