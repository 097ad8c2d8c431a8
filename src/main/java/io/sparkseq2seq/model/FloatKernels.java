package io.sparkseq2seq.model;

import java.util.Arrays;

/**
 * The kernels in single precision. Each row is copied from native memory into a scratch array that stays in the first
 * cache, worked on by loops that the JIT compiler vectorizes ({@link FloatMath}), and copied back.
 */
final class FloatKernels implements Kernels {
    private float[] gates = {};
    private float[] memory = {};
    private float[] previous = {};
    private float[] state = {};
    private float[] dMemory = {};
    private final FloatAttention attention = new FloatAttention();

    @Override
    public void repeat(Tensor row, Tensor into) {
        gates = FloatMath.room(gates, row.cols());
        row.load(0, gates, 0);
        for (int r = 0; r < into.rows(); r++) {
            into.store(r, gates, 0);
        }
    }

    @Override
    public void add(Tensor a, Tensor into) {
        int n = a.cols();
        gates = FloatMath.room(gates, n);
        state = FloatMath.room(state, n);
        for (int r = 0; r < a.rows(); r++) {
            a.load(r, gates, 0);
            into.load(r, state, 0);
            FloatMath.add(gates, state, n);
            into.store(r, state, 0);
        }
    }

    @Override
    public void addColumnSums(Tensor a, Tensor into) {
        int n = a.cols();
        gates = FloatMath.room(gates, n);
        state = FloatMath.room(state, n);
        into.load(0, state, 0);
        for (int r = 0; r < a.rows(); r++) {
            a.load(r, gates, 0);
            FloatMath.add(gates, state, n);
        }
        into.store(0, state, 0);
    }

    @Override
    public void dropout(Tensor a, double rate, long seed) {
        var mask = new Dropout(rate, seed);
        int n = a.cols();
        gates = FloatMath.room(gates, n);
        for (int r = 0; r < a.rows(); r++) {
            a.load(r, gates, 0);
            dropoutRow(gates, n, mask.rowKey(r), mask.threshold(), mask.keep());
            a.store(r, gates, 0);
        }
    }

    private static void dropoutRow(float[] x, int n, int rowKey, int threshold, float keep) {
        for (int i = 0; i < n; i++) {
            x[i] *= (Dropout.hash(rowKey, i) >>> 1) < threshold ? 0 : keep;
        }
    }

    @Override
    public void lstm(Tensor gateSums, Tensor previousMemory, Tensor newMemory, Tensor newState) {
        int h = newState.cols();
        reserve(h);
        for (int r = 0; r < newState.rows(); r++) {
            gateSums.load(r, gates, 0);
            loadPrevious(previousMemory, r, h);
            FloatMath.sigmoid(gates, 0, 2 * h);
            FloatMath.tanh(gates, 2 * h, 3 * h);
            FloatMath.sigmoid(gates, 3 * h, 4 * h);
            for (int j = 0; j < h; j++) {
                memory[j] = gates[h + j] * previous[j] + gates[j] * gates[2 * h + j];
            }
            System.arraycopy(memory, 0, state, 0, h);
            FloatMath.tanh(state, 0, h);
            for (int j = 0; j < h; j++) {
                state[j] *= gates[3 * h + j];
            }
            gateSums.store(r, gates, 0);
            newMemory.store(r, memory, 0);
            newState.store(r, state, 0);
        }
    }

    @Override
    public void lstmGradient(
            Tensor gateValues, Tensor previousMemory, Tensor memories, Tensor dState, Tensor dMemories) {
        int h = dState.cols();
        reserve(h);
        for (int r = 0; r < dState.rows(); r++) {
            gateValues.load(r, gates, 0);
            loadPrevious(previousMemory, r, h);
            memories.load(r, memory, 0);
            dState.load(r, state, 0);
            dMemories.load(r, dMemory, 0);
            FloatMath.tanh(memory, 0, h);
            lstmGradientRow(h, gates, previous, memory, state, dMemory);
            gateValues.store(r, gates, 0);
            dMemories.store(r, dMemory, 0);
        }
    }

    private static void lstmGradientRow(int h, float[] gates, float[] previous, float[] tanhC, float[] dh, float[] dc) {
        for (int j = 0; j < h; j++) {
            float i = gates[j];
            float f = gates[h + j];
            float g = gates[2 * h + j];
            float o = gates[3 * h + j];
            float t = tanhC[j];
            float dcj = dc[j] + dh[j] * o * (1 - t * t);
            gates[j] = dcj * g * i * (1 - i);
            gates[h + j] = dcj * previous[j] * f * (1 - f);
            gates[2 * h + j] = dcj * i * (1 - g * g);
            gates[3 * h + j] = dh[j] * t * o * (1 - o);
            dc[j] = dcj * f;
        }
    }

    @Override
    public void gru(Tensor gateSums, Tensor candidate, Tensor previousState, Tensor newState) {
        int h = newState.cols();
        reserve(h);
        for (int r = 0; r < newState.rows(); r++) {
            gateSums.load(r, gates, 0);
            candidate.load(r, memory, 0);
            loadPrevious(previousState, r, h);
            FloatMath.sigmoid(gates, 0, 2 * h);
            for (int j = 0; j < h; j++) {
                gates[2 * h + j] += gates[j] * memory[j];
            }
            FloatMath.tanh(gates, 2 * h, 3 * h);
            for (int j = 0; j < h; j++) {
                float z = gates[h + j];
                state[j] = (1 - z) * gates[2 * h + j] + z * previous[j];
            }
            gateSums.store(r, gates, 0);
            newState.store(r, state, 0);
        }
    }

    @Override
    public void gruGradient(Tensor gateValues, Tensor candidate, Tensor previousState, Tensor dState) {
        int h = dState.cols();
        reserve(h);
        for (int r = 0; r < dState.rows(); r++) {
            gateValues.load(r, gates, 0);
            candidate.load(r, memory, 0);
            loadPrevious(previousState, r, h);
            dState.load(r, state, 0);
            gruGradientRow(h, gates, previous, memory, state);
            gateValues.store(r, gates, 0);
            candidate.store(r, memory, 0);
            dState.store(r, state, 0);
        }
    }

    private static void gruGradientRow(int h, float[] gates, float[] previous, float[] u, float[] dh) {
        for (int j = 0; j < h; j++) {
            float r = gates[j];
            float z = gates[h + j];
            float n = gates[2 * h + j];
            float dn = dh[j] * (1 - z) * (1 - n * n);
            gates[j] = dn * u[j] * r * (1 - r);
            gates[h + j] = dh[j] * (previous[j] - n) * z * (1 - z);
            gates[2 * h + j] = dn;
            u[j] = dn * r;
            dh[j] *= z;
        }
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
        int n = logits.cols();
        state = FloatMath.room(state, n);
        gates = FloatMath.room(gates, n);
        previous = FloatMath.room(previous, n);
        memory = FloatMath.room(memory, n);
        bias.load(0, gates, 0);
        Arrays.fill(previous, 0, n, 0);
        double loss = 0;
        for (int r = 0; r < logits.rows(); r++) {
            logits.load(r, state, 0);
            FloatMath.add(gates, state, n);
            int target = targets[first + r];
            float max = FloatMath.max(state, n, memory);
            double targetLogit = state[target] - max;
            double meanLogit = smoothing == 0 ? 0 : FloatMath.sum(state, n) / n - max;
            FloatMath.exp(state, n, max);
            double sum = FloatMath.sum(state, n);
            loss += Math.log(sum) - (1 - smoothing) * targetLogit - smoothing * meanLogit;
            FloatMath.affine(state, n, (float) (scale / sum), (float) (-scale * smoothing / n));
            state[target] -= (float) (scale * (1 - smoothing));
            FloatMath.add(state, previous, n);
            logits.store(r, state, 0);
        }
        if (dBias != null) {
            dBias.load(0, state, 0);
            FloatMath.add(previous, state, n);
            dBias.store(0, state, 0);
        }
        return loss;
    }

    @Override
    public double logSum(Tensor logits, int row, Tensor bias, float[] into) {
        int n = logits.cols();
        state = FloatMath.room(state, n);
        memory = FloatMath.room(memory, n);
        bias.load(0, state, 0);
        logits.load(row, into, 0);
        FloatMath.add(state, into, n);
        float max = FloatMath.max(into, n, memory);
        System.arraycopy(into, 0, state, 0, n);
        FloatMath.exp(state, n, max);
        return max + Math.log(FloatMath.sum(state, n));
    }

    private void reserve(int h) {
        gates = FloatMath.room(gates, 4 * h);
        memory = FloatMath.room(memory, h);
        previous = FloatMath.room(previous, h);
        state = FloatMath.room(state, h);
        dMemory = FloatMath.room(dMemory, h);
    }

    private void loadPrevious(Tensor from, int row, int h) {
        if (row < from.rows()) {
            from.load(row, previous, 0);
        } else {
            Arrays.fill(previous, 0, h, 0);
        }
    }
}
