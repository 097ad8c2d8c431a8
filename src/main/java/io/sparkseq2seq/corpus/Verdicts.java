package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.sparkseq2seq.parallel.Pairs;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Brings to pairs what was found out about a few of them. */
final class Verdicts {
    /** So many rows are sent to all executors, some 50 MiB; more are joined by a shuffle of all pairs. */
    private static final long SMALL = 500_000;

    private Verdicts() {}

    /**
     * The pairs with {@code reason} and {@code of}, both null for those without a verdict.
     *
     * @param pairs {@code id, source, target}
     * @param verdicts {@code id, reason, of}, kept, an id once
     */
    static Dataset<Row> join(Dataset<Row> pairs, Dataset<Row> verdicts) {
        return pairs.select(Pairs.ID, Pairs.SOURCE, Pairs.TARGET)
                .join(small(verdicts, verdicts.count()), new String[] {Pairs.ID}, "left_outer")
                .select(
                        col(Pairs.ID),
                        col(Pairs.SOURCE),
                        col(Pairs.TARGET),
                        col(Rejections.REASON),
                        col(Rejections.OF));
    }

    /** Rows that a join sends to where the other ones are, when they are few. */
    static Dataset<Row> small(Dataset<Row> rows, long count) {
        return count <= SMALL ? broadcast(rows) : rows;
    }
}
