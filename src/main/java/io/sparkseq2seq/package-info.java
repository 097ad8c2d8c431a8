/**
 * The command line: {@link io.sparkseq2seq.App} reads the settings, opens the one Spark session, runs a job and prints
 * its summary. May use every package; no package may use it.
 */
package io.sparkseq2seq;
