package io.sparkseq2seq.train;

import java.io.Serializable;

/**
 * What a worker has done in a round.
 *
 * @param worker from 0 on
 * @param pairs it has trained
 * @param tokens target tokens it has trained: its weight in the average
 * @param steps batches it has trained
 * @param loss summed over its target tokens, in nats
 * @param norm the longest gradient, before clipping
 * @param seconds it computed
 */
record WorkerReport(int worker, long pairs, long tokens, int steps, double loss, double norm, double seconds)
        implements Serializable {
    /** Of a worker that had no data. */
    static WorkerReport idle(int worker) {
        return new WorkerReport(worker, 0, 0, 0, 0, 0, 0);
    }
}
