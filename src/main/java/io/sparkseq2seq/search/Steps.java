package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.util.Arrays;

/**
 * What the steps of a sentence's search may be, whatever its terms.
 *
 * @param positions of its source, with END
 * @param shortest tokens of a translation at least, END not counted
 * @param limit tokens of a translation at most
 * @param noRepeat no run of so many tokens comes twice; 0: it may
 * @param stream from which samples are drawn
 */
record Steps(int positions, int shortest, int limit, int noRepeat, long stream) {

    /** Excludes what may not follow a prefix. */
    void restrict(Prefix prefix, NextTokens next) {
        if (prefix.length() < shortest) {
            next.exclude(Subwords.END);
        }
        if (noRepeat > 0 && prefix.length() >= noRepeat) {
            excludeRepeated(prefix, next);
        }
    }

    private void excludeRepeated(Prefix prefix, NextTokens next) {
        var ids = prefix.ids();
        int last = ids.length - noRepeat + 1;
        for (int start = 0; start < last; start++) {
            int same = 0;
            while (same < noRepeat - 1 && ids[start + same] == ids[last + same]) {
                same++;
            }
            if (same == noRepeat - 1) {
                next.exclude(ids[start + same]);
            }
        }
    }

    /** Whether a hypothesis at its longest length would rather go on. */
    static boolean isStopped(NextTokens next) {
        next.exclude(Subwords.PAD);
        next.exclude(Subwords.START);
        return next.reachedBy(1) > next.logProbability(Subwords.END);
    }

    /** [positions] with which a row's next token is chosen. */
    float[] attention(Decoding decoding, int row) {
        var weights = new float[positions];
        int length = decoding.attention(row, weights);
        return length == positions ? weights : Arrays.copyOf(weights, length);
    }
}
