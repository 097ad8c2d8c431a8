package io.sparkseq2seq.corpus;

import io.sparkseq2seq.align.CutOff;
import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.TermIds;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;

/**
 * A pair of sentences as ids of the words of each side, unknown ones among them.
 *
 * @param source ids
 * @param target ids
 */
record TermPair(int[] source, int[] target) implements Serializable {
    /** @param ids of source and target */
    static TermPair of(Row pair, TermIds[] ids) {
        return new TermPair(ids[0].ids(pair.getString(0)), ids[1].ids(pair.getString(1)));
    }

    private int hash() {
        int hash = 31 * Arrays.hashCode(source) + Arrays.hashCode(target);
        return hash * 0x9E3779B1 >>> 8;
    }

    /** Which side {@link #cut} cuts. */
    boolean isSourceCut() {
        return (hash() & 1) == 0;
    }

    /** Sets links to this pair with a side cut off, the same on every run. */
    PairLinks cut(PairLinks links) {
        int hash = hash() >>> 1;
        links.set(isSourceCut() ? CutOff.cut(source, hash) : source, isSourceCut() ? target : CutOff.cut(target, hash));
        return links;
    }
}
