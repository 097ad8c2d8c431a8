package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.parallel.Pairs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs no two of which are the same, each with the smallest id of those that are. Spark brings pairs of the same hash
 * together and sorts them by it, on disk where they are many; then each is compared with the few of its hash, letter by
 * letter. Pairs that have been judged to go come along as they are, so that one pass judges and one more compares.
 */
final class Distinct implements Iterator<InternalRow> {
    private static final String HASH = "hash";

    /** What is kept of pairs. */
    private static final StructType SCHEMA =
            Pairs.SCHEMA.add(Rejections.REASON, DataTypes.StringType).add(Rejections.OF, DataTypes.LongType);

    /** The place of the greatest id of the same pairs, behind what is kept. */
    static final int LAST = SCHEMA.size();
    /** The place of their number. */
    static final int COPIES = LAST + 1;
    /** The place of the number of pairs that each repair has changed; null: none has. */
    static final int REPAIRED = COPIES + 1;

    private static final int ID = SCHEMA.fieldIndex(Pairs.ID);
    private static final int SOURCE = SCHEMA.fieldIndex(Pairs.SOURCE);
    private static final int TARGET = SCHEMA.fieldIndex(Pairs.TARGET);
    private static final int REASON = SCHEMA.fieldIndex(Rejections.REASON);
    private static final int OF = SCHEMA.fieldIndex(Rejections.OF);
    /** The places of what was repaired and of the hash, in the pairs that come. */
    private static final int BITS = SCHEMA.size();

    private static final int HASH_PLACE = BITS + 1;

    /**
     * The same pairs.
     *
     * @param first the one that stays, with the smallest id
     */
    private static final class Group {
        private final UnsafeRow first;
        private long last;
        private long number;
        /** Pairs by repair; null: none was repaired. */
        private long[] repaired;

        Group(UnsafeRow pair) {
            first = pair.copy();
            add(pair);
        }

        boolean isOf(UnsafeRow pair) {
            return first.getUTF8String(SOURCE).equals(pair.getUTF8String(SOURCE))
                    && first.getUTF8String(TARGET).equals(pair.getUTF8String(TARGET));
        }

        void add(UnsafeRow pair) {
            long id = pair.getLong(ID);
            if (id < first.getLong(ID)) {
                first.setLong(ID, id);
            }
            last = Math.max(last, id);
            number++;
            int bits = pair.getInt(BITS);
            if (bits != 0) {
                repaired = repaired == null ? new long[MadeRepairs.KINDS] : repaired;
                MadeRepairs.count(bits, repaired);
            }
        }

        InternalRow row() {
            return new GenericInternalRow(new Object[] {
                first.getLong(ID),
                first.getUTF8String(SOURCE),
                first.getUTF8String(TARGET),
                first.getUTF8String(REASON),
                first.isNullAt(OF) ? null : first.getLong(OF),
                last,
                number,
                repaired
            });
        }
    }

    private final Iterator<InternalRow> pairs;
    /** Those of one hash that have come; a pair that is to go stands for itself. */
    private final List<Group> groups = new ArrayList<>();

    private final List<Group> done = new ArrayList<>();
    private long hash;

    /** @param pairs sorted by their hashes, which stand behind what was repaired of them */
    Distinct(Iterator<InternalRow> pairs) {
        this.pairs = pairs;
    }

    /**
     * The distinct ones of judged pairs, and those that were judged to go.
     *
     * @param judged {@code id}, {@code source}, {@code target}, {@code reason}, {@code of}
     * @param samples of each reason
     */
    static KeptRows<Copies> of(Dataset<Row> judged, int samples) {
        // Files say whether an id may be missing, as the pairs do.
        var fields = SCHEMA.fields().clone();
        fields[ID] = judged.schema().apply(Pairs.ID);
        var schema = new StructType(fields);
        var sorted = judged.select(
                        col(Pairs.ID),
                        col(Pairs.SOURCE),
                        col(Pairs.TARGET),
                        col(Rejections.REASON),
                        col(Rejections.OF),
                        List.of(judged.columns()).contains(MadeRepairs.COLUMN) ? col(MadeRepairs.COLUMN) : lit(0),
                        when(col(Rejections.REASON).isNull(), xxhash64(col(Pairs.SOURCE), col(Pairs.TARGET)))
                                .otherwise(col(Pairs.ID))
                                .as(HASH))
                .repartition(col(HASH))
                .sortWithinPartitions(HASH);
        var distinct = sorted.queryExecution().toRdd().toJavaRDD().mapPartitions(part ->
                (Iterator<InternalRow>) new Distinct(part));
        return KeptRows.of(distinct, schema, judged.sparkSession(), Copies.of(schema, samples));
    }

    @Override
    public boolean hasNext() {
        while (done.isEmpty() && (pairs.hasNext() || !groups.isEmpty())) {
            advance();
        }
        return !done.isEmpty();
    }

    private void advance() {
        var pair = pairs.hasNext() ? (UnsafeRow) pairs.next() : null;
        if (pair == null || pair.getLong(HASH_PLACE) != hash) {
            done.addAll(groups);
            groups.clear();
        }
        if (pair != null) {
            hash = pair.getLong(HASH_PLACE);
            add(pair);
        }
    }

    private void add(UnsafeRow pair) {
        if (pair.isNullAt(REASON)) {
            for (var group : groups) {
                if (group.first.isNullAt(REASON) && group.isOf(pair)) {
                    group.add(pair);
                    return;
                }
            }
        }
        groups.add(new Group(pair));
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return done.remove(done.size() - 1).row();
    }
}
