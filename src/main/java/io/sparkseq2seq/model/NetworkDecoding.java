package io.sparkseq2seq.model;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.ComputeThreads;
import io.sparkseq2seq.kernel.Kernels;
import io.sparkseq2seq.kernel.MatrixProducts;
import io.sparkseq2seq.kernel.Packing;
import io.sparkseq2seq.kernel.Phases;
import io.sparkseq2seq.kernel.Phases.Phase;
import io.sparkseq2seq.kernel.Tensor;
import io.sparkseq2seq.subword.Subwords;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The network one step at a time: the encoder and W_h h once for the batch, then equations 2 to 6 for the rows asked
 * for.
 */
final class NetworkDecoding implements Decoding {
    /** Kept so that its memory stays while this decodes. */
    private final ModelWeights model;

    private final Arena arena = new Arena(true);
    private Arena current = new Arena(true);
    private Arena spare = new Arena(true);
    private final Decoder decoder;
    private final Decoder.Source source;
    private final Tensor keys;
    private final Tensor initial;
    private final Tensor semanticSums;
    private final Tensor tokenSums;

    private int[] sentence;
    private Tensor state;
    private Tensor aux;
    private Tensor weights;
    private OutputLayer.Logits logits;
    private boolean closed;

    NetworkDecoding(ModelWeights model, DecodingPrecision precision, int[][] sources) {
        this.model = model;
        ComputeThreads.limit();
        Phases.done(Phase.SEARCH);
        var kernels = Kernels.of(true);
        var product = MatrixProducts.of(model.product(), precision.ofProducts(model.precision()));
        boolean int8 = precision == DecodingPrecision.INT8;
        if (int8) {
            MatrixProducts.announceInt8();
        }
        var ended = Arrays.stream(sources).map(NetworkDecoding::ended).toArray(int[][]::new);
        var packing = new Packing(Packing.lengths(ended));
        var encoder = new Encoder(model.encoderShape(), model.encoder().weights(), kernels, product, arena);
        var packed = encoder.forward(ended, packing, 0, 0);
        var memory = arena.tensor(sources.length * packing.steps(), packed.cols());
        memory.clear();
        packing.unpack(packed, memory, packing.steps());

        decoder = new Decoder(model.decoderShape(), model.decoder().weights(), kernels, product, int8, arena);
        source = new Decoder.Source(memory, Packing.lengths(ended));
        keys = decoder.attention.keys(memory, arena);
        // Sequences of one length keep their order, so row i is sentence i.
        var c = decoder.semantic(source, new Packing(ones(sources.length)));
        initial = decoder.initial(c);
        semanticSums = decoder.semanticSums(c);
        tokenSums = decoder.tokenSums();
        Phases.done(Phase.ENCODER);
    }

    private static int[] ended(int[] tokens) {
        var ended = Arrays.copyOf(tokens, tokens.length + 1);
        ended[tokens.length] = Subwords.END;
        return ended;
    }

    private static int[] ones(int count) {
        var ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public int sentences() {
        return source.lengths().length;
    }

    @Override
    public int vocabularySize() {
        return decoder.shape.vocabulary();
    }

    @Override
    public int rows() {
        return sentence == null ? 0 : sentence.length;
    }

    @Override
    public void advance(int[] from, int[] tokens) {
        check(from, tokens);
        Phases.done(Phase.SEARCH);
        int rows = from.length;
        int hidden = decoder.shape.hidden();
        spare.reset();
        var previous = gather(sentence == null ? initial : state, from, spare);
        var previousAux = sentence == null ? initial.rows(0, 0) : gather(aux, from, spare);
        sentence = sentence == null
                ? from.clone()
                : IntStream.of(from).map(i -> sentence[i]).toArray();

        var gates = gather(semanticSums, sentence, spare);
        if (tokenSums != null) {
            decoder.kernels.add(gather(tokenSums, tokens, spare), gates);
        } else {
            decoder.addInputSums(gather(decoder.embedding.value(), tokens, spare), gates);
        }
        var features = spare.tensor(rows, hidden + decoder.shape.encoderHidden());
        state = features.cols(0, hidden);
        aux = spare.tensor(rows, hidden);
        decoder.cell.step(gates, previous, previousAux, aux, state);
        Phases.done(Phase.DECODER);

        weights = spare.tensor(rows, source.longest());
        var queries = decoder.attention.queries(state, spare);
        attend(queries, features.cols(hidden, decoder.shape.encoderHidden()));
        Phases.done(Phase.ATTENTION);
        logits = decoder.output.logits(features, spare);
        Phases.done(Phase.OUTPUT);

        var last = current;
        current = spare;
        spare = last;
    }

    private static Tensor gather(Tensor table, int[] rows, Arena arena) {
        var gathered = arena.tensor(rows.length, table.cols());
        for (int i = 0; i < rows.length; i++) {
            gathered.copyRow(i, table, rows[i]);
        }
        return gathered;
    }

    // Neighbouring rows are mostly hypotheses of one sentence, whose keys are then loaded once.
    private void attend(Tensor queries, Tensor contexts) {
        var attended = new Kernels.Attended(queries, keys, source.memory(), weights, contexts);
        var rows = new int[sentence.length];
        for (int i = 0; i < rows.length; ) {
            int of = sentence[i];
            int count = 0;
            while (i < rows.length && sentence[i] == of) {
                rows[count++] = i++;
            }
            var head = decoder.attention.head(source.first(of), source.lengths()[of]);
            decoder.kernels.attend(head, rows, count, attended);
        }
    }

    private void check(int[] from, int[] tokens) {
        int previous = sentence == null ? sentences() : sentence.length;
        if (closed || from.length == 0 || from.length != tokens.length) {
            throw new IllegalStateException(
                    (closed ? "Closed; " : "") + from.length + " rows, " + tokens.length + " tokens");
        }
        for (int i = 0; i < from.length; i++) {
            if (from[i] < 0 || from[i] >= previous || tokens[i] < 0 || tokens[i] >= vocabularySize()) {
                throw new IllegalStateException("Row " + i + " continues row " + from[i] + " of " + previous
                        + " with token " + tokens[i] + " of " + vocabularySize());
            }
        }
    }

    @Override
    public void next(int row, NextTokens into) {
        checkRow(row);
        decoder.output.next(logits, row, into);
    }

    @Override
    public int attention(int row, float[] into) {
        checkRow(row);
        int length = source.lengths()[sentence[row]];
        for (int j = 0; j < length; j++) {
            into[j] = (float) weights.get(row, j);
        }
        return length;
    }

    private void checkRow(int row) {
        if (closed || row < 0 || row >= rows()) {
            throw new IllegalStateException((closed ? "Closed; " : "") + "row " + row + " of " + rows());
        }
    }

    @Override
    public void close() {
        closed = true;
        arena.close();
        current.close();
        spare.close();
    }
}
