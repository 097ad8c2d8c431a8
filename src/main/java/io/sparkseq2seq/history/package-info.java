/**
 * What runs cost, and how they did over time: tasks are measured as Spark tells of them, and each run leaves a small
 * file that later ones are compared with. It knows summaries, not the jobs that write them.
 */
package io.sparkseq2seq.history;
