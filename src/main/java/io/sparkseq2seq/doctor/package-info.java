/**
 * Looks at a cluster before a job runs there: what each machine is like, and whether the job's files, workers and
 * memory fit it. It starts no job and leaves nothing behind.
 */
package io.sparkseq2seq.doctor;
