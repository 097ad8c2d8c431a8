/**
 * Subwords: learned by byte-pair encoding or as unigrams, stored, applied to text, and exchanged with other tools.
 *
 * <p>Plain Java, without Spark: the preprocess job on a cluster and a translation in one thread run the same code. May
 * import {@code text} and {@code config}.
 */
package io.sparkseq2seq.subword;
