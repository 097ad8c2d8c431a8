package io.sparkseq2seq.config;

/**
 * The {@code evaluate} section of {@code seq2seq-reference.conf}, which explains each of these.
 *
 * @param model to evaluate on a corpus; empty: plain files are scored
 * @param corpus whose set is translated
 * @param set which set
 * @param hypotheses a file of translations
 * @param references one or more files, separated by commas
 * @param tokenize BLEU's tokenizer
 * @param lowercase whether BLEU and chrF ignore case
 * @param smooth BLEU's smoothing
 * @param smoothValue its constant; 0: the method's usual one
 * @param ter how TER makes words
 * @param output report, translations, pictures; empty: evaluation inside the model
 * @param overwrite whether to replace an output that is there
 * @param pictures attention pictures to draw
 * @param samples sentences of each kind to show in the report
 * @param beam hypotheses kept; 1: greedy
 * @param lengthPenalty alpha; 0: none
 */
public record EvaluateSettings(
        String model,
        String corpus,
        Part set,
        String hypotheses,
        String references,
        BleuTokenizer tokenize,
        boolean lowercase,
        BleuSmoothing smooth,
        @Range(min = 0, max = 1000) double smoothValue,
        Ter ter,
        String output,
        boolean overwrite,
        @Range(min = 0, max = 100) int pictures,
        @Range(min = 0, max = 1000) int samples,
        @Range(min = 1, max = 1000) int beam,
        @Range(min = 0, max = 100) double lengthPenalty) {

    /** A set of a corpus that a model has not been trained on. */
    public enum Part {
        /** The test set. */
        TEST,
        /** The validation set. */
        VALID
    }

    /**
     * How TER makes words.
     *
     * @param caseSensitive whether case matters
     * @param normalize whether punctuation is cut off words
     * @param punctuation whether punctuation counts
     * @param asian whether that goes for Chinese characters and Asian punctuation too
     */
    public record Ter(boolean caseSensitive, boolean normalize, boolean punctuation, boolean asian) {}
}
