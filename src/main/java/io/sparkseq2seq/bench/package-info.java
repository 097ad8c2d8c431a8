/**
 * Benchmarks for {@code scripts/bench}: rates of training and translating, the best rate of this machine's matrix
 * products in the same run, and where the time of a step goes. No other package uses this one.
 */
package io.sparkseq2seq.bench;
