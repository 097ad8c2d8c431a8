/**
 * Subwords: learned by byte-pair encoding, stored, and applied to text.
 *
 * <p>Plain Java, without Spark: what the preprocess job runs on a cluster and what a translation runs in one thread is
 * the same code. May import {@code text} and {@code config}.
 */
package io.sparkseq2seq.subword;
