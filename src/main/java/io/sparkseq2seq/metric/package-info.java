/**
 * The quality of translations: BLEU, chrF and TER, which agree with sacrebleu to the printed digit. Scores come from
 * sums over sentences ({@link io.sparkseq2seq.metric.Tally}), so Spark can add them up. Plain Java. May import
 * {@code config} only.
 */
package io.sparkseq2seq.metric;
