package io.sparkseq2seq.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The kernels in single precision. Each row is copied from native memory into a scratch array that stays in the first
 * cache, worked on by loops that the JIT compiler vectorizes ({@link FloatMath}), and copied back.
 */
final class FloatKernels implements Kernels {
    private float[] row = {};
    private float[] other = {};
    private float[] sums = {};
    private int[] columnKeys = {};
    private int[] bits = {};
    private ByteBuffer bitsAsFloats = ByteBuffer.allocateDirect(0);
    private final FloatReductions reductions = new FloatReductions();
    private final FloatGates gates = new FloatGates();
    private final FloatAttention attention = new FloatAttention();
    private final FloatCrossEntropy crossEntropy = new FloatCrossEntropy();

    @Override
    public void repeat(Tensor one, Tensor into) {
        row = FloatMath.room(row, one.cols());
        one.load(0, row);
        for (int r = 0; r < into.rows(); r++) {
            into.store(r, row);
        }
    }

    @Override
    public void add(Tensor a, Tensor into) {
        int n = a.cols();
        row = FloatMath.room(row, n);
        sums = FloatMath.room(sums, n);
        for (int r = 0; r < a.rows(); r++) {
            a.load(r, row);
            into.load(r, sums);
            FloatMath.add(row, sums, n);
            into.store(r, sums);
        }
    }

    @Override
    public void addColumnSums(Tensor a, Tensor into) {
        int n = a.cols();
        row = FloatMath.room(row, n);
        sums = FloatMath.room(sums, n);
        into.load(0, sums);
        for (int r = 0; r < a.rows(); r++) {
            a.load(r, row);
            FloatMath.add(row, sums, n);
        }
        into.store(0, sums);
    }

    @Override
    public void dropout(Tensor a, double rate, long seed) {
        var mask = new Dropout(rate, seed);
        int n = a.cols();
        row = FloatMath.room(row, n);
        other = FloatMath.room(other, n);
        reserveBits(n);
        int keep = Float.floatToRawIntBits(mask.keep());
        for (int r = 0; r < a.rows(); r++) {
            factorBits(mask.rowKey(r), columnKeys, mask.threshold(), keep, bits, n);
            bitsAsFloats.asIntBuffer().put(bits, 0, n);
            bitsAsFloats.asFloatBuffer().get(other, 0, n);
            a.load(r, row);
            FloatMath.product(row, other, row, n);
            a.store(r, row);
        }
    }

    /** The bits of {@link Dropout#factor}, without the branch that would keep the loop scalar. */
    private static void factorBits(int rowKey, int[] columnKeys, int threshold, int keep, int[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = ~(((Dropout.mix(rowKey + columnKeys[i]) >>> 1) - threshold) >> 31) & keep;
        }
    }

    private void reserveBits(int n) {
        if (bits.length < n) {
            bits = new int[n];
            columnKeys = new int[n];
            Arrays.setAll(columnKeys, Dropout::columnKey);
            bitsAsFloats = ByteBuffer.allocateDirect(n * Float.BYTES).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public void lstm(Tensor gateSums, Tensor previousMemory, Tensor newMemory, Tensor newState) {
        gates.lstm(gateSums, previousMemory, newMemory, newState);
    }

    @Override
    public void lstmGradient(
            Tensor gateValues, Tensor previousMemory, Tensor memories, Tensor dState, Tensor dMemories) {
        gates.lstmGradient(gateValues, previousMemory, memories, dState, dMemories);
    }

    @Override
    public void gru(Tensor gateSums, Tensor candidate, Tensor previousState, Tensor newState) {
        gates.gru(gateSums, candidate, previousState, newState);
    }

    @Override
    public void gruGradient(Tensor gateValues, Tensor candidate, Tensor previousState, Tensor dState) {
        gates.gruGradient(gateValues, candidate, previousState, dState);
    }

    @Override
    public void attend(Head head, int[] rows, int count, Attended x) {
        attention.attend(head, rows, count, x);
    }

    @Override
    public void attendGradient(Head head, int[] rows, int count, Attended x, Attended dX, Tensor dV) {
        attention.gradient(head, rows, count, x, dX, dV);
    }

    @Override
    public double crossEntropy(
            Tensor logits, Tensor bias, int[] targets, int first, double smoothing, double scale, Tensor dBias) {
        return crossEntropy.run(logits, bias, targets, first, smoothing, scale, dBias);
    }

    @Override
    public double dot(Tensor a, int i, Tensor b, int j) {
        int n = a.cols();
        row = FloatMath.room(row, n);
        other = FloatMath.room(other, n);
        a.load(i, row);
        b.load(j, other);
        return reductions.dot(row, other, n);
    }

    @Override
    public void add(Tensor a, float[] into) {
        row = FloatMath.room(row, a.cols());
        a.load(0, row);
        FloatMath.add(row, into, a.cols());
    }
}
