package io.sparkseq2seq.model;

import java.nio.IntBuffer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Products of single precision by weights in 8 bits, for one thread: each row of A is rounded to scale_i times whole
 * numbers from -L to L; oneDNN sums their products by the weights' exactly, in 32 bits; and the sums are scaled back.
 *
 * <p>Instructions that multiply in 8 bits want one factor without sign, so L is added to A's whole numbers, and L times
 * B's column sums subtracted from the result. Processors without AVX-512's VNNI add two such products in 16 bits, which
 * overflow unless L is at most {@value #SAFE_LEVELS}.
 */
final class Int8 {
    private static final int SAFE_LEVELS = 63;
    private static final IntPointer NO_OFFSET = new IntPointer(new int[] {0});
    private static final ThreadLocal<Int8> OF_THREAD = ThreadLocal.withInitial(Int8::new);

    private final int levels = levels();
    private BytePointer factors = new BytePointer(0);
    private IntPointer sums = new IntPointer(0);
    private float[] scales = {};
    private float[] values = {};
    private byte[] rounded = {};
    private int[] row = {};

    private Int8() {}

    static Int8 ofThread() {
        return OF_THREAD.get();
    }

    private static int levels() {
        int vnni = dnnl.dnnl_cpu_isa_avx512_core_vnni;
        return (dnnl.dnnl_get_effective_cpu_isa() & vnni) == vnni ? Int8Matrix.LEVELS : SAFE_LEVELS;
    }

    /** C = A B, or C += A B; all but B of single precision. */
    void multiply(Tensor left, Int8Matrix right, boolean add, Tensor into) {
        int m = left.rows();
        int n = right.cols();
        round(left);
        // Where nothing is kept, the sums take the result's own memory.
        int stride = add ? n : into.stride();
        if (add && sums.capacity() < (long) m * n) {
            sums.close();
            sums = new IntPointer((long) m * n);
        }
        var to = add ? sums : new IntPointer(into.floatPointer());
        OneDnn.check(dnnl.dnnl_gemm_u8s8s32(
                (byte) 'N',
                (byte) 'N',
                (byte) 'F',
                m,
                n,
                left.cols(),
                1f,
                factors,
                left.cols(),
                (byte) 0,
                right.data(),
                n,
                (byte) 0,
                0f,
                to,
                stride,
                NO_OFFSET));
        scaleBack(new IntPointer(to).capacity((long) (m - 1) * stride + n).asBuffer(), stride, right, add, into);
    }

    private void round(Tensor left) {
        int k = left.cols();
        long size = (long) left.rows() * k;
        if (factors.capacity() < size) {
            factors.close();
            factors = new BytePointer(size + size / 4);
        }
        values = FloatMath.room(values, k);
        scales = FloatMath.room(scales, left.rows());
        rounded = rounded.length >= k ? rounded : new byte[k];
        var bytes = factors.asByteBuffer();
        for (int i = 0; i < left.rows(); i++) {
            left.load(i, values);
            float greatest = Int8Matrix.greatest(values, k);
            scales[i] = greatest / levels;
            round(values, greatest == 0 ? 0 : levels / greatest, levels + 0.5f, rounded, k);
            bytes.put(rounded, 0, k);
        }
    }

    // All are positive, so that cutting off rounds to the nearest.
    private static void round(float[] x, float factor, float shift, byte[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = (byte) (int) (x[i] * factor + shift);
        }
    }

    private void scaleBack(IntBuffer from, int stride, Int8Matrix right, boolean add, Tensor into) {
        int n = right.cols();
        values = FloatMath.room(values, n);
        row = row.length >= n ? row : new int[n];
        for (int i = 0; i < into.rows(); i++) {
            from.get(i * stride, row, 0, n);
            if (add) {
                into.load(i, values);
                addScaled(row, right.columnSums(), levels, right.scales(), scales[i], values, n);
            } else {
                scaled(row, right.columnSums(), levels, right.scales(), scales[i], values, n);
            }
            into.store(i, values);
        }
    }

    private static void scaled(
            int[] sums, int[] columnSums, int levels, float[] scales, float scale, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] = (sums[j] - levels * columnSums[j]) * (scale * scales[j]);
        }
    }

    private static void addScaled(
            int[] sums, int[] columnSums, int levels, float[] scales, float scale, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] += (sums[j] - levels * columnSums[j]) * (scale * scales[j]);
        }
    }
}
