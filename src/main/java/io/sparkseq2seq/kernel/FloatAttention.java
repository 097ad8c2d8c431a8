package io.sparkseq2seq.kernel;

import java.util.Arrays;

/**
 * Attention of one sentence in single precision: its keys and values are loaded once for all its decoder states.
 *
 * <p>The additive score computes e^2q and e^2k of each query and key once. Then tanh(q + k) = 1 - 2 / (1 + e^2q e^2k)
 * takes three operations and a division for each pair. Values of q and k are limited to [-43, 43].
 */
final class FloatAttention {
    private final FloatReductions reductions = new FloatReductions();
    /** Of the additive score, e^2k. */
    private float[][] keys = {};

    private float[][] values = {};
    private float[][] dKeys = {};
    private float[][] dValues = {};
    /** Of the additive score, e^2q. */
    private float[] query = {};

    private float[] dQuery = {};
    private float[] context = {};
    private float[] v = {};
    private float[] dV = {};
    private float[] tanh = {};
    private float[] weights = {};
    private float[] dWeights = {};

    void attend(Kernels.Head head, int[] rows, int count, Kernels.Attended x) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        load(head, x);
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            loadQuery(head, x, row);
            for (int j = 0; j < length; j++) {
                weights[j] = (float) head.scale() * score(head, j, a);
            }
            FloatMath.exp(weights, length, reductions.max(weights, length));
            FloatMath.affine(weights, length, 1 / reductions.sum(weights, length), 0);
            Arrays.fill(weights, length, x.weights().cols(), 0);
            x.weights().store(row, weights);
            Arrays.fill(context, 0, d, 0);
            for (int j = 0; j < length; j++) {
                FloatMath.addScaled(weights[j], values[j], context, d);
            }
            x.contexts().store(row, context);
        }
    }

    private float score(Kernels.Head head, int j, int a) {
        if (head.v() == null) {
            return reductions.dot(query, keys[j], a);
        }
        FloatMath.scaledTanhOfSum(v, query, keys[j], tanh, a);
        return reductions.sum(tanh, a);
    }

    void gradient(Kernels.Head head, int[] rows, int count, Kernels.Attended x, Kernels.Attended dX, Tensor dVTensor) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        load(head, x);
        loadGradients(head, dX, dVTensor);
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            loadQuery(head, x, row);
            x.weights().load(row, weights);
            dX.contexts().load(row, context);
            double mean = 0;
            for (int j = 0; j < length; j++) {
                dWeights[j] = reductions.dot(context, values[j], d);
                FloatMath.addScaled(weights[j], context, dValues[j], d);
                mean += weights[j] * dWeights[j];
            }
            Arrays.fill(dQuery, 0, a, 0);
            for (int j = 0; j < length; j++) {
                float de = (float) (head.scale() * weights[j] * (dWeights[j] - mean));
                scoreGradient(head, j, a, de);
            }
            dX.queries().store(row, dQuery);
        }
        storeGradients(head, dX, dVTensor);
    }

    private void scoreGradient(Kernels.Head head, int j, int a, float de) {
        if (head.v() == null) {
            FloatMath.addScaled(de, keys[j], dQuery, a);
            FloatMath.addScaled(de, query, dKeys[j], a);
        } else {
            FloatMath.tanhOfSum(query, keys[j], tanh, a);
            additiveGradient(de, v, tanh, dV, dQuery, dKeys[j], a);
        }
    }

    /** The gradient de of e = v · t, where t = tanh(q + k), added to those of v, q and k. */
    private static void additiveGradient(float de, float[] v, float[] t, float[] dV, float[] dQ, float[] dK, int n) {
        for (int i = 0; i < n; i++) {
            float ti = t[i];
            float dSum = de * v[i] * (1 - ti * ti);
            dV[i] += de * ti;
            dQ[i] += dSum;
            dK[i] += dSum;
        }
    }

    private void load(Kernels.Head head, Kernels.Attended x) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        keys = FloatMath.room(keys, length, a);
        values = FloatMath.room(values, length, d);
        query = FloatMath.room(query, a);
        dQuery = FloatMath.room(dQuery, a);
        context = FloatMath.room(context, d);
        v = FloatMath.room(v, a);
        tanh = FloatMath.room(tanh, a);
        weights = FloatMath.room(weights, x.weights().cols());
        dWeights = FloatMath.room(dWeights, length);
        for (int j = 0; j < length; j++) {
            x.keys().load(head.first() + j, keys[j]);
            x.values().load(head.first() + j, values[j]);
        }
        if (head.v() != null) {
            head.v().load(0, v);
            for (int j = 0; j < length; j++) {
                FloatMath.expOfTwice(keys[j], a);
            }
        }
    }

    private void loadQuery(Kernels.Head head, Kernels.Attended x, int row) {
        x.queries().load(row, query);
        if (head.v() != null) {
            FloatMath.expOfTwice(query, x.queries().cols());
        }
    }

    private void loadGradients(Kernels.Head head, Kernels.Attended dX, Tensor dVTensor) {
        dKeys = FloatMath.room(dKeys, head.length(), dX.keys().cols());
        dValues = FloatMath.room(dValues, head.length(), dX.values().cols());
        for (int j = 0; j < head.length(); j++) {
            dX.keys().load(head.first() + j, dKeys[j]);
            dX.values().load(head.first() + j, dValues[j]);
        }
        if (dVTensor != null) {
            dV = FloatMath.room(dV, dVTensor.cols());
            dVTensor.load(0, dV);
        }
    }

    private void storeGradients(Kernels.Head head, Kernels.Attended dX, Tensor dVTensor) {
        for (int j = 0; j < head.length(); j++) {
            dX.keys().store(head.first() + j, dKeys[j]);
            dX.values().store(head.first() + j, dValues[j]);
        }
        if (dVTensor != null) {
            dVTensor.store(0, dV);
        }
    }
}
