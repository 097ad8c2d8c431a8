/**
 * What people look at: HTML, charts, summaries of jobs and TensorBoard's event files. No Spark. May import
 * {@code storage} and {@code config}.
 */
package io.sparkseq2seq.report;
