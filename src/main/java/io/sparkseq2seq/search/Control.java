package io.sparkseq2seq.search;

import io.sparkseq2seq.config.TranslateSettings;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * What is asked of a translation beyond being the most probable one.
 *
 * <p>The coverage penalty of Wu et al. 2016, equation 14, {@code beta · Σ_i log(min(Σ_t a_ti, 1))} over the source's
 * tokens i and the attention a_ti of every step t, is added to a finished hypothesis's score: it favours translations
 * that have looked at all of the source. A token's sum counts as {@value #LEAST_COVERAGE} at least.
 *
 * @param coveragePenalty beta, at least 0; 0: none
 * @param noRepeat no run of so many tokens comes twice in a hypothesis, but for tokens of terms; 0: it may
 * @param minLength a translation has at least so many tokens, as far as its limit allows
 * @param minLengthRatio and so many times the source's tokens
 * @param sampling draws tokens instead of searching for the best; null: none
 * @param terms what a translation must hold
 */
public record Control(
        double coveragePenalty, int noRepeat, int minLength, double minLengthRatio, Sampling sampling, Terms terms)
        implements Serializable {
    /** Nothing. */
    public static final Control NONE = new Control(0, 0, 0, 0, null, Terms.NONE);

    private static final double LEAST_COVERAGE = 1e-6;

    /** @throws IllegalArgumentException when a value is out of its range */
    public Control {
        BeamSearch.check(
                coveragePenalty >= 0 && coveragePenalty < Double.POSITIVE_INFINITY,
                "coverage penalty",
                coveragePenalty);
        BeamSearch.check(noRepeat >= 0, "length of runs without repetition", noRepeat);
        BeamSearch.check(minLength >= 0, "shortest length", minLength);
        BeamSearch.check(minLengthRatio >= 0, "least length ratio", minLengthRatio);
        if (sampling != null && !terms.isEmpty()) {
            throw new IllegalArgumentException("samples cannot be made to hold terms");
        }
    }

    /**
     * What settings ask for; a glossary is read here.
     *
     * @throws io.sparkseq2seq.config.UserException when it cannot be read
     */
    public static Control of(TranslateSettings settings, Configuration hadoop) {
        var search = settings.search();
        return new Control(
                search.coveragePenalty(),
                search.noRepeat(),
                search.minLength(),
                search.minLengthRatio(),
                search.temperature() == 0 ? null : new Sampling(search.temperature(), search.topK(), search.seed()),
                Terms.of(settings.terms(), hadoop));
    }

    /** Tokens of a translation at least, END not counted. */
    int shortest(int sourceLength, int limit) {
        return (int) Math.min(limit, Math.max(minLength, Math.floor(minLengthRatio * sourceLength)));
    }

    /**
     * The coverage penalty of a hypothesis, at most 0.
     *
     * @param attention [steps, source positions]
     */
    double coverage(float[][] attention) {
        double sum = 0;
        // The last position is the source's END.
        for (int i = 0; i < attention[0].length - 1; i++) {
            double covered = 0;
            for (var step : attention) {
                covered += step[i];
            }
            sum += StrictMath.log(Math.max(LEAST_COVERAGE, Math.min(1, covered)));
        }
        return coveragePenalty * sum;
    }
}
