package io.sparkseq2seq.config;

import java.util.List;

/** A section whose settings must also agree with one another. */
interface Checked {
    /** What does not agree; empty when all is well. */
    List<Problem> problems();

    /**
     * @param key to blame, from this section on, such as {@code encoder.hidden}
     * @param what follows "key = value"
     * @param mend what to do, a sentence
     */
    record Problem(String key, String what, String mend) {}
}
