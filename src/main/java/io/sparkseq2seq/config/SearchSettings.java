package io.sparkseq2seq.config;

import java.io.Serializable;

/**
 * The {@code translate.search} section: what is asked of a translation beyond being the most probable one.
 *
 * @param nBest translations of a line that are told
 * @param alignment whether the alignment of words is told
 * @param coveragePenalty beta of Wu et al. 2016, equation 14; 0: none
 * @param noRepeat tokens in a row that a translation may have only once; 0: any repetition is allowed
 * @param minLength shortest translation in tokens
 * @param minLengthRatio and at least so many times the source's tokens
 * @param temperature of sampling; 0: none, the most probable translation is searched for
 * @param topK tokens that a sampled one is among; 0: all
 * @param seed of sampling
 */
public record SearchSettings(
        @Range(min = 1, max = 1000) int nBest,
        boolean alignment,
        @Range(min = 0, max = 100) double coveragePenalty,
        @Range(min = 0, max = 1000) int noRepeat,
        @Range(min = 0, max = 100_000) int minLength,
        @Range(min = 0, max = 10_000) double minLengthRatio,
        @Range(min = 0, max = 100) double temperature,
        @Range(min = 0, max = 1_000_000) int topK,
        long seed)
        implements Serializable {}
