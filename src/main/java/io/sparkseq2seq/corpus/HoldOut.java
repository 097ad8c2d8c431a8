package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.config.UserException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Cuts a validation and a test set out of the training data: the distinct sources with the smallest hashes, with all
 * their targets. The hash alone decides, so no source is in two sets, and the choice depends on seed and data only.
 *
 * @param valid distinct sources of the validation set
 * @param test distinct sources of the test set
 * @param seed of the hash
 */
record HoldOut(int valid, int test, long seed) {
    /** The column of a pair's set: one of {@link Pairs#SETS}. */
    static final String SET = "set";
    /** The column that says whether the pair's set was given rather than cut from the training data. */
    static final String GIVEN = "given";

    static final Column[] COLUMNS = {col(Pairs.ID), col(Pairs.SOURCE), col(Pairs.TARGET), col(SET), col(GIVEN)};

    /**
     * The pairs with their {@code set}, none of them {@code given}.
     *
     * @throws UserException when nothing would be left to train on
     */
    Dataset<Row> assign(Dataset<Row> pairs) {
        if (valid + test == 0) {
            return pairs.withColumn(SET, lit("train"))
                    .withColumn(GIVEN, lit(false))
                    .select(COLUMNS);
        }
        var hash = xxhash64(col(Pairs.SOURCE), lit(seed));
        List<Row> smallest = pairs.select(hash.as("hash"))
                .distinct()
                .orderBy("hash")
                .limit(valid + test + 1)
                .collectAsList();
        if (smallest.size() <= valid + test) {
            throw new UserException(
                    "there are " + smallest.size() + " distinct sources, and " + (valid + test)
                            + " of them are to be held out",
                    "preprocess.holdout",
                    "Hold out less, or give validation and test files.");
        }
        var set = lit("train");
        if (test > 0) {
            set = when(hash.leq(smallest.get(valid + test - 1).getLong(0)), "test")
                    .otherwise(set);
        }
        if (valid > 0) {
            set = when(hash.leq(smallest.get(valid - 1).getLong(0)), "valid").otherwise(set);
        }
        return pairs.withColumn(SET, set).withColumn(GIVEN, lit(false)).select(COLUMNS);
    }
}
