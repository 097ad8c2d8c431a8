/**
 * Benchmarks of the network on this machine, for {@code scripts/bench}: rates, the machine's own matrix-product ceiling
 * in the same run, and where the time of a step goes. No Spark; nothing else uses this package.
 */
package io.sparkseq2seq.bench;
