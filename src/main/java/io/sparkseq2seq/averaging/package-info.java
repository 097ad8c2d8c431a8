/**
 * Parameter averaging on Spark: a round of training on each worker and the mean of what they learned, on DL4J's own
 * extension points; the exchange of parameters, and outer optimizers. May import {@code model} and what it may.
 */
package io.sparkseq2seq.averaging;
