/**
 * Benchmarks for {@code scripts/bench}: rates of training and translating, the best rate of this machine's matrix
 * products in the same run, where the time of a step goes, and whether translations depend on how they are made. No
 * other package uses this one.
 */
package io.sparkseq2seq.bench;
