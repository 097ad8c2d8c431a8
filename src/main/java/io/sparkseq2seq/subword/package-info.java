/**
 * Subwords: learned by byte-pair encoding, stored, and applied to text.
 *
 * <p>Plain Java, without Spark: the preprocess job on a cluster and a translation in one thread run the same code. May
 * import {@code text} and {@code config}.
 */
package io.sparkseq2seq.subword;
