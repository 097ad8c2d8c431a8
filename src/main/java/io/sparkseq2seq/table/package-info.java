/**
 * What jobs read: the files that a path stands for, lines of text and rows of Parquet tables, numbered in the order of
 * the files' paths whatever the settings of Spark and Hadoop. An input is read whole, or refused by name. May import
 * {@code storage} and what that may.
 */
package io.sparkseq2seq.table;
