package io.sparkseq2seq.averaging;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The figures of a round; a line of {@code metrics.jsonl}.
 *
 * @param epoch it belongs to, from 1 on
 * @param round from 1 on, of {@code rounds} in the epoch
 * @param step batches of a worker so far
 * @param pairs trained
 * @param tokens target tokens trained
 * @param loss mean of a target token in nats, label smoothing included
 * @param gradientNorm of the longest gradient, before clipping
 * @param learningRate of the last step
 * @param tokensPerSecond target tokens trained a second
 * @param seconds of the whole round
 * @param computing mean seconds that a task slot of Spark computed
 * @param waiting mean seconds that a slot then waited for the slowest
 * @param averaging seconds in which no worker computed
 * @param heap megabytes of Java heap in use by each worker's JVM
 * @param resident megabytes of memory of each worker's process, the heap included
 */
public record RoundResult(
        int epoch,
        int round,
        int rounds,
        int step,
        long pairs,
        long tokens,
        double loss,
        double gradientNorm,
        double learningRate,
        double tokensPerSecond,
        double seconds,
        double computing,
        double waiting,
        double averaging,
        List<Long> heap,
        List<Long> resident) {

    /**
     * @param reports of all workers
     * @param step batches of a worker so far, this round included
     * @param slots tasks that Spark runs at the same time
     */
    static RoundResult of(
            int epoch,
            int round,
            int rounds,
            int step,
            double learningRate,
            double seconds,
            int slots,
            List<WorkerReport> reports) {
        long tokens = reports.stream().mapToLong(WorkerReport::tokens).sum();
        int used = Math.max(1, Math.min(slots, reports.size()));
        double busy = Math.min(busy(reports, used), seconds);
        double computing = Math.min(
                busy, reports.stream().mapToDouble(WorkerReport::seconds).sum() / used);
        return new RoundResult(
                epoch,
                round,
                rounds,
                step,
                reports.stream().mapToLong(WorkerReport::pairs).sum(),
                tokens,
                reports.stream().mapToDouble(WorkerReport::loss).sum() / Math.max(1, tokens),
                reports.stream().mapToDouble(WorkerReport::norm).max().orElseThrow(),
                learningRate,
                tokens / seconds,
                seconds,
                computing,
                busy - computing,
                seconds - busy,
                reports.stream().map(WorkerReport::heap).toList(),
                reports.stream().map(WorkerReport::resident).toList());
    }

    /** Megabytes of Java heap in use by the JVM that uses most. */
    public long mostHeap() {
        return Collections.max(heap);
    }

    /** Megabytes of memory of the largest worker process. */
    public long mostResident() {
        return Collections.max(resident);
    }

    /** How long it takes when each slot takes the next worker's part as soon as it is free. */
    private static double busy(List<WorkerReport> reports, int slots) {
        var until = new double[slots];
        for (var report : reports) {
            Arrays.sort(until);
            until[0] += report.seconds();
        }
        return Arrays.stream(until).max().orElseThrow();
    }
}
