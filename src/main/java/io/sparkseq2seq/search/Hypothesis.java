package io.sparkseq2seq.search;

import java.io.Serializable;
import java.util.List;

/**
 * One translation that a search has found.
 *
 * @param tokens the target's token ids, without {@code START} and {@code END}
 * @param logProbability natural logarithm of P(tokens, END | source); of P(tokens | source) for a hypothesis that could
 *     not end, see {@link BeamSearch}
 * @param score {@code logProbability} over the length penalty: what the search maximises
 * @param attention [tokens + 1, source positions] the attention with which each token was chosen, {@code END}'s last; a
 *     hypothesis that could not end lacks that row; null when the search was not asked for it
 * @param cut whether it was stopped rather than ended: at the longest length {@code END} was not the most probable
 *     token, or it could not end at all
 * @param unmet the terms that it should hold and does not, because there was no room for them; mostly none
 */
public record Hypothesis(
        int[] tokens, double logProbability, double score, float[][] attention, boolean cut, List<String> unmet)
        implements Serializable {}
