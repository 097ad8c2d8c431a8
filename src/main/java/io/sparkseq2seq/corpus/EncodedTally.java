package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/** What is counted of encoded pairs: pairs and tokens of each set, the fingerprint of all, and what is dropped. */
final class EncodedTally implements KeptRows.Tally<EncodedTally> {
    private static final long serialVersionUID = 1;
    /** The seed of Spark's xxhash64. */
    private static final long SEED = 42;

    private static final int ID = Encoded.SCHEMA.fieldIndex(Pairs.ID);
    private static final int SOURCE = Encoded.SCHEMA.fieldIndex(Pairs.SOURCE);
    private static final int TARGET = Encoded.SCHEMA.fieldIndex(Pairs.TARGET);
    private static final int SET = Encoded.SCHEMA.fieldIndex(HoldOut.SET);
    private static final int SOURCE_IDS = Encoded.SCHEMA.fieldIndex(Encoded.SOURCE_IDS);
    private static final int TARGET_IDS = Encoded.SCHEMA.fieldIndex(Encoded.TARGET_IDS);
    private static final int REASON = Encoded.SCHEMA.fieldIndex(Rejections.REASON);

    /** Pairs, and tokens of both sides, by set. */
    private final TreeMap<String, long[]> sets = new TreeMap<>();

    private final Reasons reasons;
    private long high;
    private long low;

    private EncodedTally(Reasons reasons) {
        this.reasons = reasons;
    }

    /**
     * None yet.
     *
     * @param most samples of each reason
     */
    static KeptRows.Empty<EncodedTally> of(int most) {
        var none = Reasons.of(Encoded.SCHEMA, most);
        return () -> new EncodedTally(none.tally());
    }

    @Override
    public void add(InternalRow row) {
        reasons.add(row);
        if (row.isNullAt(REASON)) {
            var set = row.getUTF8String(SET);
            var counts = sets.computeIfAbsent(set.toString(), key -> new long[3]);
            counts[0]++;
            counts[1] += row.getArray(SOURCE_IDS).numElements();
            counts[2] += row.getArray(TARGET_IDS).numElements();
            long id = row.getLong(ID);
            var source = row.getUTF8String(SOURCE);
            var target = row.getUTF8String(TARGET);
            high ^= hash(target, hash(source, XXH64.hashLong(id, hash(set, SEED))));
            low ^= hash(set, XXH64.hashLong(id, hash(source, hash(target, SEED))));
        }
    }

    /** As Spark's xxhash64 of several columns takes one after the other. */
    private static long hash(UTF8String text, long seed) {
        return XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), seed);
    }

    @Override
    public EncodedTally plus(EncodedTally other) {
        other.sets.forEach((set, counts) -> {
            var sum = sets.computeIfAbsent(set, key -> new long[3]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counts[i];
            }
        });
        reasons.plus(other.reasons);
        high ^= other.high;
        low ^= other.low;
        return this;
    }

    /** Pairs of a set, tokens of their sources, and of their targets. */
    long[] of(String set) {
        return sets.getOrDefault(set, new long[3]);
    }

    /** How many pairs are dropped, and why. */
    Reasons reasons() {
        return reasons;
    }

    /** 128 bits over the text, ids and sets of all pairs that stay, whatever their order. */
    String fingerprint() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
