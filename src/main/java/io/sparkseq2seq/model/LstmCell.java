package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;

/** The LSTM of equation 1; its forward and backward formulas are with {@link Kernels#lstm}. */
record LstmCell(Weights recurrent, Kernels kernels, MatrixProduct product) implements RecurrentCell {
    @Override
    public void step(Tensor gates, Tensor previous, Tensor previousAux, Tensor aux, Tensor state) {
        product.stepProduct(previous, recurrent, 1, gates.rows(0, previous.rows()));
        kernels.lstm(gates, previousAux, aux, state);
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
        kernels.lstmGradient(gates, previousAux, aux, dState, dCarry);
        if (dPrevious != null) {
            product.stepProductByTransposed(gates.rows(0, dPrevious.rows()), recurrent, 1, dPrevious);
        }
    }

    @Override
    public void weightGradient(Tensor previousStates, Tensor dGates, Tensor dAux) {
        product.transposedProduct(previousStates, dGates, 0, recurrent.gradient());
    }
}
