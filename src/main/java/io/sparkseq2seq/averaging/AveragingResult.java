package io.sparkseq2seq.averaging;

/**
 * What a worker brings back from a round.
 *
 * @param state the state of its network; null when it had no data, or trained none of it
 */
record AveragingResult(WorkerReport report, NetworkState state) {}
