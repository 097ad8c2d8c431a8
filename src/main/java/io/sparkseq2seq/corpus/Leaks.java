package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.sparkseq2seq.parallel.Pairs;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Training pairs that would give away a validation or test set: their source or their target stands in it, after
 * normalization letter by letter. A score on sentences that were trained on tells nothing.
 */
final class Leaks {
    /** A pair whose source is one of a given set. */
    static final String SOURCE = "source in a given set";
    /** A pair whose target, but not its source, is one of a given set. */
    static final String TARGET = "target in a given set";

    static final Set<String> REASONS = Set.of(SOURCE, TARGET);

    private Leaks() {}

    /**
     * Pairs with the reason to drop them and the given pair that they would give away, or nulls.
     *
     * @param pairs of the training side, normalized
     * @param given pairs of all given sets, normalized
     */
    static Dataset<Row> judge(Dataset<Row> pairs, Dataset<Row> given) {
        var bySource = col("leaks_source");
        var byTarget = col("leaks_target");
        return pairs.join(side(given, Pairs.SOURCE, "leaks_source"), new String[] {Pairs.SOURCE}, "left_outer")
                .join(side(given, Pairs.TARGET, "leaks_target"), new String[] {Pairs.TARGET}, "left_outer")
                .withColumn(
                        Rejections.REASON, when(bySource.isNotNull(), SOURCE).when(byTarget.isNotNull(), TARGET))
                .withColumn(Rejections.OF, coalesce(bySource, byTarget))
                .select(Pairs.ID, Pairs.SOURCE, Pairs.TARGET, Rejections.REASON, Rejections.OF);
    }

    /** @param of the name of the column of the given pair's id */
    private static Dataset<Row> side(Dataset<Row> given, String side, String of) {
        return given.where(col(side).notEqual(""))
                .groupBy(side)
                .agg(min(Pairs.ID).as(of));
    }
}
