package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;

/**
 * The cell of a recurrence: one time step for n rows, of which the first m ≤ n continue from a previous state and the
 * others start from zero. Beside its state h a cell keeps one matrix of the same shape, {@code aux}: the memory c of an
 * LSTM, the candidate's recurrent part u of a GRU.
 */
sealed interface RecurrentCell permits LstmCell, GruCell {
    /** A cell over its recurrent weights [h, gates · h]. */
    static RecurrentCell of(ModelSettings.Cell kind, Weights recurrent, Kernels kernels, MatrixProduct product) {
        return switch (kind) {
            case LSTM -> new LstmCell(recurrent, kernels, product);
            case GRU -> {
                int h = recurrent.value().rows();
                yield new GruCell(recurrent.cols(0, 2 * h), recurrent.cols(2 * h, h), kernels, product);
            }
        };
    }

    /** Gates of a unit: how many times h the rows of {@code gates} are wide. */
    static int gates(ModelSettings.Cell kind) {
        return kind == ModelSettings.Cell.LSTM ? 4 : 3;
    }

    /** What its products are taken by. */
    MatrixProduct product();

    /**
     * One step forward.
     *
     * @param gates [n, gates · h] in: the input's part of the sums, with bias; out: the gates
     * @param previous state of the step before [m, h]
     * @param previousAux [m, h]
     * @param aux [n, h] out
     * @param state [n, h] out
     */
    void step(Tensor gates, Tensor previous, Tensor previousAux, Tensor aux, Tensor state);

    /**
     * One step back.
     *
     * @param gates in: the gates; out: gradient of the sums
     * @param aux a GRU's in: u; out: its gradient
     * @param dState [n, h] gradient of the state; destroyed
     * @param dCarry [n, h] in: what the step after left; out: what the step before takes
     * @param dPrevious [m, h] gradient of the previous state, added to; null when there is none
     */
    void gradient(
            Tensor gates,
            Tensor previous,
            Tensor previousAux,
            Tensor aux,
            Tensor dState,
            Tensor dCarry,
            Tensor dPrevious);

    /** Overwrites the recurrent weights' gradient from all steps: previous states [N, h], gradients [N, …]. */
    void weightGradient(Tensor previousStates, Tensor dGates, Tensor dAux);
}
