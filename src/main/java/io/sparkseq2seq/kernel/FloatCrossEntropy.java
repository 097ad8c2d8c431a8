package io.sparkseq2seq.kernel;

import java.util.Arrays;

/**
 * {@link Kernels#crossEntropy} in single precision: three passes over a row, each in parts that stay in the first
 * cache. Maxima and sums are those of the elements at the same place of all parts until the last part is done.
 */
final class FloatCrossEntropy {
    private static final int PART = 2048;

    private final float[] maxima = new float[PART];
    private final float[] sums = new float[PART];
    private final FloatReductions reductions = new FloatReductions();
    private float[][] row = {};
    private float[][] biases = {};
    private float[][] gradients = {};
    private int n;

    double run(Tensor logits, Tensor bias, int[] targets, int first, double smoothing, double scale, Tensor dBias) {
        n = logits.cols();
        int parts = (n + PART - 1) / PART;
        row = FloatMath.room(row, parts, PART);
        biases = FloatMath.room(biases, parts, PART);
        gradients = FloatMath.room(gradients, parts, PART);
        for (int p = 0; p < parts; p++) {
            bias.load(0, p * PART, biases[p], size(p));
            Arrays.fill(gradients[p], 0);
        }
        double loss = 0;
        for (int r = 0; r < logits.rows(); r++) {
            Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
            Arrays.fill(sums, 0);
            for (int p = 0; p < parts; p++) {
                logits.load(r, p * PART, row[p], size(p));
                FloatMath.addWithMaximaAndSums(biases[p], row[p], maxima, sums, size(p));
            }
            float max = reductions.max(maxima, PART);
            int target = targets[first + r];
            float[] targetPart = row[target / PART];
            double targetLogit = targetPart[target % PART] - max;
            double meanLogit = reductions.sum(sums, PART) / n - max;

            Arrays.fill(sums, 0);
            for (int p = 0; p < parts; p++) {
                FloatMath.expWithSums(row[p], max, sums, size(p));
            }
            double sum = reductions.sum(sums, PART);
            loss += Math.log(sum) - (1 - smoothing) * targetLogit - smoothing * meanLogit;

            targetPart[target % PART] -= (float) (sum * (1 - smoothing));
            float factor = (float) (scale / sum);
            float offset = (float) (-scale * smoothing / n);
            for (int p = 0; p < parts; p++) {
                FloatMath.affineWithSums(row[p], factor, offset, gradients[p], size(p));
                logits.store(r, p * PART, row[p], size(p));
            }
        }
        if (dBias != null) {
            for (int p = 0; p < parts; p++) {
                dBias.load(0, p * PART, biases[p], size(p));
                FloatMath.add(gradients[p], biases[p], size(p));
                dBias.store(0, p * PART, biases[p], size(p));
            }
        }
        return loss;
    }

    private int size(int part) {
        return Math.min(PART, n - part * PART);
    }
}
