/**
 * How alike texts are: shingles, their exact similarity, and signatures and indexes that find what is alike without
 * comparing all with all. Plain Java, without Spark; it may use settings.
 */
package io.sparkseq2seq.similarity;
