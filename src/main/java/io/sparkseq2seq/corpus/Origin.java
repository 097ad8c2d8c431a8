package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import org.apache.spark.sql.Column;

/** Of which input a pair is: its id tells. */
final class Origin {
    private Origin() {}

    /**
     * Whether a row's pair is of an input.
     *
     * @param input its place among all, from 0
     * @param starts the first id of each
     */
    static Column isOf(int input, List<Long> starts) {
        var from = col(Pairs.ID).geq(starts.get(input));
        return input + 1 < starts.size() ? from.and(col(Pairs.ID).lt(starts.get(input + 1))) : from.and(lit(true));
    }

    /** The place of the input of a pair. */
    static int of(long id, List<Long> starts) {
        int input = 0;
        while (input + 1 < starts.size() && id >= starts.get(input + 1)) {
            input++;
        }
        return input;
    }
}
