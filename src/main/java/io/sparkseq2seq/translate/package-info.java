/**
 * Translation on Spark: the job over files and tables, standard input, a stage of Spark ML pipelines, and the models
 * that an executor keeps. May import {@code search}, {@code table}, {@code report} and what these may.
 */
package io.sparkseq2seq.translate;
