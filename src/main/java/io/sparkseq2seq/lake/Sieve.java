package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Joins of a large table with few rows, in which those rows of the large one that no row goes with stay where they are.
 * Spark does so by itself where the few are small enough to be sent to all executors. Where they are not, it would send
 * the whole large table through an exchange with all its columns: then a Bloom filter of the few keys goes before.
 */
final class Sieve {
    /** Above, the filter would be larger than 60 MiB, and what it leaves is much of any table. */
    private static final long MOST = 50_000_000;
    /** Share of other rows that it lets through. */
    private static final double MISTAKEN = 0.01;

    private static final String HASH = "__hash";

    private Sieve() {}

    /**
     * Rows of the large table that some of the few may go with, and hardly any others: a join with the few follows.
     *
     * @param key columns of the large table
     * @param few rows that lie on disk, for they are read more than once
     * @param ofFew columns of the few that the key is compared with
     */
    static Dataset<Row> of(Dataset<Row> large, Column[] key, Dataset<Row> few, Column[] ofFew) {
        var passes = passes(large, key, few, ofFew);
        return passes == null ? large : large.where(passes);
    }

    /**
     * Rows of the large table that none of the few go with.
     *
     * @param same whether a row of the large table and one of the few go together
     */
    static Dataset<Row> without(Dataset<Row> large, Column[] key, Dataset<Row> few, Column[] ofFew, Column same) {
        var passes = passes(large, key, few, ofFew);
        return passes == null
                ? large.join(few, same, "left_anti")
                : large.where(not(passes)).union(large.where(passes).join(few, same, "left_anti"));
    }

    /** Null where nothing is to be gained. */
    private static Column passes(Dataset<Row> large, Column[] key, Dataset<Row> few, Column[] ofFew) {
        if (isBroadcast(few.select(ofFew))) {
            return null;
        }
        long count = few.count();
        if (count == 0) {
            return lit(false);
        }
        if (count > MOST) {
            return null;
        }
        var here = key.clone();
        var there = ofFew.clone();
        var types = large.select(key).schema().fields();
        var others = few.select(ofFew).schema().fields();
        for (int i = 0; i < key.length; i++) {
            // Of other types the same value has another hash.
            if (Cast.canUpCast(others[i].dataType(), types[i].dataType())) {
                there[i] = there[i].cast(types[i].dataType());
            } else {
                here[i] = here[i].cast(others[i].dataType());
            }
        }
        var filter = few.select(xxhash64(there).as(HASH)).stat().bloomFilter(HASH, count, MISTAKEN);
        var shared = JavaSparkContext.fromSparkContext(large.sparkSession().sparkContext())
                .broadcast(filter);
        return udf(new Passes(shared), DataTypes.BooleanType).apply(xxhash64(here));
    }

    private static boolean isBroadcast(Dataset<Row> few) {
        var conf = few.sparkSession().sessionState().conf();
        return few.queryExecution()
                        .optimizedPlan()
                        .stats()
                        .sizeInBytes()
                        .bigInteger()
                        .compareTo(java.math.BigInteger.valueOf(conf.autoBroadcastJoinThreshold()))
                <= 0;
    }

    private record Passes(Broadcast<BloomFilter> filter) implements UDF1<Long, Boolean> {
        @Override
        public Boolean call(Long hash) {
            return filter.value().mightContainLong(hash);
        }
    }
}
