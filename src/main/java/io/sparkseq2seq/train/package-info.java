/**
 * The training job: epochs cut from the corpus, validation, checkpoints, progress, and the folder of the finished
 * model. May import {@code averaging}, {@code corpus}, {@code search}, {@code metric}, {@code report} and what these
 * may.
 */
package io.sparkseq2seq.train;
