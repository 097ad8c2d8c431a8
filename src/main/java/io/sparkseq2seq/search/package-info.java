/**
 * From a model's steps to translations in one JVM: {@link io.sparkseq2seq.search.BeamSearch} and the
 * {@link io.sparkseq2seq.search.Translator} of sentences.
 *
 * <p>The search sees a model as {@link io.sparkseq2seq.model.Decoding} alone. No Spark. May import {@code model} and
 * what it may.
 */
package io.sparkseq2seq.search;
