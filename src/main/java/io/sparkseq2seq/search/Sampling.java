package io.sparkseq2seq.search;

import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.io.Serializable;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Draws tokens instead of searching for the best: each with its probability to the power of 1 / temperature, made to
 * add up to 1. A sentence's numbers are drawn from the seed and its source alone, so that a sample does not depend on
 * its neighbours.
 *
 * @param temperature above 0; below 1 likely tokens become likelier
 * @param topK only the so many most probable tokens are drawn from, of equals the lower ids; 0: all
 * @param seed another one gives other samples
 */
public record Sampling(double temperature, int topK, long seed) implements Serializable {
    /** Nats below the most probable token where, divided by the temperature, no double tells a token from none. */
    private static final double RANGE = 40;

    /** @throws IllegalArgumentException when a value is out of its range */
    public Sampling {
        BeamSearch.check(temperature > 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature);
        BeamSearch.check(topK >= 0, "top-k", topK);
    }

    /** Where the numbers of a source begin. */
    long stream(int[] source) {
        long stream = mixed(seed);
        for (int id : source) {
            stream = mixed(stream ^ id);
        }
        return stream;
    }

    /**
     * Draws the next token of a sentence; END where all tokens have the probability 0.
     *
     * @param next PAD and START are excluded from it
     * @param stream of the sentence
     * @param step tokens before it
     */
    int draw(NextTokens next, long stream, int step) {
        next.exclude(Subwords.PAD);
        next.exclude(Subwords.START);
        double best = next.reachedBy(1);
        if (best == Double.NEGATIVE_INFINITY) {
            return Subwords.END;
        }
        double least = best - RANGE * temperature;
        int found = next.find(topK == 0 ? least : Math.max(least, next.reachedBy(topK)));
        var tokens = IntStream.range(0, found).map(next::found).toArray();
        if (topK > 0 && found > topK) {
            // Sorting is stable: of equals the lower id comes first.
            tokens = IntStream.of(tokens)
                    .boxed()
                    .sorted(Comparator.comparingDouble(token -> -next.logProbability(token)))
                    .limit(topK)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        var sums = new double[tokens.length];
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            double logProbability = next.logProbability(tokens[i]);
            if (Double.isNaN(logProbability)) {
                return tokens[i];
            }
            sum += StrictMath.exp((logProbability - best) / temperature);
            sums[i] = sum;
        }
        double drawn = (mixed(stream + step) >>> 11) * 0x1p-53 * sum;
        int at = 0;
        while (at < tokens.length - 1 && sums[at] <= drawn) {
            at++;
        }
        return tokens[at];
    }

    /** A step of SplitMix64 (Steele et al. 2014). */
    private static long mixed(long x) {
        long z = x + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
