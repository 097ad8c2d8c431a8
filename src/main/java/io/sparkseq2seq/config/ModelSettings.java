package io.sparkseq2seq.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The {@code model} section of {@code seq2seq-reference.conf}, which explains each of these.
 *
 * @param cell of the encoder and the decoder
 * @param embedding size of a token's vector
 * @param encoder its recurrence
 * @param decoder its recurrence
 * @param attention how a state looks at the source
 * @param dropout share of units to drop
 * @param tieEmbeddings whether the output layer shares the target embedding's matrix
 * @param initScale weights start uniform in [-initScale, initScale]
 * @param product what computes matrix products
 * @param precision of their factors
 */
public record ModelSettings(
        Cell cell,
        @Range(min = 1, max = 16_384) int embedding,
        Encoder encoder,
        Decoder decoder,
        Attention attention,
        @Range(min = 0, below = 1) double dropout,
        boolean tieEmbeddings,
        @Range(above = 0, max = 10) double initScale,
        Product product,
        Precision precision)
        implements Checked {

    /** The recurrent cell. */
    public enum Cell {
        /** Long short-term memory. */
        LSTM,
        /** Gated recurrent unit. */
        GRU
    }

    /** The attention score of a decoder state and an encoder state. */
    public enum Score {
        /** v^T tanh(W [s; h]). */
        ADDITIVE,
        /** s^T h, scaled. */
        DOT,
        /** s^T W h. */
        GENERAL
    }

    /** The library that computes matrix products. */
    public enum Product {
        /** The fastest that works here. */
        AUTO,
        /** OpenBLAS through ND4J. */
        OPENBLAS,
        /** oneDNN. */
        ONEDNN
    }

    /** The precision of matrix products' factors; sums, weights and the optimizer's state are always f32. */
    public enum Precision {
        /** bf16 where the processor has instructions for it, else f32. */
        AUTO,
        /** Single precision. */
        F32,
        /** bfloat16: 8 bits of mantissa. */
        BF16
    }

    /** The encoder: {@code hidden} is the size of h_t, both directions together. */
    public record Encoder(
            @Range(min = 1, max = 16_384) int hidden, @Range(min = 1, max = 16) int layers, boolean bidirectional) {}

    /** The decoder: {@code hidden} is the size of s_t. */
    public record Decoder(@Range(min = 1, max = 16_384) int hidden) {}

    /** The attention: {@code hidden} is the size of v_a, with the additive score. */
    public record Attention(Score score, @Range(min = 1, max = 16_384) int hidden) {}

    @Override
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (encoder.bidirectional && encoder.hidden % 2 != 0) {
            problems.add(new Problem(
                    "encoder.hidden",
                    "must be even, for each direction of a bidirectional encoder gives one half",
                    "Give an even number."));
        }
        if (!encoder.bidirectional && encoder.hidden != decoder.hidden) {
            problems.add(new Problem(
                    "decoder.hidden",
                    "must equal model.encoder.hidden = " + encoder.hidden
                            + " when the encoder has one direction, for the decoder starts from its last state",
                    "Make them equal, or set model.encoder.bidirectional = true."));
        }
        if (attention.score == Score.DOT && encoder.hidden != decoder.hidden) {
            problems.add(new Problem(
                    "attention.score",
                    "compares states of one size with dot, and model.encoder.hidden = " + encoder.hidden
                            + " is not model.decoder.hidden = " + decoder.hidden,
                    "Make them equal, or take general or additive."));
        }
        return problems;
    }
}
