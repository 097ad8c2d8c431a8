/**
 * Which pairs of sentences a corpus is better without: a record for each rule, and the chain of those that are
 * configured. Plain Java, without Spark; it may use settings, text and subwords.
 */
package io.sparkseq2seq.filter;
