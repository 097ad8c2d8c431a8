/**
 * Incremental translation of tables: what is new or changed is translated once, by content, staged where a kill does no
 * harm, and merged. How rows are read and translated stands in {@code table} and {@code translate}.
 */
package io.sparkseq2seq.lake;
