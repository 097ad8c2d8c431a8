/**
 * The preprocess job: parallel text in, a corpus of token ids out. Filters, deduplication, the hold-out, subword
 * learning on Spark, shards and the manifest; and {@link io.sparkseq2seq.corpus.Corpus}, which opens the result.
 *
 * <p>What reaches the driver is bounded: counts, a hold-out's hashes, samples of what was dropped, and the table of
 * distinct words that {@code preprocess.subwords.max-words} limits. May import {@code filter}, {@code align},
 * {@code parallel}, {@code report} and what these may.
 */
package io.sparkseq2seq.corpus;
