package io.sparkseq2seq.config;

import java.io.Serializable;

/**
 * The {@code train} section of {@code seq2seq-reference.conf}, which explains each of these.
 *
 * @param corpus what preprocess made
 * @param model where the model goes
 * @param startFrom the model whose weights it begins with; empty: random ones
 * @param overwrite whether to replace a model that is there
 * @param workers parallel Spark tasks
 * @param batch sentence pairs in a batch
 * @param averaging of the workers' parameters
 * @param epochs at most
 * @param maxMinutes of training; 0: no limit
 * @param learningRate the highest
 * @param warmupSteps steps of a worker in which the rate rises from 0
 * @param decay how the rate falls
 * @param decayStart step from which it falls
 * @param decayRate exponential, plateau: factor
 * @param decaySteps exponential: steps between two falls
 * @param decayPatience plateau: validations without a better one before it falls
 * @param adam the optimizer
 * @param clipNorm longest gradient; 0: no clipping
 * @param maxSkippedShare of an epoch's batches, since their loss or gradient is not finite, before it is given up
 * @param labelSmoothing share of the probability spread over all tokens
 * @param subwordSampling whether words are cut in another way in each epoch
 * @param valid validation
 * @param patience validations without a better one before it stops; 0: never
 * @param averageBest best epochs whose mean may become the model; 1: the best alone
 * @param checkpoints newest ones to keep
 * @param checkpointMinutes between two within an epoch; 0: at its end only
 * @param reportSamples validation sentences that the report shows
 */
public record TrainSettings(
        String corpus,
        String model,
        String startFrom,
        boolean overwrite,
        @Range(min = 1, max = 10_000) int workers,
        @Range(min = 1, max = 10_000) int batch,
        Averaging averaging,
        @Range(min = 1, max = 1_000_000) int epochs,
        @Range(min = 0, max = 1e7) double maxMinutes,
        @Range(above = 0, max = 1e38) double learningRate,
        @Range(min = 0, max = 1e9) int warmupSteps,
        Decay decay,
        @Range(min = 0, max = 1e9) int decayStart,
        @Range(above = 0, max = 1) double decayRate,
        @Range(min = 1, max = 1e9) int decaySteps,
        @Range(min = 1, max = 1_000_000) int decayPatience,
        Adam adam,
        @Range(min = 0, max = 1e38) double clipNorm,
        @Range(min = 0, max = 1) double maxSkippedShare,
        @Range(min = 0, below = 1) double labelSmoothing,
        SubwordSampling subwordSampling,
        Valid valid,
        @Range(min = 0, max = 1_000_000) int patience,
        @Range(min = 1, max = 1000) int averageBest,
        @Range(min = 0, max = 10_000) int checkpoints,
        @Range(min = 0, max = 1e7) double checkpointMinutes,
        @Range(min = 0, max = 1000) int reportSamples) {

    /**
     * Parameter averaging.
     *
     * @param frequency batches of a worker between two averagings
     * @param startFrequency the same, at the start
     * @param localWarmup steps of a worker in which it goes from the one to the other
     * @param outer what is made of the mean
     * @param outerRate factor of the mean's way
     * @param outerMomentum share of the last way that is kept
     * @param transfer how states travel between machines
     */
    public record Averaging(
            @Range(min = 1, max = 1_000_000) int frequency,
            @Range(min = 1, max = 1_000_000) int startFrequency,
            @Range(min = 0, max = 1e9) int localWarmup,
            Outer outer,
            @Range(above = 0, max = 1000) double outerRate,
            @Range(min = 0, below = 1) double outerMomentum,
            Transfer transfer) {}

    /** What the next round starts from. */
    public enum Outer {
        /** The workers' mean. */
        NONE,
        /** The mean and a share of the way that was taken before. */
        MOMENTUM,
        /** The same, looking ahead. */
        NESTEROV
    }

    /** How parameters and moments travel between the driver and the workers. */
    public enum Transfer {
        /** As they are. */
        F32,
        /** Parameters to the workers as they are; moments, and the change of parameters, rounded to 16 bits. */
        BF16
    }

    /** How the learning rate falls. */
    public enum Decay {
        /** Not at all. */
        NONE,
        /** With the inverse square root of the step. */
        INVERSE_SQRT,
        /** By a factor, every so many steps. */
        EXPONENTIAL,
        /** By a factor, whenever validation has got no better for a while. */
        PLATEAU
    }

    /** What decides which model is best. */
    public enum Criterion {
        /** The highest BLEU of the validation set's translations. */
        BLEU,
        /** The lowest validation loss. */
        LOSS
    }

    /** Adam's moments. */
    public record Adam(
            @Range(min = 0, below = 1) double beta1,
            @Range(min = 0, below = 1) double beta2,
            @Range(above = 0, max = 1) double epsilon) {}

    /**
     * Subword regularization: BPE dropout (Provilkov et al., 2020), or sampling of unigrams (Kudo, 2018).
     *
     * @param side whose words are cut in another way in each epoch
     * @param dropout of merges: how probable it is that one is left out
     * @param alpha of unigrams: the power to which the probabilities of a word's ways are raised
     */
    public record SubwordSampling(
            Side side, @Range(min = 0, max = 1) double dropout, @Range(min = 0, max = 100) double alpha)
            implements Serializable {
        /** One of the sides, none or both. */
        public enum Side {
            /** Neither: words are cut as preprocess did. */
            NONE,
            /** The source's words. */
            SOURCE,
            /** The target's words. */
            TARGET,
            /** The words of both. */
            BOTH
        }

        /** Whether the source's words are cut anew. */
        public boolean ofSource() {
            return side == Side.SOURCE || side == Side.BOTH;
        }

        /** Whether the target's words are cut anew. */
        public boolean ofTarget() {
            return side == Side.TARGET || side == Side.BOTH;
        }
    }

    /**
     * Validation.
     *
     * @param every epochs between two
     * @param maxTokens longer sides are cut for the loss
     * @param bleuSentences to translate; 0: loss only
     * @param beam of that translation; 1: greedy
     * @param calibrationSentences to translate at the end, to learn confidence from; 0: none
     * @param metric which decides what is best
     * @param tokenize BLEU's tokenizer
     */
    public record Valid(
            @Range(min = 1, max = 1_000_000) int every,
            @Range(min = 1, max = 100_000) int maxTokens,
            @Range(min = 0, max = 10_000_000) int bleuSentences,
            @Range(min = 1, max = 1000) int beam,
            @Range(min = 0, max = 100_000) int calibrationSentences,
            Criterion metric,
            BleuTokenizer tokenize) {}
}
