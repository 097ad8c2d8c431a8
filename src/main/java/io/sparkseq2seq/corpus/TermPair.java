package io.sparkseq2seq.corpus;

import io.sparkseq2seq.align.CutOff;
import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.Sides;
import io.sparkseq2seq.align.Terms;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;

/**
 * A pair of sentences as ids of the words of each side, unknown ones among them.
 *
 * @param source ids
 * @param target ids
 * @param evidence of where they should stand
 */
record TermPair(int[] source, int[] target, Sides.Evidence evidence) implements Serializable {
    /** @param sides on which words stand */
    static TermPair of(Row pair, Sides sides) {
        var source = Terms.hashes(pair.getString(0));
        var target = Terms.hashes(pair.getString(1));
        return new TermPair(sides.source().ids(source), sides.target().ids(target), sides.evidence(source, target));
    }

    private int hash() {
        int hash = 31 * Arrays.hashCode(source) + Arrays.hashCode(target);
        return hash * 0x9E3779B1 >>> 8;
    }

    /** Whether {@link #cut} can cut a side. */
    boolean canCut() {
        return CutOff.canCut(source, target);
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
