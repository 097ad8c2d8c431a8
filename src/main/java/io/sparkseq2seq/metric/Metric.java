package io.sparkseq2seq.metric;

import java.io.Serializable;
import java.util.List;

/**
 * A score of translations against references that is a function of counts, which add up over sentences. So a corpus can
 * be scored wherever its parts are: count each sentence, add the counts, and score once.
 */
public sealed interface Metric extends Serializable permits Bleu, Chrf, Ter {
    /** The name that signatures carry, such as {@code BLEU} or {@code chrF2++}. */
    String name();

    /**
     * What a sentence adds to the score of its corpus.
     *
     * @param hypothesis the translation; may be empty
     * @param references one or more; each may be empty
     * @return counts, of the same length for every sentence
     */
    double[] counts(String hypothesis, List<String> references);

    /**
     * The score of a corpus.
     *
     * @param counts the sum over its sentences
     * @param references how many each sentence has, for the signature
     */
    Score score(double[] counts, String references);
}
