/**
 * Output for people: HTML, charts, summaries of jobs, times as text, and TensorBoard's event files. No Spark. May
 * import {@code storage} and {@code config}.
 */
package io.sparkseq2seq.report;
