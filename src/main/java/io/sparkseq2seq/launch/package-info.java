/**
 * What {@code spark-submit} is told, from the user's own options and the settings of the job. It runs where the command
 * is given, before Spark starts; it may read settings and files, and knows nothing of the jobs.
 */
package io.sparkseq2seq.launch;
