/** Real processes for tests: a Spark standalone cluster, HDFS, and the launcher, as a user would run them. */
package io.sparkseq2seq.cluster;
