/**
 * What a user may set: typed, validated, immutable records that mirror {@code seq2seq-reference.conf} key by key, and
 * the error that is the user's to mend. Plain Java over Typesafe Config; no Spark, and nothing of the other packages.
 */
package io.sparkseq2seq.config;
