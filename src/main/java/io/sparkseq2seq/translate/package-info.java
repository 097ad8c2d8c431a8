/**
 * From a trained model to translations: {@link io.sparkseq2seq.translate.BeamSearch} over a model's steps, the
 * {@link io.sparkseq2seq.translate.Translator} of sentences, and what runs it: the Spark job over files and tables,
 * standard input, and a stage of Spark ML pipelines.
 *
 * <p>Nothing of the network itself lives here: the search sees a model as {@link io.sparkseq2seq.model.Decoding} alone.
 * May import {@code model}, {@code corpus} and what they may.
 */
package io.sparkseq2seq.translate;
