package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Packing;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The encoder, equation 1: h_t = f_enc(x_t, h_{t-1}) over embedded source tokens, in one or both directions, in one or
 * several layers. From the second layer on a layer's input is added to its output.
 */
final class Encoder {
    /**
     * The encoder's dimensions.
     *
     * @param hidden size of h_t, both directions together
     */
    record Shape(
            ModelSettings.Cell cell, int vocabulary, int embedding, int hidden, int layers, boolean bidirectional) {
        int directions() {
            return bidirectional ? 2 : 1;
        }

        /** Units of one direction. */
        int units() {
            return hidden / directions();
        }

        Parameters parameters() {
            var parameters = new Parameters().weight("embedding", vocabulary, embedding);
            int gates = RecurrentCell.gates(cell) * units();
            boolean lstm = cell == ModelSettings.Cell.LSTM;
            for (int layer = 0; layer < layers; layer++) {
                for (int direction = 0; direction < directions(); direction++) {
                    String name = name(layer, direction);
                    parameters.weight(name + "-input", layer == 0 ? embedding : hidden, gates);
                    parameters.weight(name + "-recurrent", units(), gates);
                    // A forget gate that starts open keeps gradients alive through time (Jozefowicz et al. 2015).
                    parameters.bias(name + "-bias", gates, lstm ? units() : 0, lstm ? 2 * units() : 0);
                }
            }
            return parameters;
        }

        private static String name(int layer, int direction) {
            return "layer" + layer + (direction == 0 ? "-forward" : "-backward");
        }
    }

    private final Shape shape;
    private final Kernels kernels;
    private final MatrixProduct product;
    private final Arena arena;
    private final Weights embedding;
    private final EmbeddingTable table;
    private final List<Direction> directions = new ArrayList<>();

    private Packing packing;
    private final List<Tensor> inputs = new ArrayList<>();
    private double dropout;
    private long seed;

    /** One direction of one layer. */
    private final class Direction {
        final Weights input;
        final Weights bias;
        final Recurrence recurrence;
        Tensor gates;

        Direction(Map<String, Weights> weights, String name, boolean reverse) {
            input = weights.get(name + "-input");
            bias = weights.get(name + "-bias");
            var cell = RecurrentCell.of(shape.cell(), weights.get(name + "-recurrent"), kernels, product);
            recurrence = new Recurrence(cell, reverse);
        }

        void forward(Tensor x, Tensor state) {
            gates = arena.tensor(x.rows(), bias.value().cols());
            kernels.repeat(bias.value(), gates);
            product.product(x, input, 1, gates);
            recurrence.forward(packing, gates, null, state, arena);
        }

        void backward(Tensor x, Tensor dState, double beta, Tensor dX) {
            var dGates = recurrence.backward(dState, null);
            product.transposedProduct(x, dGates, 0, input.gradient());
            bias.gradient().clear();
            kernels.addColumnSums(gates, bias.gradient());
            product.productByTransposed(dGates, input, beta, dX);
        }
    }

    Encoder(Shape shape, Map<String, Weights> weights, Kernels kernels, MatrixProduct product, Arena arena) {
        this.shape = shape;
        this.kernels = kernels;
        this.product = product;
        this.arena = arena;
        embedding = weights.get("embedding");
        table = new EmbeddingTable(embedding, kernels);
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (int d = 0; d < shape.directions(); d++) {
                directions.add(new Direction(weights, Shape.name(layer, d), d == 1));
            }
        }
    }

    /**
     * Encodes a batch.
     *
     * @param sources token ids of each sentence
     * @param dropout of embeddings and between layers
     * @return h, packed [N, hidden]
     */
    Tensor forward(int[][] sources, Packing packing, double dropout, long seed) {
        this.packing = packing;
        this.dropout = dropout;
        this.seed = seed;
        inputs.clear();
        var x = arena.tensor(packing.size(), shape.embedding());
        table.forward(packed(sources, packing), x, dropout, seed);
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (layer > 0 && dropout > 0) {
                x = copy(x);
                kernels.dropout(x, dropout, seed + layer);
            }
            inputs.add(x);
            var h = arena.tensor(packing.size(), shape.hidden());
            for (int d = 0; d < shape.directions(); d++) {
                direction(layer, d).forward(x, h.cols(d * shape.units(), shape.units()));
            }
            if (layer == 0) {
                x = h;
            } else {
                var sum = copy(h);
                kernels.add(x, sum);
                x = sum;
            }
        }
        return x;
    }

    // The states must stay as they are for the way back, so whatever changes them works on a copy.
    private Tensor copy(Tensor x) {
        var copy = arena.tensor(x.rows(), x.cols());
        copy.copy(x);
        return copy;
    }

    /** Writes all gradients, given that of h, packed [N, hidden], which it destroys. */
    void backward(Tensor dOutput) {
        for (int layer = shape.layers() - 1; layer >= 0; layer--) {
            var x = inputs.get(layer);
            var dX = layer > 0 ? copy(dOutput) : arena.tensor(x.rows(), x.cols());
            for (int d = 0; d < shape.directions(); d++) {
                double beta = layer > 0 || d > 0 ? 1 : 0;
                direction(layer, d).backward(x, dOutput.cols(d * shape.units(), shape.units()), beta, dX);
            }
            if (layer > 0 && dropout > 0) {
                kernels.dropout(dX, dropout, seed + layer);
            }
            dOutput = dX;
        }
        embedding.gradient().clear();
        table.backward(dOutput);
    }

    private Direction direction(int layer, int d) {
        return directions.get(layer * shape.directions() + d);
    }

    /** The tokens of a batch in packed order. */
    static int[] packed(int[][] tokens, Packing packing) {
        var packed = new int[packing.size()];
        for (int place = 0; place < packing.sequences(); place++) {
            var sequence = tokens[packing.sequence(place)];
            for (int t = 0; t < sequence.length; t++) {
                packed[packing.row(place, t)] = sequence[t];
            }
        }
        return packed;
    }
}
