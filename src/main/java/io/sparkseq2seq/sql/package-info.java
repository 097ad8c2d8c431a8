/**
 * Translation as functions of Spark SQL: the functions, the models that Spark's configuration names for them, and the
 * operator that evaluates them in batches. May import {@code translate} and what that may.
 */
package io.sparkseq2seq.sql;
