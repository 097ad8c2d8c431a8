package io.sparkseq2seq.kernel;

import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Matrices of single precision whose elements are rounded to bf16, to nearest and ties to even: for one thread. A
 * product of two such elements is exact in single precision, so products of such matrices equal those of bf16 with sums
 * in single precision, except for the order of the sums.
 */
final class RoundedFactors {
    static final Pool<RoundedFactors> POOL = new Pool<>(RoundedFactors::new);

    private BytePointer left = new BytePointer(0);
    private BytePointer right = new BytePointer(0);
    private int[] row = {};

    private RoundedFactors() {}

    /** A copy without gaps, valid until the next call. */
    Tensor left(Tensor from) {
        left = room(left, from);
        return copy(from, Tensor.at(left.address(), Tensor.Type.SINGLE, from.rows(), from.cols()));
    }

    /** Another copy without gaps, valid until the next call. */
    Tensor right(Tensor from) {
        right = room(right, from);
        return copy(from, Tensor.at(right.address(), Tensor.Type.SINGLE, from.rows(), from.cols()));
    }

    /** Rounds a matrix where it lies. */
    void round(Tensor matrix) {
        copy(matrix, matrix);
    }

    private Tensor copy(Tensor from, Tensor into) {
        int n = from.cols();
        row = row.length >= n ? row : new int[n];
        var source = bits(from);
        var target = bits(into);
        for (int i = 0; i < from.rows(); i++) {
            source.get(i * from.stride(), row, 0, n);
            round(row, n);
            target.put(i * into.stride(), row, 0, n);
        }
        return into;
    }

    // Half a step less one, and one more where the last bit that stays is odd, carries into what stays.
    private static void round(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            bits[i] = (bits[i] + 0x7fff + ((bits[i] >>> 16) & 1)) & 0xffff0000;
        }
    }

    private static IntBuffer bits(Tensor matrix) {
        long size = matrix.rows() == 0 ? 0 : (long) (matrix.rows() - 1) * matrix.stride() + matrix.cols();
        return new IntPointer(matrix.floatPointer()).capacity(size).asBuffer();
    }

    private static BytePointer room(BytePointer scratch, Tensor matrix) {
        long bytes = (long) matrix.rows() * matrix.cols() * Float.BYTES;
        if (scratch.capacity() >= bytes) {
            return scratch;
        }
        scratch.close();
        return new BytePointer(bytes + bytes / 4);
    }
}
