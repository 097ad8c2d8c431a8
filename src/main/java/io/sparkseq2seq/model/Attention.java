package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.Map;

/**
 * Attention of decoder states over a sentence's encoder states, equations 3 to 5: e_ti from the current state s_t, a_t
 * = softmax(e_t) over the real source positions, c_t = Σ a_ti h_i.
 *
 * <ul>
 *   <li>additive: e = v_a · tanh(W_s s + W_h h), with W_a = [W_s W_h] split so that W_h h is computed once a sentence
 *       (Bahdanau et al. 2015);
 *   <li>dot: e = s · h / √d; general: e = s W h / √d (Luong et al. 2015), scaled by the root of the states' size as by
 *       Vaswani et al. 2017, which keeps the softmax from saturating and its gradients from becoming denormal numbers.
 * </ul>
 */
public final class Attention {
    /**
     * @param score how a state and a position are compared
     * @param hidden size of v_a
     * @param decoderHidden size of s_t
     * @param encoderHidden size of h_i
     */
    record Shape(ModelSettings.Score score, int hidden, int decoderHidden, int encoderHidden) {
        /** Size of the vectors that are compared. */
        int compared() {
            return score == ModelSettings.Score.ADDITIVE ? hidden : encoderHidden;
        }

        void addTo(Parameters parameters) {
            switch (score) {
                case ADDITIVE -> parameters
                        .weight("attention-state", decoderHidden, hidden)
                        .weight("attention-source", encoderHidden, hidden)
                        .weight("attention-score", 1, hidden);
                case GENERAL -> parameters.weight("attention-state", decoderHidden, encoderHidden);
                case DOT -> {}
            }
        }
    }

    private final Shape shape;
    private final Kernels kernels;
    private final MatrixProduct product;
    private final Weights state;
    private final Weights source;
    private final Weights v;

    Attention(Shape shape, Map<String, Weights> weights, Kernels kernels, MatrixProduct product) {
        this.shape = shape;
        this.kernels = kernels;
        this.product = product;
        state = weights.get("attention-state");
        source = weights.get("attention-source");
        v = weights.get("attention-score");
    }

    /** What states are compared with, once a sentence: W_h h [M, compared], or h itself. */
    Tensor keys(Tensor memory, Arena arena) {
        if (source == null) {
            return memory;
        }
        var keys = arena.tensor(memory.rows(), shape.compared());
        product.product(memory, source, 0, keys);
        return keys;
    }

    /** What states compare: W_s s [N, compared], or s itself. */
    Tensor queries(Tensor states, Arena arena) {
        if (state == null) {
            return states;
        }
        var queries = arena.tensor(states.rows(), shape.compared());
        product.product(states, state, 0, queries);
        return queries;
    }

    /** A sentence's place among the keys: rows {@code first} to {@code first + length}. */
    Kernels.Head head(int first, int length) {
        double scale = v == null ? 1 / Math.sqrt(shape.encoderHidden()) : 1;
        return new Kernels.Head(first, length, v == null ? null : v.value(), scale);
    }

    /** The gradient of v_a, set to zero; null where there is none. */
    Tensor clearedScoreGradient() {
        if (v == null) {
            return null;
        }
        v.gradient().clear();
        return v.gradient();
    }

    /** Adds the states' part of the gradient to dStates and writes W_s's. */
    void queriesGradient(Tensor states, Tensor dQueries, Tensor dStates) {
        if (state == null) {
            kernels.add(dQueries, dStates);
        } else {
            product.productByTransposed(dQueries, state, 1, dStates);
            product.transposedProduct(states, dQueries, 0, state.gradient());
        }
    }

    /** Adds the source's part of the gradient to dMemory and writes W_h's. */
    void keysGradient(Tensor memory, Tensor dKeys, Tensor dMemory) {
        if (source == null) {
            kernels.add(dKeys, dMemory);
        } else {
            product.productByTransposed(dKeys, source, 1, dMemory);
            product.transposedProduct(memory, dKeys, 0, source.gradient());
        }
    }
}
