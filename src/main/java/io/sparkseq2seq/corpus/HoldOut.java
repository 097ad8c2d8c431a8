package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Cuts a validation and a test set out of the training data: the distinct sources with the smallest hashes, with all
 * their targets. The hash alone decides, so no source is in two sets, and the choice depends on seed and data only.
 *
 * <p>Where the sets end is kept in the manifest. With the bounds of a corpus made before, what that one held out stays
 * held out however the data grow, and the sets grow with them.
 *
 * @param seed of the hash
 * @param valid sources with a hash up to this one are the validation set's; {@link #NONE}: there is none
 * @param test and those up to this one, if it is larger, the test set's
 */
public record HoldOut(long seed, long valid, long test) {
    private static final int DEPTH = 2;

    /** Below every hash, but for one in 2^64. */
    static final long NONE = Long.MIN_VALUE;

    /** The column of a pair's set: one of {@link Pairs#SETS}. */
    static final String SET = "set";
    /** The column that says whether the pair's set was given rather than cut from the training data. */
    static final String GIVEN = "given";

    static final Column[] COLUMNS = {col(Pairs.ID), col(Pairs.SOURCE), col(Pairs.TARGET), col(SET), col(GIVEN)};

    /**
     * Bounds that hold out so many distinct sources of these pairs.
     *
     * @throws UserException when nothing would be left to train on
     */
    static HoldOut of(Dataset<Row> pairs, int valid, int test, long seed) {
        int held = Math.addExact(valid, test);
        if (held == 0) {
            return new HoldOut(seed, NONE, NONE);
        }
        // The smallest hashes of each partition have those of all among them, so nothing need be sorted or sent.
        var smallest = pairs.select(hash(seed))
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .treeAggregate(
                        new SmallestHashes(held + 1),
                        (hashes, row) -> hashes.add(row.getLong(0)),
                        SmallestHashes::plus,
                        DEPTH)
                .smallest();
        if (smallest.length <= held) {
            throw new UserException(
                    "there are " + smallest.length + " distinct sources, and " + held + " of them are to be held out",
                    "preprocess.holdout",
                    "Hold out less, or give validation and test files.");
        }
        return new HoldOut(seed, valid == 0 ? NONE : smallest[valid - 1], test == 0 ? NONE : smallest[held - 1]);
    }

    /** Without the sets that are given. */
    HoldOut without(boolean valid, boolean test) {
        return new HoldOut(seed, valid ? NONE : this.valid, test ? NONE : this.test);
    }

    /** Whether it holds out anything. */
    boolean holdsOut() {
        return holdsOutValid() || holdsOutTest();
    }

    boolean holdsOutValid() {
        return valid != NONE;
    }

    boolean holdsOutTest() {
        return test != NONE;
    }

    private static Column hash(long seed) {
        return xxhash64(col(Pairs.SOURCE), lit(seed));
    }

    /** The pairs with their {@code set}, none of them {@code given}. */
    Dataset<Row> assign(Dataset<Row> pairs) {
        var hash = hash(seed);
        var set = when(hash.leq(valid).and(lit(valid != NONE)), "valid")
                .when(hash.leq(test).and(lit(test != NONE)), "test")
                .otherwise("train");
        return pairs.withColumn(SET, set).withColumn(GIVEN, lit(false)).select(COLUMNS);
    }
}
