/**
 * How good translations are: BLEU, chrF and TER, which agree with sacrebleu to the printed digit. Scores are sums over
 * sentences ({@link io.sparkseq2seq.metric.Tally}), so they distribute. Plain Java. May import {@code config} only.
 */
package io.sparkseq2seq.metric;
