package io.sparkseq2seq.corpus;

import io.sparkseq2seq.parallel.Pairs;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What is counted of encoded pairs: pairs and tokens of each set, the fingerprint of all, what is dropped, and a
 * profile.
 */
final class EncodedTally implements KeptRows.Tally<EncodedTally> {
    private static final long serialVersionUID = 1;
    /** The seed of Spark's xxhash64. */
    private static final long SEED = 42;

    private static final int ID = Encoded.COUNTED.fieldIndex(Pairs.ID);
    private static final int SOURCE = Encoded.COUNTED.fieldIndex(Pairs.SOURCE);
    private static final int TARGET = Encoded.COUNTED.fieldIndex(Pairs.TARGET);
    private static final int SET = Encoded.COUNTED.fieldIndex(HoldOut.SET);
    private static final int SOURCE_IDS = Encoded.COUNTED.fieldIndex(Encoded.SOURCE_IDS);
    private static final int TARGET_IDS = Encoded.COUNTED.fieldIndex(Encoded.TARGET_IDS);
    private static final int REASON = Encoded.COUNTED.fieldIndex(Rejections.REASON);

    /** Pairs, and tokens of both sides, by set. */
    private final TreeMap<String, long[]> sets = new TreeMap<>();

    private final Reasons reasons;
    private final Profile profile;
    private final UnseenWords.Seen seen;
    private long high;
    private long low;

    private EncodedTally(Reasons reasons, Profile profile, UnseenWords.Seen seen) {
        this.reasons = reasons;
        this.profile = profile;
        this.seen = seen;
    }

    /**
     * None yet.
     *
     * @param number of the pairs, about
     * @param known pairs and words of the held-out sets
     * @param most samples of each reason
     */
    static KeptRows.Empty<EncodedTally> of(long number, Broadcast<UnseenWords.Known> known, int most) {
        var none = Reasons.of(Encoded.COUNTED, most);
        return () -> new EncodedTally(none.tally(), new Profile(number), new UnseenWords.Seen(known));
    }

    @Override
    public void add(InternalRow row) {
        reasons.add(row);
        if (row.isNullAt(REASON)) {
            var set = row.getUTF8String(SET);
            var name = set.toString();
            var counts = sets.computeIfAbsent(name, key -> new long[3]);
            int sourceTokens = row.getArray(SOURCE_IDS).numElements();
            int targetTokens = row.getArray(TARGET_IDS).numElements();
            counts[0]++;
            counts[1] += sourceTokens;
            counts[2] += targetTokens;
            long id = row.getLong(ID);
            var source = row.getUTF8String(SOURCE);
            var target = row.getUTF8String(TARGET);
            high ^= hash(target, hash(source, XXH64.hashLong(id, hash(set, SEED))));
            low ^= hash(set, XXH64.hashLong(id, hash(source, hash(target, SEED))));
            if (name.equals("train")) {
                var sourceText = (String) row.get(Encoded.STRINGS, null);
                var targetText = (String) row.get(Encoded.STRINGS + 1, null);
                if (profile.takes(id)) {
                    profile.add(id, sourceText, sourceTokens, targetText, targetTokens);
                }
                seen.add(sourceText, targetText);
            }
        } else {
            seen.drop(row.getLong(ID));
        }
    }

    @Override
    public void close() {
        profile.close();
        seen.close();
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
        profile.plus(other.profile);
        seen.plus(other.seen);
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

    /** What training pairs look like. */
    Profile profile() {
        return profile;
    }

    /** Words of the held-out sets that training pairs have. */
    UnseenWords.Seen seen() {
        return seen;
    }

    /** 128 bits over the text, ids and sets of all pairs that stay, whatever their order. */
    String fingerprint() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
