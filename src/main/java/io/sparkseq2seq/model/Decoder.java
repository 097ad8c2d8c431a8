package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProduct;
import io.sparkseq2seq.kernel.Packing;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.kernel.Weights;
import io.sparkseq2seq.subword.Subwords;
import java.util.Map;

/**
 * The decoder with attention, equations 2 to 6. Its recurrence does not depend on the attention of the step before, so
 * in training attention and output of all steps follow it at once.
 *
 * <p>The encoder's states come as a matrix of [sentences · longest, hidden]: position j of sentence i is row i ·
 * longest + j, and rows past a sentence's end are never looked at.
 */
final class Decoder {
    /**
     * The decoder's dimensions.
     *
     * @param hidden size of s_t
     * @param bidirectional whether the encoder is: s_0 is then a learned projection of its final states c, else c
     *     itself
     * @param tied whether the output's matrix is the target embedding
     */
    record Shape(
            ModelSettings.Cell cell,
            int vocabulary,
            int embedding,
            int hidden,
            boolean bidirectional,
            boolean tied,
            Attention.Shape attention) {
        int encoderHidden() {
            return attention.encoderHidden();
        }

        int gates() {
            return RecurrentCell.gates(cell) * hidden;
        }

        Parameters parameters() {
            var parameters = new Parameters().weight("embedding", vocabulary, embedding);
            if (bidirectional) {
                parameters.weight("bridge", encoderHidden(), hidden).bias("bridge-bias", hidden);
            }
            boolean lstm = cell == ModelSettings.Cell.LSTM;
            parameters
                    .weight("input", embedding, gates())
                    .weight("input-semantic", encoderHidden(), gates())
                    .weight("recurrent", hidden, gates())
                    .bias("bias", gates(), lstm ? hidden : 0, lstm ? 2 * hidden : 0);
            attention.addTo(parameters);
            OutputLayer.addTo(parameters, vocabulary, embedding, hidden + encoderHidden(), tied);
            return parameters;
        }
    }

    /**
     * A batch of encoded sentences.
     *
     * @param memory h [sentences · longest, hidden]
     * @param lengths real positions of each sentence
     */
    record Source(Tensor memory, int[] lengths) {
        int longest() {
            return memory.rows() / lengths.length;
        }

        int first(int sentence) {
            return sentence * longest();
        }
    }

    /** Elements of {@link #tokenSums}: 128 MiB. */
    private static final long MOST_TOKEN_SUMS = 1 << 25;

    final Shape shape;
    final Kernels kernels;
    final MatrixProduct product;
    final Attention attention;
    final OutputLayer output;
    final RecurrentCell cell;
    final Weights embedding;
    private final EmbeddingTable table;
    private final Weights bridge;
    private final Weights bridgeBias;
    private final Weights input;
    private final Weights inputSemantic;
    private final Weights bias;
    private final Arena arena;

    /** @param int8 whether logits are taken in 8 bits, for {@link OutputLayer#logits} alone */
    Decoder(
            Shape shape,
            Map<String, Weights> weights,
            Kernels kernels,
            MatrixProduct product,
            boolean int8,
            Arena arena) {
        this.shape = shape;
        this.kernels = kernels;
        this.product = product;
        this.arena = arena;
        embedding = weights.get("embedding");
        table = new EmbeddingTable(embedding, kernels);
        bridge = weights.get("bridge");
        bridgeBias = weights.get("bridge-bias");
        input = weights.get("input");
        inputSemantic = weights.get("input-semantic");
        bias = weights.get("bias");
        cell = RecurrentCell.of(shape.cell(), weights.get("recurrent"), kernels, product);
        attention = new Attention(shape.attention(), weights, kernels, product);
        output = new OutputLayer(weights, kernels, product, int8);
    }

    /**
     * What training asks of a batch.
     *
     * @param smoothing share of the target's probability that is spread over the vocabulary
     * @param dropout of embeddings and of [s_t ; c_t]
     * @param scale of the gradients; the loss is summed over tokens, so 1 / tokens makes them a mean
     * @param seed of dropout
     */
    record Task(double smoothing, double dropout, double scale, long seed) {}

    /**
     * The loss of a batch, summed over target tokens, in nats.
     *
     * @param targets each ends with END; the inputs are START and all but the last of them
     * @param dMemory [sentences · longest, hidden] where the gradient of h goes, and all weights' gradients with it;
     *     null for the loss alone
     */
    double loss(Source source, int[][] targets, Task task, Tensor dMemory) {
        var lengths = new int[targets.length];
        for (int i = 0; i < targets.length; i++) {
            lengths[i] = targets[i].length;
        }
        var packing = new Packing(lengths);
        int tokens = packing.size();

        // Equation 2.
        var c = semantic(source, packing);
        var initial = initial(c);
        var x = arena.tensor(tokens, shape.embedding());
        table.forward(Encoder.packed(shifted(targets), packing), x, task.dropout(), task.seed());
        var gates = inputSums(x, c, packing);
        var features = arena.tensor(tokens, shape.hidden() + shape.encoderHidden());
        var states = features.cols(0, shape.hidden());
        var recurrence = new Recurrence(cell, false);
        recurrence.forward(packing, gates, initial, states, arena);
        Phases.done(Phase.DECODER);

        // Equations 3 to 5.
        var keys = attention.keys(source.memory(), arena);
        var queries = attention.queries(states, arena);
        var weights = arena.tensor(tokens, source.longest());
        var contexts = features.cols(shape.hidden(), shape.encoderHidden());
        var attended = new Kernels.Attended(queries, keys, source.memory(), weights, contexts);
        var rows = new int[packing.steps()];
        for (int place = 0; place < packing.sequences(); place++) {
            int count = rowsOf(place, packing, rows);
            kernels.attend(head(source, packing, place), rows, count, attended);
        }
        Phases.done(Phase.ATTENTION);

        // Equation 6.
        var wanted = Encoder.packed(targets, packing);
        var dropped = dropped(features, task);
        if (dMemory == null) {
            double loss = output.loss(dropped, wanted, task.smoothing(), arena);
            Phases.done(Phase.OUTPUT);
            return loss;
        }
        var dFeatures = arena.tensor(tokens, features.cols());
        double loss = output.lossAndGradient(dropped, wanted, task.smoothing(), task.scale(), dFeatures, arena);
        if (task.dropout() > 0) {
            kernels.dropout(dFeatures, task.dropout(), task.seed() + 1);
        }
        Phases.done(Phase.OUTPUT);
        var dStates = dFeatures.cols(0, shape.hidden());
        var dContexts = dFeatures.cols(shape.hidden(), shape.encoderHidden());

        // Back through equations 5 to 3.
        var dKeys = arena.zeros(keys.rows(), keys.cols());
        var dQueries = arena.tensor(tokens, queries.cols());
        var dV = attention.clearedScoreGradient();
        dMemory.clear();
        var gradient = new Kernels.Attended(dQueries, dKeys, dMemory, null, dContexts);
        for (int place = 0; place < packing.sequences(); place++) {
            int count = rowsOf(place, packing, rows);
            kernels.attendGradient(head(source, packing, place), rows, count, attended, gradient, dV);
        }
        attention.queriesGradient(states, dQueries, dStates);
        attention.keysGradient(source.memory(), dKeys, dMemory);
        Phases.done(Phase.ATTENTION_GRADIENT);

        // Back through equation 2.
        var dInitial = arena.tensor(packing.sequences(), shape.hidden());
        var dGates = recurrence.backward(dStates, dInitial);
        var dC = arena.zeros(packing.sequences(), shape.encoderHidden());
        inputGradient(x, c, gates, dGates, packing, dC);
        initialGradient(c, dInitial, dC);
        addSemanticGradient(source, packing, dC, dMemory);
        Phases.done(Phase.DECODER_GRADIENT);
        return loss;
    }

    /** c, the encoder's final states, [sequences, encoderHidden] in packed order. */
    Tensor semantic(Source source, Packing packing) {
        var c = arena.tensor(packing.sequences(), shape.encoderHidden());
        for (int place = 0; place < packing.sequences(); place++) {
            int sentence = packing.sequence(place);
            forwardHalf(c).copyRow(place, forwardHalf(source.memory()), last(source, sentence));
            backwardHalf(c).copyRow(place, backwardHalf(source.memory()), source.first(sentence));
        }
        return c;
    }

    private void addSemanticGradient(Source source, Packing packing, Tensor dC, Tensor dMemory) {
        for (int place = 0; place < packing.sequences(); place++) {
            int sentence = packing.sequence(place);
            kernels.add(forwardHalf(dC).rows(place, 1), forwardHalf(dMemory).rows(last(source, sentence), 1));
            kernels.add(backwardHalf(dC).rows(place, 1), backwardHalf(dMemory).rows(source.first(sentence), 1));
        }
    }

    private static int last(Source source, int sentence) {
        return source.first(sentence) + source.lengths()[sentence] - 1;
    }

    // The states of the direction that ends at the sentence's end; all of them when there is one direction.
    private Tensor forwardHalf(Tensor states) {
        return states.cols(0, shape.bidirectional() ? shape.encoderHidden() / 2 : shape.encoderHidden());
    }

    // The states of the direction that ends at the sentence's start; none when there is one direction.
    private Tensor backwardHalf(Tensor states) {
        int from = shape.bidirectional() ? shape.encoderHidden() / 2 : shape.encoderHidden();
        return states.cols(from, shape.encoderHidden() - from);
    }

    /** s_0 [sequences, hidden]: c, or its projection. */
    Tensor initial(Tensor c) {
        if (bridge == null) {
            return c;
        }
        var initial = arena.tensor(c.rows(), shape.hidden());
        kernels.repeat(bridgeBias.value(), initial);
        product.product(c, bridge, 1, initial);
        return initial;
    }

    private void initialGradient(Tensor c, Tensor dInitial, Tensor dC) {
        if (bridge == null) {
            kernels.add(dInitial, dC);
        } else {
            product.transposedProduct(c, dInitial, 0, bridge.gradient());
            bridgeBias.gradient().clear();
            kernels.addColumnSums(dInitial, bridgeBias.gradient());
            product.productByTransposed(dInitial, bridge, 1, dC);
        }
    }

    /** c's part of the gates' sums with the bias, [sequences, gates]: the same at every step. */
    Tensor semanticSums(Tensor c) {
        var sums = arena.tensor(c.rows(), shape.gates());
        kernels.repeat(bias.value(), sums);
        product.product(c, inputSemantic, 1, sums);
        return sums;
    }

    /** Adds the embedded tokens' part to the gates' sums. */
    void addInputSums(Tensor x, Tensor gates) {
        product.product(x, input, 1, gates);
    }

    /** The part of each token of the vocabulary in the gates' sums; null where that takes too much memory. */
    Tensor tokenSums() {
        long elements = (long) shape.vocabulary() * shape.gates();
        return elements > MOST_TOKEN_SUMS ? null : embedding.times(input, product);
    }

    private Tensor inputSums(Tensor x, Tensor c, Packing packing) {
        var semantic = semanticSums(c);
        var gates = arena.tensor(packing.size(), shape.gates());
        for (int t = 0; t < packing.steps(); t++) {
            gates.rows(packing.offset(t), packing.count(t)).copy(semantic.rows(0, packing.count(t)));
        }
        addInputSums(x, gates);
        return gates;
    }

    /**
     * @param dSums the gradient of the gates' sums
     * @param dGates the same, as a factor of products
     */
    private void inputGradient(Tensor x, Tensor c, Tensor dSums, Tensor dGates, Packing packing, Tensor dC) {
        product.transposedProduct(x, dGates, 0, input.gradient());
        var dSemantic = arena.zeros(packing.sequences(), shape.gates());
        for (int t = 0; t < packing.steps(); t++) {
            kernels.add(dSums.rows(packing.offset(t), packing.count(t)), dSemantic.rows(0, packing.count(t)));
        }
        bias.gradient().clear();
        kernels.addColumnSums(dSemantic, bias.gradient());
        product.transposedProduct(c, dSemantic, 0, inputSemantic.gradient());
        product.productByTransposed(dSemantic, inputSemantic, 0, dC);
        var dX = arena.tensor(x.rows(), x.cols());
        product.productByTransposed(dGates, input, 0, dX);
        if (!shape.tied()) {
            embedding.gradient().clear();
        }
        table.backward(dX);
    }

    private Tensor dropped(Tensor features, Task task) {
        if (task.dropout() == 0) {
            return features;
        }
        var dropped = arena.tensor(features.rows(), features.cols());
        dropped.copy(features);
        kernels.dropout(dropped, task.dropout(), task.seed() + 1);
        return dropped;
    }

    private Kernels.Head head(Source source, Packing packing, int place) {
        int sentence = packing.sequence(place);
        return attention.head(source.first(sentence), source.lengths()[sentence]);
    }

    private static int rowsOf(int place, Packing packing, int[] rows) {
        for (int t = 0; t < packing.length(place); t++) {
            rows[t] = packing.row(place, t);
        }
        return packing.length(place);
    }

    private static int[][] shifted(int[][] targets) {
        var shifted = new int[targets.length][];
        for (int i = 0; i < targets.length; i++) {
            shifted[i] = new int[targets[i].length];
            shifted[i][0] = Subwords.START;
            System.arraycopy(targets[i], 0, shifted[i], 1, targets[i].length - 1);
        }
        return shifted;
    }
}
