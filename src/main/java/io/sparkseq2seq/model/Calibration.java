package io.sparkseq2seq.model;

import java.io.IOException;
import java.util.List;

/**
 * How good a model's translations are expected to be, by their scores: a line through knots, which rises with the
 * score. It is a part of {@code model.json}; {@code train} learns it from translations of the validation set, whose
 * references tell how good they are: a confidence of 0.7 means that such translations had, on average, a sentence chrF
 * of 70 of 100.
 *
 * @param sentences it was learnt from
 * @param knots at least one, by rising score
 */
public record Calibration(int sentences, List<Knot> knots) {
    private static final int MOST_KNOTS = 1000;

    /**
     * A point of the line.
     *
     * @param score mean log-probability a token, {@code END} counted
     * @param confidence expected sentence chrF over 100, from 0 to 1; never less than that of the knot before
     */
    public record Knot(double score, double confidence) {}

    /** Keeps a copy. */
    public Calibration {
        knots = List.copyOf(knots);
    }

    /** What the score of a translation is worth where nothing is known: the mean probability of its tokens. */
    public static double uncalibrated(double score) {
        return score <= 0 ? Math.exp(score) : score > 0 ? 1 : 0;
    }

    /**
     * The expected quality of a translation: between two knots by a straight line, below the first and above the last
     * as they have it.
     *
     * @param score mean log-probability a token, {@code END} counted
     * @return from 0 to 1; 0 for a score that is no number
     */
    public double confidence(double score) {
        if (Double.isNaN(score)) {
            return 0;
        }
        int above = 0;
        while (above < knots.size() && knots.get(above).score <= score) {
            above++;
        }
        if (above == 0 || above == knots.size()) {
            return knots.get(above == 0 ? 0 : above - 1).confidence;
        }
        var low = knots.get(above - 1);
        var high = knots.get(above);
        double share = (score - low.score) / (high.score - low.score);
        return low.confidence + share * (high.confidence - low.confidence);
    }

    /** @throws IOException when it is no rising line from 0 to 1; its message is one line */
    void check() throws IOException {
        if (sentences < 1) {
            throw new IOException("a calibration from " + sentences + " sentences");
        }
        if (knots.isEmpty() || knots.size() > MOST_KNOTS) {
            throw new IOException("a calibration of " + knots.size() + " knots");
        }
        for (int i = 0; i < knots.size(); i++) {
            var knot = knots.get(i);
            boolean rises =
                    i == 0 || knot.score > knots.get(i - 1).score && knot.confidence >= knots.get(i - 1).confidence;
            if (!rises || !Double.isFinite(knot.score) || !(knot.confidence >= 0 && knot.confidence <= 1)) {
                throw new IOException("a calibration that does not rise from 0 to 1 at knot " + (i + 1));
            }
        }
    }
}
