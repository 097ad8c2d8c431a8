/**
 * How good translations are: BLEU, chrF and TER, which agree with sacrebleu to the printed digit; the evaluate job, its
 * report and its pictures of attention. Scores are sums over sentences, so they distribute. May use {@code translate},
 * {@code corpus} and what these use.
 */
package io.sparkseq2seq.evaluate;
