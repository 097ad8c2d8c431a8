/**
 * Text as the model sees it: normalizing, splitting into words, and subwords learned by byte-pair encoding.
 *
 * <p>Plain Java, without Spark: what the preprocess job runs on a cluster and what a translation runs in one thread is
 * the same code. May import {@code config} only.
 */
package io.sparkseq2seq.text;
