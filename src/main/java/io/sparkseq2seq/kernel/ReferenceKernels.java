package io.sparkseq2seq.kernel;

import java.util.Arrays;

/** The kernels in plain formulas, one element at a time, in any precision. Slow, and meant to be read. */
final class ReferenceKernels implements Kernels {
    @Override
    public void repeat(Tensor row, Tensor into) {
        for (int r = 0; r < into.rows(); r++) {
            for (int c = 0; c < into.cols(); c++) {
                into.set(r, c, row.get(0, c));
            }
        }
    }

    @Override
    public void add(Tensor a, Tensor into) {
        for (int r = 0; r < into.rows(); r++) {
            for (int c = 0; c < into.cols(); c++) {
                into.set(r, c, into.get(r, c) + a.get(r, c));
            }
        }
    }

    @Override
    public void addColumnSums(Tensor a, Tensor into) {
        for (int c = 0; c < a.cols(); c++) {
            double sum = into.get(0, c);
            for (int r = 0; r < a.rows(); r++) {
                sum += a.get(r, c);
            }
            into.set(0, c, sum);
        }
    }

    @Override
    public void dropout(Tensor a, double rate, long seed) {
        var mask = new Dropout(rate, seed);
        for (int r = 0; r < a.rows(); r++) {
            for (int c = 0; c < a.cols(); c++) {
                a.set(r, c, a.get(r, c) * mask.factor(r, c));
            }
        }
    }

    @Override
    public void lstm(Tensor gates, Tensor previousMemory, Tensor memory, Tensor state) {
        int h = state.cols();
        for (int r = 0; r < state.rows(); r++) {
            for (int j = 0; j < h; j++) {
                double i = sigmoid(gates.get(r, j));
                double f = sigmoid(gates.get(r, h + j));
                double g = Math.tanh(gates.get(r, 2 * h + j));
                double o = sigmoid(gates.get(r, 3 * h + j));
                double c = f * previous(previousMemory, r, j) + i * g;
                gates.set(r, j, i);
                gates.set(r, h + j, f);
                gates.set(r, 2 * h + j, g);
                gates.set(r, 3 * h + j, o);
                memory.set(r, j, c);
                state.set(r, j, o * Math.tanh(c));
            }
        }
    }

    @Override
    public void lstmGradient(Tensor gates, Tensor previousMemory, Tensor memory, Tensor dState, Tensor dMemory) {
        int h = dState.cols();
        for (int r = 0; r < dState.rows(); r++) {
            for (int j = 0; j < h; j++) {
                double i = gates.get(r, j);
                double f = gates.get(r, h + j);
                double g = gates.get(r, 2 * h + j);
                double o = gates.get(r, 3 * h + j);
                double tanhC = Math.tanh(memory.get(r, j));
                double dh = dState.get(r, j);
                double dc = dMemory.get(r, j) + dh * o * (1 - tanhC * tanhC);
                gates.set(r, j, dc * g * i * (1 - i));
                gates.set(r, h + j, dc * previous(previousMemory, r, j) * f * (1 - f));
                gates.set(r, 2 * h + j, dc * i * (1 - g * g));
                gates.set(r, 3 * h + j, dh * tanhC * o * (1 - o));
                dMemory.set(r, j, dc * f);
            }
        }
    }

    @Override
    public void gru(Tensor gates, Tensor candidate, Tensor previousState, Tensor state) {
        int h = state.cols();
        for (int r = 0; r < state.rows(); r++) {
            for (int j = 0; j < h; j++) {
                double reset = sigmoid(gates.get(r, j));
                double z = sigmoid(gates.get(r, h + j));
                double n = Math.tanh(gates.get(r, 2 * h + j) + reset * candidate.get(r, j));
                gates.set(r, j, reset);
                gates.set(r, h + j, z);
                gates.set(r, 2 * h + j, n);
                state.set(r, j, (1 - z) * n + z * previous(previousState, r, j));
            }
        }
    }

    @Override
    public void gruGradient(Tensor gates, Tensor candidate, Tensor previousState, Tensor dState) {
        int h = dState.cols();
        for (int r = 0; r < dState.rows(); r++) {
            for (int j = 0; j < h; j++) {
                double reset = gates.get(r, j);
                double z = gates.get(r, h + j);
                double n = gates.get(r, 2 * h + j);
                double dh = dState.get(r, j);
                double dn = dh * (1 - z) * (1 - n * n);
                double u = candidate.get(r, j);
                gates.set(r, j, dn * u * reset * (1 - reset));
                gates.set(r, h + j, dh * (previous(previousState, r, j) - n) * z * (1 - z));
                gates.set(r, 2 * h + j, dn);
                candidate.set(r, j, dn * reset);
                dState.set(r, j, dh * z);
            }
        }
    }

    @Override
    public void attend(Head head, int[] rows, int count, Attended x) {
        var a = new double[head.length()];
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            for (int j = 0; j < a.length; j++) {
                a[j] = score(head, x, row, head.first() + j);
            }
            double max = Arrays.stream(a).max().orElseThrow();
            double sum = 0;
            for (int j = 0; j < a.length; j++) {
                a[j] = Math.exp(a[j] - max);
                sum += a[j];
            }
            for (int c = 0; c < x.contexts().cols(); c++) {
                double context = 0;
                for (int j = 0; j < a.length; j++) {
                    context += a[j] / sum * x.values().get(head.first() + j, c);
                }
                x.contexts().set(row, c, context);
            }
            for (int j = 0; j < x.weights().cols(); j++) {
                x.weights().set(row, j, j < a.length ? a[j] / sum : 0);
            }
        }
    }

    private static double score(Head head, Attended x, int row, int key) {
        double sum = 0;
        for (int c = 0; c < x.queries().cols(); c++) {
            double q = x.queries().get(row, c);
            double k = x.keys().get(key, c);
            sum += head.v() == null ? q * k : head.v().get(0, c) * Math.tanh(q + k);
        }
        return sum * head.scale();
    }

    @Override
    public void attendGradient(Head head, int[] rows, int count, Attended x, Attended dX, Tensor dV) {
        var da = new double[head.length()];
        for (int q = 0; q < count; q++) {
            int row = rows[q];
            double mean = 0;
            for (int j = 0; j < da.length; j++) {
                double a = x.weights().get(row, j);
                da[j] = 0;
                for (int c = 0; c < x.values().cols(); c++) {
                    double dc = dX.contexts().get(row, c);
                    da[j] += dc * x.values().get(head.first() + j, c);
                    plus(dX.values(), head.first() + j, c, a * dc);
                }
                mean += a * da[j];
            }
            for (int c = 0; c < x.queries().cols(); c++) {
                dX.queries().set(row, c, 0);
            }
            for (int j = 0; j < da.length; j++) {
                double de = x.weights().get(row, j) * (da[j] - mean) * head.scale();
                scoreGradient(head, x, row, head.first() + j, de, dX, dV);
            }
        }
    }

    private static void scoreGradient(Head head, Attended x, int row, int key, double de, Attended dX, Tensor dV) {
        for (int c = 0; c < x.queries().cols(); c++) {
            double q = x.queries().get(row, c);
            double k = x.keys().get(key, c);
            if (head.v() == null) {
                plus(dX.queries(), row, c, de * k);
                plus(dX.keys(), key, c, de * q);
            } else {
                double tanh = Math.tanh(q + k);
                double inner = de * head.v().get(0, c) * (1 - tanh * tanh);
                plus(dV, 0, c, de * tanh);
                plus(dX.queries(), row, c, inner);
                plus(dX.keys(), key, c, inner);
            }
        }
    }

    @Override
    public double crossEntropy(
            Tensor logits, Tensor bias, int[] targets, int first, double smoothing, double scale, Tensor dBias) {
        int vocabulary = logits.cols();
        double loss = 0;
        for (int r = 0; r < logits.rows(); r++) {
            double logSum = logSum(logits, r, bias);
            for (int v = 0; v < vocabulary; v++) {
                double logP = logits.get(r, v) + bias.get(0, v) - logSum;
                double target = (v == targets[first + r] ? 1 - smoothing : 0) + smoothing / vocabulary;
                double gradient = scale * (Math.exp(logP) - target);
                loss -= target * logP;
                logits.set(r, v, gradient);
                if (dBias != null) {
                    dBias.set(0, v, dBias.get(0, v) + gradient);
                }
            }
        }
        return loss;
    }

    @Override
    public double dot(Tensor a, int i, Tensor b, int j) {
        double sum = 0;
        for (int k = 0; k < a.cols(); k++) {
            sum += a.get(i, k) * b.get(j, k);
        }
        return sum;
    }

    @Override
    public void add(Tensor a, float[] into) {
        for (int c = 0; c < a.cols(); c++) {
            into[c] += (float) a.get(0, c);
        }
    }

    private static double logSum(Tensor logits, int row, Tensor bias) {
        double max = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < logits.cols(); v++) {
            max = Math.max(max, logits.get(row, v) + bias.get(0, v));
        }
        double sum = 0;
        for (int v = 0; v < logits.cols(); v++) {
            sum += Math.exp(logits.get(row, v) + bias.get(0, v) - max);
        }
        return max + Math.log(sum);
    }

    private static double previous(Tensor previous, int row, int col) {
        return row < previous.rows() ? previous.get(row, col) : 0;
    }

    private static void plus(Tensor into, int row, int col, double value) {
        into.set(row, col, into.get(row, col) + value);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
