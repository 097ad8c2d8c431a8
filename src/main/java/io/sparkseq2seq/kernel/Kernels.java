package io.sparkseq2seq.kernel;

/**
 * What the network computes besides matrix products, fused so that each matrix is read and written once.
 * {@link FloatKernels} is the fast implementation. {@link ReferenceKernels} has the same in plain formulas for any
 * precision, and gradient checks run on it; a test compares the two. Instances keep scratch memory and are not
 * thread-safe.
 *
 * <p>Gates are side by side in a row: i, f, g, o of an LSTM; r, z, n of a GRU.
 */
public interface Kernels {
    /** The kernels for single or double precision. */
    static Kernels of(boolean single) {
        return single ? new FloatKernels() : new ReferenceKernels();
    }

    /** Sets every row of {@code into} [n, k] to {@code row} [1, k]. */
    void repeat(Tensor row, Tensor into);

    /** into += a, both [n, k]. */
    void add(Tensor a, Tensor into);

    /** Adds the sum over the rows of {@code a} [n, k] to {@code into} [1, k]. */
    void addColumnSums(Tensor a, Tensor into);

    /**
     * Inverted dropout in place: zero with probability {@code rate}, otherwise divided by 1 - rate. The same seed gives
     * the same mask, so the backward pass calls it again on the gradient instead of keeping a mask.
     */
    void dropout(Tensor a, double rate, long seed);

    /**
     * A step of an LSTM, equation 1: i, f, o = σ, g = tanh; c = f ⊙ c' + i ⊙ g; h = o ⊙ tanh(c).
     *
     * @param gates [n, 4h] in: the sums before the non-linearities; out: the gates
     * @param previousMemory c' [m, h] of the first m ≤ n rows, zero for the others
     * @param memory c [n, h]
     * @param state h [n, h]
     */
    void lstm(Tensor gates, Tensor previousMemory, Tensor memory, Tensor state);

    /**
     * The gradient of {@link #lstm}.
     *
     * @param gates in: the gates; out: the gradient of the sums before them
     * @param dState [n, h] gradient of h
     * @param dMemory [n, h] in: gradient of c from the step after; out: gradient of c'
     */
    void lstmGradient(Tensor gates, Tensor previousMemory, Tensor memory, Tensor dState, Tensor dMemory);

    /**
     * A step of a GRU: r, z = σ, n = tanh(x_n + r ⊙ u); h = (1 - z) ⊙ n + z ⊙ h'.
     *
     * @param gates [n, 3h] in: the sums before the non-linearities, n's without u; out: the gates
     * @param candidate u = h' U_n [n, h]
     * @param previousState h' [m, h] of the first m ≤ n rows, zero for the others
     * @param state h [n, h]
     */
    void gru(Tensor gates, Tensor candidate, Tensor previousState, Tensor state);

    /**
     * The gradient of {@link #gru}.
     *
     * @param gates in: the gates; out: the gradient of the sums before them
     * @param candidate in: u; out: its gradient
     * @param dState [n, h] in: gradient of h; out: the part of h's gradient that goes straight to h', dh ⊙ z
     */
    void gruGradient(Tensor gates, Tensor candidate, Tensor previousState, Tensor dState);

    /**
     * Attention of some decoder states of one sentence over its source positions, equations 3 to 5.
     *
     * @param head the sentence, and how scores are made
     * @param rows which rows of queries, weights and contexts belong to the sentence, the first {@code count} of them
     * @param x queries, keys and values in; weights and contexts out
     */
    void attend(Head head, int[] rows, int count, Attended x);

    /**
     * The gradient of {@link #attend}.
     *
     * @param x as it left it
     * @param dX contexts in; queries out, overwritten in those rows; keys and values added to; no weights
     * @param dV gradient of v, added to; null where there is no v
     */
    void attendGradient(Head head, int[] rows, int count, Attended x, Attended dX, Tensor dV);

    /**
     * The matrices of an attention, or their gradients; N decoder states, M source positions.
     *
     * @param queries [N, a]
     * @param keys [M, a]
     * @param values h [M, d]
     * @param weights a_t [N, at least the sentence's length]; zero past its end
     * @param contexts c_t [N, d]
     */
    record Attended(Tensor queries, Tensor keys, Tensor values, Tensor weights, Tensor contexts) {}

    /**
     * A sentence's rows among keys and values, and the score: v·tanh(q + k) where there is a v, else scale · q·k.
     *
     * @param v v_a [1, a] of the additive score, else null
     */
    record Head(int first, int length, Tensor v, double scale) {}

    /**
     * Softmax, its cross entropy with a smoothed target, and the gradient, in one pass and in place. The target
     * distribution of a row is 1 - smoothing on its token and smoothing spread evenly over the vocabulary.
     *
     * @param logits [n, V] in: logits without the bias; out: the gradient of the summed loss times {@code scale}
     * @param bias [1, V] added to each row
     * @param targets token of each row, from index {@code first} on
     * @param dBias [1, V] gradient of the bias, added to; null where it is not wanted
     * @return the summed loss of the rows, in nats
     */
    double crossEntropy(
            Tensor logits, Tensor bias, int[] targets, int first, double smoothing, double scale, Tensor dBias);

    /** Row {@code i} of a · row {@code j} of b. */
    double dot(Tensor a, int i, Tensor b, int j);

    /** into[n] += a [1, n]. */
    void add(Tensor a, float[] into);
}
