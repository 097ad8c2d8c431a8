package io.sparkseq2seq.evaluate;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkseq2seq.metric.Tally;
import java.io.Serializable;

/**
 * Sentences whose references are of about the same length.
 *
 * @param tally their counts
 * @param referenceTokens their sum
 * @param translationTokens their sum
 */
// Spark's Kryo cannot fill records.
@DefaultSerializer(JavaSerializer.class)
record LengthGroup(Tally tally, long referenceTokens, long translationTokens) implements Serializable {
    private static final int[] LEAST = {0, 6, 11, 16, 21, 31, 41, 61, 81};

    static LengthGroup of(EvaluatedSentence sentence) {
        return new LengthGroup(sentence.tally(), sentence.referenceTokens(), sentence.translationTokens());
    }

    LengthGroup plus(LengthGroup other) {
        return new LengthGroup(
                tally.plus(other.tally),
                referenceTokens + other.referenceTokens,
                translationTokens + other.translationTokens);
    }

    /** The least length, in tokens, of the group that this length belongs to. */
    static int leastLength(int tokens) {
        int least = 0;
        for (int each : LEAST) {
            least = each <= tokens ? each : least;
        }
        return least;
    }

    /** The lengths of a group, such as {@code 11–15} or {@code 81 and more}. */
    static String name(int least) {
        for (int each : LEAST) {
            if (each > least) {
                return Math.max(1, least) + "–" + (each - 1);
            }
        }
        return least + " and more";
    }
}
