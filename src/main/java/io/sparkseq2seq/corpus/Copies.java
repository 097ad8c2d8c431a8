package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Distinct pairs: how many there are, how many others are the same as one of them, and some of those; and what was
 * judged to go before pairs were compared.
 */
final class Copies implements KeptRows.Tally<Copies> {
    private static final long serialVersionUID = 1;

    private final int id;
    private final int source;
    private final int target;
    private final Reasons reasons;
    private final Reservoir repeated;
    private long copies;

    private Copies(StructType schema, int most) {
        this.id = schema.fieldIndex(Pairs.ID);
        this.source = schema.fieldIndex(Pairs.SOURCE);
        this.target = schema.fieldIndex(Pairs.TARGET);
        this.reasons = Reasons.of(schema, most).tally();
        this.repeated = new Reservoir(most);
    }

    /**
     * None yet.
     *
     * @param schema of the pairs, behind which {@link Distinct} tells what is to be counted
     * @param most samples
     */
    static KeptRows.Empty<Copies> of(StructType schema, int most) {
        return () -> new Copies(schema, most);
    }

    @Override
    public void add(InternalRow row) {
        reasons.add(row);
        if (!row.isNullAt(Distinct.REPAIRED)) {
            reasons.addRepairs((long[]) row.get(Distinct.REPAIRED, null));
        }
        long same = row.getLong(Distinct.COPIES);
        if (same > 1) {
            copies += same - 1;
            repeated.add(new Reservoir.Sample(
                    row.getLong(Distinct.LAST),
                    row.getLong(id),
                    row.getUTF8String(source).toString(),
                    row.getUTF8String(target).toString()));
        }
    }

    @Override
    public Copies plus(Copies other) {
        reasons.plus(other.reasons);
        copies += other.copies;
        repeated.plus(other.repeated);
        return this;
    }

    /** Pairs that were judged to go, how many are distinct of the others, and what was repaired in all. */
    Reasons reasons() {
        return reasons;
    }

    /** Pairs that are the same as one of the distinct ones. */
    long repeated() {
        return copies;
    }

    /** Some that are repeated: not all of their ids are known. */
    List<Reservoir.Sample> samples() {
        return repeated.samples();
    }
}
