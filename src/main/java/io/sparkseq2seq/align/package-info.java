/**
 * Which words of two languages translate each other: IBM model 1 in both directions, the table that it learns, and how
 * well it explains a pair.
 *
 * <p>Plain Java, without Spark: the preprocess job runs these on the cluster. All sums are 64-bit integers, so that no
 * order of adding changes a bit. May import {@code text} and what it may.
 */
package io.sparkseq2seq.align;
