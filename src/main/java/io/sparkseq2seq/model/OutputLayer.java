package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Float32;
import io.sparkseq2seq.kernel.Int8;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.Map;

/**
 * The output, equation 6: P(y_t | ·) = softmax(W_o [s_t ; c_t] + b_o), and its loss. Tied to the target embedding E, it
 * is softmax(E (W_p [s_t ; c_t]) + b_o) (Press &amp; Wolf 2017). Rows are the real target tokens only.
 */
final class OutputLayer {
    /** Nats below certainty down to which a token is likely. */
    private static final double LIKELY = StrictMath.log(1024);

    private final Weights projection;
    private final Weights output;
    private final Weights bias;
    private final Kernels kernels;
    private final MatrixProduct product;
    private final boolean int8;
    private final boolean tied;

    /** @param int8 whether {@link #logits} are taken in 8 bits; of weights that do not change */
    OutputLayer(Map<String, Weights> weights, Kernels kernels, MatrixProduct product, boolean int8) {
        projection = weights.get("output-projection");
        tied = projection != null;
        output = tied ? weights.get("embedding") : weights.get("output");
        bias = weights.get("output-bias");
        this.kernels = kernels;
        this.product = product;
        this.int8 = int8;
    }

    static void addTo(Parameters parameters, int vocabulary, int embedding, int features, boolean tied) {
        if (tied) {
            parameters.weight("output-projection", features, embedding);
        } else {
            parameters.weight("output", vocabulary, features);
        }
        parameters.bias("output-bias", vocabulary);
    }

    /**
     * Logits [n, V] before the bias.
     *
     * @param x [n, …] what they are the output matrix's products by
     * @param sums what they are to be scaled back from; null where {@code values} are the logits
     */
    record Logits(Tensor x, Tensor values, Int8.Sums sums) {
        private void load(int row, float[] into) {
            if (sums == null) {
                values.load(row, into);
            } else {
                sums.load(row, into);
            }
        }
    }

    /** The logits of n rows of [s_t ; c_t]. */
    Logits logits(Tensor features, Arena arena) {
        var x = projected(features, arena);
        var logits = arena.tensor(features.rows(), output.value().rows());
        if (int8) {
            return new Logits(x, logits, Int8.POOL.get(int8 -> int8.multiply(x, output.int8Transposed(), logits)));
        }
        product.productByTransposed(x, output, 0, logits);
        return new Logits(x, logits, null);
    }

    /**
     * The summed loss of all rows, in nats, without gradients.
     *
     * @param features [N, features]
     * @param targets token of each row
     */
    double loss(Tensor features, int[] targets, double smoothing, Arena arena) {
        return run(features, targets, smoothing, 0, null, arena);
    }

    /**
     * The summed loss of all rows, and the gradients of the loss times {@code scale}; the gradient of the output's
     * matrix is overwritten.
     *
     * @param dFeatures [N, features] out
     */
    double lossAndGradient(
            Tensor features, int[] targets, double smoothing, double scale, Tensor dFeatures, Arena arena) {
        bias.gradient().clear();
        return run(features, targets, smoothing, scale, dFeatures, arena);
    }

    private double run(Tensor features, int[] targets, double smoothing, double scale, Tensor dFeatures, Arena arena) {
        var x = projected(features, arena);
        var dX = !tied || dFeatures == null ? dFeatures : arena.tensor(x.rows(), x.cols());
        // Of the logits only a part is in memory at a time; parts of equal size are half as large at least.
        int parts = Math.max(1, (x.rows() + Float32.MOST_ROWS - 1) / Float32.MOST_ROWS);
        int part = even((x.rows() + parts - 1) / parts);
        var space = arena.tensor(part, output.value().rows());
        var factor = dX == null ? null : product.factor(part, space.cols(), arena);
        double loss = 0;
        for (int from = 0; from < x.rows(); from += part) {
            int rows = Math.min(part, x.rows() - from);
            var chunk = x.rows(from, rows);
            product.productByTransposed(padded(chunk, arena), output, 0, space.rows(0, even(rows)));
            var logits = space.rows(0, rows);
            var dBias = dX == null ? null : bias.gradient();
            loss += kernels.crossEntropy(logits, bias.value(), targets, from, smoothing, scale, dBias);
            if (dX != null) {
                var dLogits = product.factor(logits, factor);
                product.product(dLogits, output, 0, dX.rows(from, rows));
                product.transposedProduct(dLogits, chunk, from == 0 ? 0 : 1, output.gradient());
            }
        }
        if (tied && dX != null) {
            product.productByTransposed(dX, projection, 0, dFeatures);
            product.transposedProduct(features, dX, 0, projection.gradient());
        }
        return loss;
    }

    /** Rows followed by some of zeros, so that few kernels serve all batches. */
    private static Tensor padded(Tensor rows, Arena arena) {
        int n = rows.rows();
        if (n == even(n)) {
            return rows;
        }
        var padded = arena.tensor(even(n), rows.cols());
        padded.rows(0, n).copy(rows);
        padded.rows(n, even(n) - n).clear();
        return padded;
    }

    private static int even(int rows) {
        return (rows + Float32.ROWS - 1) / Float32.ROWS * Float32.ROWS;
    }

    private Tensor projected(Tensor features, Arena arena) {
        if (!tied) {
            return features;
        }
        var projected = arena.tensor(features.rows(), projection.value().cols());
        product.product(features, projection, 0, projected);
        return projected;
    }

    /**
     * The probabilities of one row of {@link #logits(Tensor, Arena)}. Where the product was taken in 8 bits, it has
     * found the likely tokens, whose logits are taken again in single precision.
     */
    void next(Logits logits, int row, NextTokens into) {
        logits.load(row, into.logits());
        kernels.add(bias.value(), into.logits());
        into.normalize();
        if (int8) {
            refine(logits.x(), row, into);
        }
    }

    // Probabilities add up to 1, so at most 1,024 tokens are likely; mostly it is a handful.
    private void refine(Tensor x, int row, NextTokens into) {
        var exact = new double[into.find(-LIKELY)];
        for (int i = 0; i < exact.length; i++) {
            int token = into.found(i);
            exact[i] = kernels.dot(x, row, output.value(), token) + bias.value().get(0, token);
        }
        into.replaceFound(exact);
    }
}
