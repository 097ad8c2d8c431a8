/**
 * The evaluate job: translates a test set, scores it, and makes a report with pictures of attention. May import
 * {@code translate}, {@code corpus}, {@code metric} and what these may.
 */
package io.sparkseq2seq.evaluate;
