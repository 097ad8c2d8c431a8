package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Judged pairs by the reason to drop them: how many there are of each, and some of them; and how many of all were
 * repaired, where that is told.
 */
final class Reasons implements KeptRows.Tally<Reasons> {
    private static final long serialVersionUID = 1;

    private final int id;
    private final int source;
    private final int target;
    private final int reason;
    private final int of;
    /** Below 0 where nothing is told. */
    private final int repairs;

    private final int most;
    private final TreeMap<String, Reservoir> dropped = new TreeMap<>();
    private final long[] repaired = new long[MadeRepairs.KINDS];
    private long kept;

    private Reasons(StructType schema, int most) {
        this.id = schema.fieldIndex(Pairs.ID);
        this.source = schema.fieldIndex(Pairs.SOURCE);
        this.target = schema.fieldIndex(Pairs.TARGET);
        this.reason = schema.fieldIndex(Rejections.REASON);
        this.of = schema.fieldIndex(Rejections.OF);
        this.repairs = List.of(schema.fieldNames()).indexOf(MadeRepairs.COLUMN);
        this.most = most;
    }

    /**
     * None yet.
     *
     * @param schema of the judged pairs
     * @param most samples of each reason
     */
    static KeptRows.Empty<Reasons> of(StructType schema, int most) {
        return () -> new Reasons(schema, most);
    }

    @Override
    public void add(InternalRow row) {
        if (repairs >= 0) {
            MadeRepairs.count(row.getInt(repairs), repaired);
        }
        if (row.isNullAt(reason)) {
            kept++;
            return;
        }
        dropped.computeIfAbsent(row.getUTF8String(reason).toString(), key -> new Reservoir(most))
                .add(new Reservoir.Sample(
                        row.getLong(id),
                        row.isNullAt(of) ? null : (Long) row.getLong(of),
                        text(row, source),
                        text(row, target)));
    }

    /** Adds the numbers of pairs that repairs have changed. */
    void addRepairs(long[] pairs) {
        Sums.add(repaired, pairs);
    }

    private static String text(InternalRow row, int place) {
        return row.isNullAt(place) ? null : row.getUTF8String(place).toString();
    }

    @Override
    public Reasons plus(Reasons other) {
        kept += other.kept;
        Sums.add(repaired, other.repaired);
        other.dropped.forEach((name, some) ->
                dropped.computeIfAbsent(name, key -> new Reservoir(most)).plus(some));
        return this;
    }

    /** Pairs without a reason. */
    long kept() {
        return kept;
    }

    /** How many pairs each repair has changed, dropped ones included. */
    Map<String, Long> repaired() {
        return MadeRepairs.named(repaired);
    }

    /** The others. */
    Map<String, Reservoir> dropped() {
        return dropped;
    }
}
