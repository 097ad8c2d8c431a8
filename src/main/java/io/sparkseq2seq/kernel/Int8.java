package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Products of single precision by weights in 8 bits, for one thread at a time: each row of A is rounded to scale_i
 * times whole numbers from -L to L; oneDNN sums their products by the weights' exactly, in 32 bits; and the sums are
 * scaled back.
 *
 * <p>Instructions that multiply in 8 bits need one unsigned factor, so L is added to A's whole numbers, and L times B's
 * column sums is subtracted from the result. Processors without AVX-512's VNNI add two such products in 16 bits, which
 * overflow unless L is at most {@value #SAFE_LEVELS}.
 *
 * <p>The sums become floating-point numbers without a conversion: a float between 2^23 and 2^24 has steps of 1, so that
 * a whole number of less than 2^22 added to the bits of 1.5 · 2^23 gives the bits of 1.5 · 2^23 plus that number.
 */
public final class Int8 {
    /** What absolute sums stay below. */
    static final int GREATEST_SUM = 1 << 22;
    /** Stands for a sum of zero. */
    private static final float ZERO = 1.5f * (1 << 23);

    static final int ZERO_BITS = Float.floatToRawIntBits(ZERO);

    private static final int SAFE_LEVELS = 63;
    public static final Pool<Int8> POOL = new Pool<>(() -> new Int8(levels()));

    private final int levels;
    private BytePointer factors = new BytePointer(0);
    private float[] values = {};
    private byte[] rounded = {};

    /** @param levels L */
    Int8(int levels) {
        this.levels = levels;
    }

    private static int levels() {
        int vnni = dnnl.dnnl_cpu_isa_avx512_core_vnni;
        return (dnnl.dnnl_get_effective_cpu_isa() & vnni) == vnni ? Int8Matrix.LEVELS : SAFE_LEVELS;
    }

    /** Weights, or their transpose, rounded for products by them. */
    Int8Matrix rounded(Tensor weights, boolean transposed) {
        return Int8Matrix.of(weights, transposed, levels);
    }

    /**
     * The product of single precision, before it is scaled back: which is cheap for rows that are looked at anyhow.
     *
     * @param bits of the sums, as floating-point numbers
     * @param scales of the rows
     */
    public record Sums(Tensor bits, float[] scales, Int8Matrix right) {
        /** Writes a row of the product to the start of an array. */
        public void load(int row, float[] into) {
            bits.load(row, into);
            scaled(into, right.scales(), scales[row], bits.cols());
        }
    }

    /**
     * A B, all but B of single precision.
     *
     * @param into the memory for it; what is there then is for {@link Sums} alone
     * @throws IllegalStateException when the shapes do not fit
     */
    public Sums multiply(Tensor left, Int8Matrix right, Tensor into) {
        if (left.cols() != right.rows() || into.rows() != left.rows() || into.cols() != right.cols()) {
            throw new IllegalStateException(
                    left + " by 8-bit [" + right.rows() + ", " + right.cols() + "] does not fit " + into);
        }
        long start = System.nanoTime();
        var scales = round(left);
        OneDnn.check(dnnl.dnnl_gemm_u8s8s32(
                (byte) 'N',
                (byte) 'N',
                (byte) 'R',
                left.rows(),
                right.cols(),
                left.cols(),
                1f,
                factors,
                left.cols(),
                (byte) 0,
                right.data(),
                right.cols(),
                (byte) 0,
                0f,
                new IntPointer(into.floatPointer()),
                into.stride(),
                right.offsets()));
        Phases.multiplied(start);
        return new Sums(into, scales, right);
    }

    /** Leaves the whole numbers in {@link #factors}; returns the scales of the rows. */
    private float[] round(Tensor left) {
        int k = left.cols();
        long size = (long) left.rows() * k;
        if (factors.capacity() < size) {
            factors.close();
            factors = new BytePointer(size + size / 4);
        }
        values = FloatMath.room(values, k);
        var scales = new float[left.rows()];
        rounded = rounded.length >= k ? rounded : new byte[k];
        var bytes = factors.asByteBuffer();
        for (int i = 0; i < left.rows(); i++) {
            left.load(i, values);
            float greatest = Int8Matrix.greatest(values, k);
            scales[i] = greatest / levels;
            round(values, greatest == 0 ? 0 : levels / greatest, levels + 0.5f, rounded, k);
            bytes.put(rounded, 0, k);
        }
        return scales;
    }

    // All are positive, so that cutting off rounds to the nearest.
    private static void round(float[] x, float factor, float shift, byte[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = (byte) (int) (x[i] * factor + shift);
        }
    }

    private static void scaled(float[] sums, float[] scales, float scale, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = (sums[j] - ZERO) * (scale * scales[j]);
        }
    }
}
