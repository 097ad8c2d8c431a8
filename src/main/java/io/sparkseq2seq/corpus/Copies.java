package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Distinct pairs: how many there are, how many others are the same as one of them, and some of those. */
final class Copies implements KeptRows.Tally<Copies> {
    /** How many pairs are the same. */
    static final String NUMBER = "copies";
    /** The greatest id of them. */
    static final String LAST = "last";

    private static final long serialVersionUID = 1;

    private final int id;
    private final int source;
    private final int target;
    private final int last;
    private final int number;
    private final Reservoir repeated;
    private long distinct;
    private long copies;

    private Copies(StructType schema, int most) {
        this.id = schema.fieldIndex(Pairs.ID);
        this.source = schema.fieldIndex(Pairs.SOURCE);
        this.target = schema.fieldIndex(Pairs.TARGET);
        this.last = schema.fieldIndex(LAST);
        this.number = schema.fieldIndex(NUMBER);
        this.repeated = new Reservoir(most);
    }

    /**
     * None yet.
     *
     * @param schema of the distinct pairs, with the number of copies and the last one's id
     * @param most samples
     */
    static KeptRows.Empty<Copies> of(StructType schema, int most) {
        return () -> new Copies(schema, most);
    }

    @Override
    public void add(InternalRow row) {
        distinct++;
        long same = row.getLong(number);
        if (same > 1) {
            copies += same - 1;
            repeated.add(new Reservoir.Sample(
                    row.getLong(last),
                    row.getLong(id),
                    row.getUTF8String(source).toString(),
                    row.getUTF8String(target).toString()));
        }
    }

    @Override
    public Copies plus(Copies other) {
        distinct += other.distinct;
        copies += other.copies;
        repeated.plus(other.repeated);
        return this;
    }

    /** Pairs no two of which are the same. */
    long distinct() {
        return distinct;
    }

    /** Pairs that are the same as one of them. */
    long repeated() {
        return copies;
    }

    /** Some that are repeated: not all of their ids are known. */
    List<Reservoir.Sample> samples() {
        return repeated.samples();
    }
}
