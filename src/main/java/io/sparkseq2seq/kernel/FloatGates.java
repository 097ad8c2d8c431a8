package io.sparkseq2seq.kernel;

import java.util.Arrays;

/** The gates of an LSTM and of a GRU in single precision; each gate of a row is copied into its own array. */
final class FloatGates {
    private float[] i = {};
    private float[] f = {};
    private float[] g = {};
    private float[] o = {};
    private float[] memory = {};
    private float[] previous = {};
    private float[] state = {};
    private float[] dMemory = {};

    void lstm(Tensor gates, Tensor previousMemory, Tensor newMemory, Tensor newState) {
        int h = newState.cols();
        reserve(h);
        for (int r = 0; r < newState.rows(); r++) {
            loadLstm(gates, r, h);
            loadPrevious(previousMemory, r, h);
            FloatMath.sigmoid(i, h);
            FloatMath.sigmoid(f, h);
            FloatMath.tanh(g, h);
            FloatMath.sigmoid(o, h);
            sumOfProducts(f, previous, i, g, memory, h);
            newMemory.store(r, memory);
            FloatMath.tanh(memory, h);
            FloatMath.product(o, memory, state, h);
            newState.store(r, state);
            gates.store(r, 0, i, h);
            gates.store(r, h, f, h);
            gates.store(r, 2 * h, g, h);
            gates.store(r, 3 * h, o, h);
        }
    }

    void lstmGradient(Tensor gates, Tensor previousMemory, Tensor memories, Tensor dStates, Tensor dMemories) {
        int h = dStates.cols();
        reserve(h);
        for (int r = 0; r < dStates.rows(); r++) {
            loadLstm(gates, r, h);
            loadPrevious(previousMemory, r, h);
            memories.load(r, memory);
            dStates.load(r, state);
            dMemories.load(r, dMemory);
            FloatMath.tanh(memory, h);
            addThroughTanh(state, o, memory, dMemory, h);
            throughSigmoid(state, memory, o, o, h);
            gates.store(r, 3 * h, o, h);
            throughSigmoid(dMemory, g, i, memory, h);
            gates.store(r, 0, memory, h);
            throughTanh(dMemory, i, g, g, h);
            gates.store(r, 2 * h, g, h);
            throughSigmoid(dMemory, previous, f, previous, h);
            gates.store(r, h, previous, h);
            FloatMath.product(dMemory, f, dMemory, h);
            dMemories.store(r, dMemory);
        }
    }

    /** A GRU's gates r, z and n are in the arrays of i, f and g, its candidate u in memory's. */
    void gru(Tensor gates, Tensor candidate, Tensor previousState, Tensor newState) {
        int h = newState.cols();
        reserve(h);
        for (int r = 0; r < newState.rows(); r++) {
            loadGru(gates, candidate, r, h);
            loadPrevious(previousState, r, h);
            FloatMath.sigmoid(i, h);
            FloatMath.sigmoid(f, h);
            addProduct(i, memory, g, h);
            FloatMath.tanh(g, h);
            between(g, previous, f, state, h);
            newState.store(r, state);
            gates.store(r, 0, i, h);
            gates.store(r, h, f, h);
            gates.store(r, 2 * h, g, h);
        }
    }

    void gruGradient(Tensor gates, Tensor candidate, Tensor previousState, Tensor dStates) {
        int h = dStates.cols();
        reserve(h);
        for (int r = 0; r < dStates.rows(); r++) {
            loadGru(gates, candidate, r, h);
            loadPrevious(previousState, r, h);
            dStates.load(r, state);
            difference(previous, g, previous, h);
            throughSigmoid(state, previous, f, previous, h);
            gates.store(r, h, previous, h);
            FloatMath.product(state, f, o, h);
            dStates.store(r, o);
            difference(state, o, state, h);
            throughTanh(state, g, h);
            gates.store(r, 2 * h, state, h);
            throughSigmoid(state, memory, i, g, h);
            gates.store(r, 0, g, h);
            FloatMath.product(state, i, memory, h);
            candidate.store(r, memory);
        }
    }

    /** into = a b + c d. */
    private static void sumOfProducts(float[] a, float[] b, float[] c, float[] d, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = a[k] * b[k] + c[k] * d[k];
        }
    }

    /** into = a - b. */
    private static void difference(float[] a, float[] b, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = a[k] - b[k];
        }
    }

    /** into += a b. */
    private static void addProduct(float[] a, float[] b, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] += a[k] * b[k];
        }
    }

    /** into = (1 - z) a + z b. */
    private static void between(float[] a, float[] b, float[] z, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = (1 - z[k]) * a[k] + z[k] * b[k];
        }
    }

    /** into = d x s (1 - s): the gradient d of s x, where s = σ(z), taken to z. */
    private static void throughSigmoid(float[] d, float[] x, float[] s, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = d[k] * x[k] * s[k] * (1 - s[k]);
        }
    }

    /** into = d x (1 - t²): the gradient d of t x, where t = tanh(z), taken to z. */
    private static void throughTanh(float[] d, float[] x, float[] t, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = d[k] * x[k] * (1 - t[k] * t[k]);
        }
    }

    /** d = d (1 - t²). */
    private static void throughTanh(float[] d, float[] t, int n) {
        for (int k = 0; k < n; k++) {
            d[k] *= 1 - t[k] * t[k];
        }
    }

    /** into += d x (1 - t²). */
    private static void addThroughTanh(float[] d, float[] x, float[] t, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] += d[k] * x[k] * (1 - t[k] * t[k]);
        }
    }

    private void loadLstm(Tensor gates, int row, int h) {
        gates.load(row, 0, i, h);
        gates.load(row, h, f, h);
        gates.load(row, 2 * h, g, h);
        gates.load(row, 3 * h, o, h);
    }

    private void loadGru(Tensor gates, Tensor candidate, int row, int h) {
        gates.load(row, 0, i, h);
        gates.load(row, h, f, h);
        gates.load(row, 2 * h, g, h);
        candidate.load(row, memory);
    }

    private void loadPrevious(Tensor from, int row, int h) {
        if (row < from.rows()) {
            from.load(row, previous);
        } else {
            Arrays.fill(previous, 0, h, 0);
        }
    }

    private void reserve(int h) {
        i = FloatMath.room(i, h);
        f = FloatMath.room(f, h);
        g = FloatMath.room(g, h);
        o = FloatMath.room(o, h);
        memory = FloatMath.room(memory, h);
        previous = FloatMath.room(previous, h);
        state = FloatMath.room(state, h);
        dMemory = FloatMath.room(dMemory, h);
    }
}
