package io.sparkseq2seq.corpus;

import io.sparkseq2seq.align.TermIds;
import java.io.Serializable;
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
}
