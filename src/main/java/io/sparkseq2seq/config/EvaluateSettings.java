package io.sparkseq2seq.config;

/**
 * The {@code evaluate} section of {@code reference.conf}, which explains each of these.
 *
 * @param model to evaluate on a corpus; empty: plain files are scored
 * @param corpus whose set is translated
 * @param set which set
 * @param hypotheses a file of translations
 * @param references one or more files, separated by commas
 * @param sources of the hypotheses, to show beside them
 * @param tokenize BLEU's tokenizer
 * @param lowercase whether to lowercase before scoring
 * @param output report, translations, pictures; empty: evaluation inside the model
 * @param pictures attention pictures to draw
 * @param beam hypotheses kept; 1: greedy
 * @param lengthPenalty alpha; 0: none
 */
public record EvaluateSettings(
        String model,
        String corpus,
        Part set,
        String hypotheses,
        String references,
        String sources,
        BleuTokenizer tokenize,
        boolean lowercase,
        String output,
        @Range(min = 0) int pictures,
        @Range(min = 1, max = 1000) int beam,
        @Range(min = 0) double lengthPenalty) {

    /** A set of a corpus that a model has not been trained on. */
    public enum Part {
        /** The test set. */
        TEST,
        /** The validation set. */
        VALID
    }
}
