package io.sparkseq2seq.config;

import java.util.List;

/** A section whose settings must also agree with one another. */
interface Checked {
    /** What does not agree; empty when all is well. */
    List<Problem> problems();

    /**
     * @param key the full key to blame
     * @param what follows "key = value"
     * @param mend what to do, a sentence
     */
    record Problem(String key, String what, String mend) {}
}
