package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;

/** Looks rows up in an embedding matrix, with dropout on the result, and adds gradients back to the rows. */
final class EmbeddingTable {
    private final Weights weights;
    private final Kernels kernels;
    private int[] tokens;
    private double dropout;
    private long seed;

    EmbeddingTable(Weights weights, Kernels kernels) {
        this.weights = weights;
        this.kernels = kernels;
    }

    /**
     * @param tokens one for each row; kept
     * @param into [N, embedding] out
     */
    void forward(int[] tokens, Tensor into, double dropout, long seed) {
        this.tokens = tokens;
        this.dropout = dropout;
        this.seed = seed;
        check(tokens, into.rows());
        for (int r = 0; r < into.rows(); r++) {
            into.copyRow(r, weights.value(), tokens[r]);
        }
        if (dropout > 0) {
            kernels.dropout(into, dropout, seed);
        }
    }

    /** Rows are copied by native code, which looks at no bounds. */
    private void check(int[] tokens, int rows) {
        for (int r = 0; r < rows; r++) {
            if (tokens[r] < 0 || tokens[r] >= weights.value().rows()) {
                throw new IllegalStateException("token " + tokens[r] + " of a vocabulary of "
                        + weights.value().rows());
            }
        }
    }

    /** Adds the gradient of the rows [N, embedding], which it destroys, to the gradient of their tokens. */
    void backward(Tensor dRows) {
        if (dropout > 0) {
            kernels.dropout(dRows, dropout, seed);
        }
        for (int r = 0; r < dRows.rows(); r++) {
            kernels.add(dRows.rows(r, 1), weights.gradient().rows(tokens[r], 1));
        }
    }
}
