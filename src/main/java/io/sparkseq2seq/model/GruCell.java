package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;

/**
 * A GRU whose reset gate acts on the recurrent part of the candidate, n = tanh(x_n + r ⊙ (h' U_n)) (Cho et al. 2014 in
 * the form that lets all recurrent products be taken at once); its formulas are with {@link Kernels#gru}.
 *
 * @param gateWeights U_r and U_z [h, 2h]
 * @param candidateWeights U_n [h, h]
 */
record GruCell(Weights gateWeights, Weights candidateWeights, Kernels kernels, MatrixProduct product)
        implements RecurrentCell {
    @Override
    public void step(Tensor gates, Tensor previous, Tensor previousAux, Tensor aux, Tensor state) {
        int h = state.cols();
        int m = previous.rows();
        product.stepProduct(previous, gateWeights, 1, gates.rows(0, m).cols(0, 2 * h));
        product.stepProduct(previous, candidateWeights, 0, aux.rows(0, m));
        aux.rows(m, aux.rows() - m).clear();
        kernels.gru(gates, aux, previous, state);
    }

    @Override
    public void gradient(
            Tensor gates,
            Tensor previous,
            Tensor previousAux,
            Tensor aux,
            Tensor dState,
            Tensor dCarry,
            Tensor dPrevious) {
        int h = dState.cols();
        kernels.gruGradient(gates, aux, previous, dState);
        if (dPrevious != null) {
            int m = dPrevious.rows();
            kernels.add(dState.rows(0, m), dPrevious);
            product.stepProductByTransposed(gates.rows(0, m).cols(0, 2 * h), gateWeights, 1, dPrevious);
            product.stepProductByTransposed(aux.rows(0, m), candidateWeights, 1, dPrevious);
        }
    }

    @Override
    public void weightGradient(Tensor previousStates, Tensor dGates, Tensor dAux) {
        int h = previousStates.cols();
        product.transposedProduct(previousStates, dGates.cols(0, 2 * h), 0, gateWeights.gradient());
        product.transposedProduct(previousStates, dAux, 0, candidateWeights.gradient());
    }
}
