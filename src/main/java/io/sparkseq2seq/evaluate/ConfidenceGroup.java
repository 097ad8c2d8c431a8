package io.sparkseq2seq.evaluate;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Map;

/**
 * Sentences of about the same confidence: whether it is worth what it says.
 *
 * @param sentences their number
 * @param confidence summed
 * @param chrf of their translations, summed, each from 0 to 100
 */
// Spark's Kryo cannot fill records.
@DefaultSerializer(JavaSerializer.class)
record ConfidenceGroup(long sentences, double confidence, double chrf) implements Serializable {
    /** Groups from 0 to 1. */
    private static final int GROUPS = 10;

    static ConfidenceGroup of(EvaluatedSentence sentence) {
        return new ConfidenceGroup(1, sentence.confidence(), sentence.chrf());
    }

    ConfidenceGroup plus(ConfidenceGroup other) {
        return new ConfidenceGroup(sentences + other.sentences, confidence + other.confidence, chrf + other.chrf);
    }

    /** The number of the group that a confidence belongs to, from 0. */
    static int number(double confidence) {
        return (int) Math.min(GROUPS - 1, Math.floor(GROUPS * confidence));
    }

    /** The confidences of a group, such as {@code 0.7–0.8}. */
    static String name(int number) {
        return number / 10.0 + "–" + (number + 1) / 10.0;
    }

    double meanConfidence() {
        return confidence / sentences;
    }

    /** From 0 to 100. */
    double meanChrf() {
        return chrf / sentences;
    }

    /**
     * By how much confidence misses the mean quality of its group, on average over all sentences (expected calibration
     * error, Naeini et al. 2015): 0 to 1.
     */
    static double error(Map<Integer, ConfidenceGroup> groups) {
        double error = 0;
        long sentences = 0;
        for (var group : groups.values()) {
            error += Math.abs(group.confidence - group.chrf / 100);
            sentences += group.sentences;
        }
        return error / sentences;
    }
}
