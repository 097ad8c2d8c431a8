package io.sparkseq2seq.model;

import java.nio.IntBuffer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * A product A B in 8 bits by oneDNN: each row of A is rounded to scale_i times whole numbers from -L to L, B is rounded
 * already, and the sums are exact. The result is read row by row, while the arena keeps it.
 *
 * <p>Instructions that multiply in 8 bits want one factor without sign, so L is added to A's whole numbers, and L times
 * B's column sums subtracted from the result. Processors without AVX-512's VNNI add two such products in 16 bits, which
 * overflow unless L is at most {@value #SAFE_LEVELS}.
 */
final class Int8Product {
    private static final int SAFE_LEVELS = 63;
    private static final IntPointer NOTHING = new IntPointer(new int[] {0});

    private final Int8Matrix right;
    private final int levels = levels();
    private final float[] scales;
    private final IntBuffer sums;
    private final int[] row;

    /**
     * Multiplies.
     *
     * @param left A [m, k], single precision
     * @param right B [k, n]
     * @param arena of single precision
     */
    Int8Product(Tensor left, Int8Matrix right, Arena arena) {
        int m = left.rows();
        int k = left.cols();
        int n = right.cols();
        if (k != right.rows()) {
            throw new IllegalStateException(left + " by 8-bit weights [" + right.rows() + ", " + n + "]");
        }
        this.right = right;
        scales = new float[m];
        row = new int[n];
        var factors = new BytePointer(
                arena.tensor(m, (k + Float.BYTES - 1) / Float.BYTES).floatPointer());
        var result = new IntPointer(arena.tensor(m, n).floatPointer());
        round(left, factors.capacity((long) m * k));
        long start = System.nanoTime();
        OneDnn.check(dnnl.dnnl_gemm_u8s8s32(
                (byte) 'N',
                (byte) 'N',
                (byte) 'F',
                m,
                n,
                k,
                1f,
                factors,
                k,
                (byte) 0,
                right.data(),
                n,
                (byte) 0,
                0f,
                result,
                n,
                NOTHING));
        Phases.multiplied(start);
        sums = result.capacity((long) m * n).asBuffer();
    }

    /** Rounds A, and keeps its rows' scales. */
    private void round(Tensor left, BytePointer into) {
        int k = left.cols();
        var bytes = into.asByteBuffer();
        var values = new float[k];
        var rounded = new byte[k];
        for (int i = 0; i < left.rows(); i++) {
            left.load(i, values);
            float greatest = Int8Matrix.greatest(values, k);
            scales[i] = greatest / levels;
            float inverse = greatest == 0 ? 0 : levels / greatest;
            for (int j = 0; j < k; j++) {
                // All are positive, so that cutting off rounds to the nearest.
                rounded[j] = (byte) (int) (values[j] * inverse + (levels + 0.5f));
            }
            bytes.put(rounded);
        }
    }

    /** Row i of A B, into the first n elements. */
    void read(int i, float[] into) {
        int n = right.cols();
        sums.get(i * n, row, 0, n);
        read(row, right.columnSums(), levels, right.scales(), scales[i], into, n);
    }

    private static void read(
            int[] sums, int[] columnSums, int levels, float[] scales, float scale, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] = (sums[j] - levels * columnSums[j]) * (scale * scales[j]);
        }
    }

    private static int levels() {
        int vnni = dnnl.dnnl_cpu_isa_avx512_core_vnni;
        return (dnnl.dnnl_get_effective_cpu_isa() & vnni) == vnni ? Int8Matrix.LEVELS : SAFE_LEVELS;
    }
}
