/**
 * Parameter averaging on Spark: rounds in which workers train and their parameters are averaged, the exchange of
 * parameters, and outer optimizers. {@link io.sparkseq2seq.averaging.Dl4jMaster} is the one class that DL4J's Spark API
 * sees. May import {@code model} and whatever that may import.
 */
package io.sparkseq2seq.averaging;
