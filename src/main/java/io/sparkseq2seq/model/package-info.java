/**
 * The attention encoder-decoder: its layers with their forward and backward passes, its loss, saving and loading, and
 * {@link io.sparkseq2seq.model.Decoding}, the step-by-step view that a search works on.
 *
 * <p>DL4J's graph lives here and above; Spark does not. May import {@code kernel}, {@code subword}, {@code storage} and
 * what these may.
 */
package io.sparkseq2seq.model;
