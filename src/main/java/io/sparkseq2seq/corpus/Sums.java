package io.sparkseq2seq.corpus;

import java.io.Serializable;

/**
 * What tasks have counted, in whole numbers: the sum of all is the same in whatever order they are added.
 *
 * @param rows of counts, each added to the one in its place
 */
record Sums(long[]... rows) implements Serializable {
    /** Adds others to these, in place. */
    Sums add(Sums others) {
        for (int row = 0; row < rows.length; row++) {
            add(rows[row], others.rows[row]);
        }
        return this;
    }

    /** Adds other counts to some, in place. */
    static void add(long[] counts, long[] others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others[i];
        }
    }
}
