package io.sparkseq2seq.averaging;

import java.io.Serializable;
import org.bytedeco.javacpp.Pointer;

/**
 * What a worker did in a round.
 *
 * @param worker from 0 on
 * @param pairs it has seen
 * @param tokens target tokens it has trained: its weight in the average
 * @param steps batches it has trained
 * @param skipped batches it has not trained, since their loss or gradient was not finite
 * @param loss summed over its target tokens, in nats
 * @param norm the longest gradient, before clipping
 * @param seconds it computed
 * @param heap megabytes of Java heap in use by its JVM
 * @param resident megabytes of memory of its process, the heap included
 */
record WorkerReport(
        int worker,
        long pairs,
        long tokens,
        int steps,
        int skipped,
        double loss,
        double norm,
        double seconds,
        long heap,
        long resident)
        implements Serializable {
    /** The report of a worker in this JVM. */
    static WorkerReport of(
            int worker, long pairs, long tokens, int steps, int skipped, double loss, double norm, double seconds) {
        var heap = Runtime.getRuntime();
        return new WorkerReport(
                worker,
                pairs,
                tokens,
                steps,
                skipped,
                loss,
                norm,
                seconds,
                (heap.totalMemory() - heap.freeMemory()) >> 20,
                Pointer.physicalBytes() >> 20);
    }

    /** The report of a worker that had no data. */
    static WorkerReport idle(int worker) {
        return of(worker, 0, 0, 0, 0, 0, 0, 0);
    }
}
