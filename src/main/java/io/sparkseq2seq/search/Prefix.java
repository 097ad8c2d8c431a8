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

    /** The tokens, without {@code START} and {@code END}. */
    int[] ids() {
        var ids = new int[token == Subwords.END ? length - 1 : length];
        var prefix = token == Subwords.END ? predecessor : this;
        for (int i = ids.length - 1; i >= 0; i--) {
            ids[i] = prefix.token;
            prefix = prefix.predecessor;
        }
        return ids;
    }

    /** [length] the attention of each step, or null. */
    float[][] attentions() {
        if (attention == null) {
            return null;
        }
        var attentions = new float[length][];
        var prefix = this;
        for (int i = length - 1; i >= 0; i--) {
            attentions[i] = prefix.attention;
            prefix = prefix.predecessor;
        }
        return attentions;
    }
}
