/**
 * The training job: batches of similar length cut from the corpus on Spark, parameter averaging over Spark tasks on
 * DL4J's own extension points, learning-rate schedule, validation, checkpoints and progress.
 *
 * <p>May import {@code model}, {@code corpus} and {@code evaluate}: validation is evaluation.
 */
package io.sparkseq2seq.train;
