package io.sparkseq2seq.search;

import java.io.Serializable;
import java.util.List;

/**
 * The translation of a line.
 *
 * @param text one line; empty for an empty source
 * @param logProbability natural logarithm of its probability given the source; 0 for an empty source; of a source that
 *     was translated in parts, their sum
 * @param tokens of the translation, {@code END} not counted
 * @param parts in which the source was translated; 0 for an empty one
 * @param cut whether the target, or that of a part, was stopped at its length limit (see {@link Hypothesis})
 * @param unmet terms that it should hold and does not (see {@link Hypothesis})
 * @param alternatives the best translations, this one first, of a source of one part; null where not asked for, empty
 *     for other sources
 * @param alignment of words, as {@link Alignment} writes it; null where not asked for
 */
public record Translation(
        String text,
        double logProbability,
        int tokens,
        int parts,
        boolean cut,
        List<String> unmet,
        List<Alternative> alternatives,
        String alignment)
        implements Serializable {

    /**
     * One of the best translations of a line.
     *
     * @param text one line, unlike those of the others
     * @param logProbability as the translation's
     * @param score as the translation's
     */
    public record Alternative(String text, double logProbability, double score) implements Serializable {}

    /**
     * Mean log-probability a token, each part's {@code END} counted: {@code logProbability / (tokens + parts)}, at most
     * 0; 0 for an empty source. Unlike {@link Hypothesis#score()} it does not depend on the length penalty.
     */
    public double score() {
        return mean(logProbability, tokens, parts);
    }

    static double mean(double logProbability, int tokens, int parts) {
        return parts == 0 ? 0 : logProbability / (tokens + parts);
    }
}
