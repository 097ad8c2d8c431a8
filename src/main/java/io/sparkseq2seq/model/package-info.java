/**
 * The attention encoder-decoder: its layers with their forward and backward passes, its loss, saving and loading, and
 * {@link io.sparkseq2seq.model.Decoding}, the step-by-step view that a search works on.
 *
 * <p>ND4J and DL4J live here and nowhere below; Spark does not. May import {@code text}, {@code storage} and
 * {@code config}.
 */
package io.sparkseq2seq.model;
