package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import java.util.List;

/** The search of one sentence, step by step beside those of others. */
interface Beam {
    /** [open] the row of the last step that each open hypothesis continues; before the first, the sentence's index. */
    int[] rows();

    /** [open] the last token of each open hypothesis. */
    int[] tokens();

    /**
     * Extends the open hypotheses by a token, after the decoding has advanced by their last ones.
     *
     * @param firstRow the row of the first of them; the others follow
     * @param candidates a selection to work with, of the beam's size
     * @param next [vocabulary] to work with
     * @return how many rows these were
     */
    int step(Decoding decoding, int firstRow, Candidates candidates, NextTokens next);

    /** True when nothing that is still to come can change the result. */
    boolean done();

    /** Best first; never empty. */
    List<Hypothesis> result();
}
