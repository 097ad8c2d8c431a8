package io.sparkseq2seq.search;

import io.sparkseq2seq.subword.Subwords;

/**
 * The beginning of a translation: a token behind its predecessor, back to {@code START}, whose predecessor is null.
 * Hypotheses with a common beginning share it.
 */
record Prefix(Prefix predecessor, int token, int length, double logProbability, float[] attention) {

    static final Prefix EMPTY = new Prefix(null, Subwords.START, 0, 0, null);

    /** One token longer; {@code attention} is that with which the token was chosen, or null. */
    Prefix then(int next, double sum, float[] attention) {
        return new Prefix(this, next, length + 1, sum, attention);
    }

    /** The hypothesis that this prefix is, with or without {@code END}. */
    Hypothesis hypothesis(double score, boolean cut) {
        var ended = token == Subwords.END;
        var tokens = new int[ended ? length - 1 : length];
        var weights = attention == null ? null : new float[length][];
        var prefix = this;
        for (int i = length - 1; i >= 0; i--) {
            if (i < tokens.length) {
                tokens[i] = prefix.token;
            }
            if (weights != null) {
                weights[i] = prefix.attention;
            }
            prefix = prefix.predecessor;
        }
        return new Hypothesis(tokens, logProbability, score, weights, cut);
    }
}
