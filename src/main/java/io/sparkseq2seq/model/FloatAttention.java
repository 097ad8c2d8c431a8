package io.sparkseq2seq.model;

import java.util.Arrays;

/** Attention of one sentence in single precision: its keys and values are loaded once for all its decoder states. */
final class FloatAttention {
    private float[] keys = {};
    private float[] values = {};
    private float[] dKeys = {};
    private float[] dValues = {};
    private float[] query = {};
    private float[] dQuery = {};
    private float[] context = {};
    private float[] v = {};
    private float[] dV = {};
    private float[] tanh = {};
    private float[] inner = {};
    private float[] weights = {};
    private float[] dWeights = {};

    void attend(Kernels.Head head, int[] rows, int count, Kernels.Attended x) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        load(head, x);
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            x.queries().load(row, query, 0);
            if (head.v() != null) {
                tanhOfSums(length, a);
            }
            for (int j = 0; j < length; j++) {
                float score = head.v() == null
                        ? FloatMath.dot(query, 0, keys, j * a, a)
                        : FloatMath.dot(v, 0, tanh, j * a, a);
                weights[j] = (float) head.scale() * score;
            }
            FloatMath.exp(weights, length, FloatMath.max(weights, length, dWeights));
            FloatMath.affine(weights, length, (float) (1 / FloatMath.sum(weights, length)), 0);
            Arrays.fill(weights, length, x.weights().cols(), 0);
            x.weights().store(row, weights, 0);
            Arrays.fill(context, 0, d, 0);
            for (int j = 0; j < length; j++) {
                FloatMath.addScaled(weights[j], values, j * d, context, 0, d);
            }
            x.contexts().store(row, context, 0);
        }
    }

    // For all positions at once, since the JIT compiler's loops are at their best when they are long.
    private void tanhOfSums(int length, int a) {
        for (int j = 0; j < length; j++) {
            FloatMath.sum(query, keys, j * a, tanh, j * a, a);
        }
        FloatMath.tanh(tanh, 0, length * a);
    }

    void gradient(Kernels.Head head, int[] rows, int count, Kernels.Attended x, Kernels.Attended dX, Tensor dVTensor) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        load(head, x);
        dKeys = FloatMath.room(dKeys, length * a);
        dValues = FloatMath.room(dValues, length * d);
        for (int j = 0; j < length; j++) {
            dX.keys().load(head.first() + j, dKeys, j * a);
            dX.values().load(head.first() + j, dValues, j * d);
        }
        if (head.v() != null) {
            dVTensor.load(0, dV, 0);
        }
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            x.queries().load(row, query, 0);
            x.weights().load(row, weights, 0);
            dX.contexts().load(row, context, 0);
            double mean = 0;
            for (int j = 0; j < length; j++) {
                dWeights[j] = FloatMath.dot(context, 0, values, j * d, d);
                FloatMath.addScaled(weights[j], context, 0, dValues, j * d, d);
                mean += weights[j] * dWeights[j];
            }
            Arrays.fill(dQuery, 0, a, 0);
            if (head.v() != null) {
                tanhOfSums(length, a);
            }
            for (int j = 0; j < length; j++) {
                float de = (float) (head.scale() * weights[j] * (dWeights[j] - mean));
                scoreGradient(head, j, a, de);
            }
            dX.queries().store(row, dQuery, 0);
        }
        for (int j = 0; j < length; j++) {
            dX.keys().store(head.first() + j, dKeys, j * a);
            dX.values().store(head.first() + j, dValues, j * d);
        }
        if (head.v() != null) {
            dVTensor.store(0, dV, 0);
        }
    }

    private void scoreGradient(Kernels.Head head, int j, int a, float de) {
        if (head.v() == null) {
            FloatMath.addScaled(de, keys, j * a, dQuery, 0, a);
            FloatMath.addScaled(de, query, 0, dKeys, j * a, a);
        } else {
            additiveGradient(de, j * a, a);
        }
    }

    private void additiveGradient(float de, int at, int a) {
        FloatMath.addScaled(de, tanh, at, dV, 0, a);
        FloatMath.tanhGradient(de, v, tanh, at, inner, a);
        FloatMath.add(inner, dQuery, a);
        FloatMath.addScaled(1, inner, 0, dKeys, at, a);
    }

    private void load(Kernels.Head head, Kernels.Attended x) {
        int a = x.queries().cols();
        int d = x.values().cols();
        int length = head.length();
        keys = FloatMath.room(keys, length * a);
        values = FloatMath.room(values, length * d);
        query = FloatMath.room(query, a);
        dQuery = FloatMath.room(dQuery, a);
        context = FloatMath.room(context, d);
        v = FloatMath.room(v, a);
        dV = FloatMath.room(dV, a);
        tanh = FloatMath.room(tanh, length * a);
        inner = FloatMath.room(inner, a);
        weights = FloatMath.room(weights, x.weights().cols());
        dWeights = FloatMath.room(dWeights, length);
        for (int j = 0; j < length; j++) {
            x.keys().load(head.first() + j, keys, j * a);
            x.values().load(head.first() + j, values, j * d);
        }
        if (head.v() != null) {
            head.v().load(0, v, 0);
        }
    }
}
