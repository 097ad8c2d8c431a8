package io.sparkseq2seq.averaging;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The figures of a round; a line of {@code metrics.jsonl}.
 *
 * @param epoch it belongs to, from 1 on
 * @param round from 1 on, of {@code rounds} in the epoch
 * @param step batches of a worker so far
 * @param pairs seen
 * @param tokens target tokens trained
 * @param batches of all workers
 * @param skipped of them, since their loss or gradient was not finite
 * @param loss mean of a target token in nats, label smoothing included; NaN where nothing was trained
 * @param gradientNorm of the longest gradient, before clipping
 * @param learningRate of the last step
 * @param tokensPerSecond target tokens trained a second
 * @param seconds of the whole round
 * @param computing mean seconds that a task slot of Spark computed
 * @param waiting mean seconds that a slot then waited for the slowest
 * @param averaging seconds in which no worker computed
 * @param heap megabytes of Java heap in use by each worker's JVM, of many workers by those that use most
 * @param resident megabytes of memory of each worker's process, the heap included, likewise
 */
public record RoundResult(
        int epoch,
        int round,
        int rounds,
        int step,
        long pairs,
        long tokens,
        int batches,
        int skipped,
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
    /** Workers whose memory is told one by one: it is remembered for all rounds. */
    private static final int SHOWN = 64;

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
        int skipped = reports.stream().mapToInt(WorkerReport::skipped).sum();
        return new RoundResult(
                epoch,
                round,
                rounds,
                step,
                reports.stream().mapToLong(WorkerReport::pairs).sum(),
                tokens,
                skipped + reports.stream().mapToInt(WorkerReport::steps).sum(),
                skipped,
                reports.stream().mapToDouble(WorkerReport::loss).sum() / tokens,
                reports.stream().mapToDouble(WorkerReport::norm).max().orElseThrow(),
                learningRate,
                tokens / seconds,
                seconds,
                computing,
                busy - computing,
                seconds - busy,
                most(reports, WorkerReport::heap),
                most(reports, WorkerReport::resident));
    }

    private static List<Long> most(List<WorkerReport> reports, Function<WorkerReport, Long> value) {
        return reports.size() <= SHOWN
                ? reports.stream().map(value).toList()
                : reports.stream()
                        .map(value)
                        .sorted(Comparator.reverseOrder())
                        .limit(SHOWN)
                        .toList();
    }

    /** This round and the next one as one. */
    public RoundResult plus(RoundResult next) {
        long both = tokens + next.tokens;
        double time = seconds + next.seconds;
        double sum = (tokens == 0 ? 0 : loss * tokens) + (next.tokens == 0 ? 0 : next.loss * next.tokens);
        return new RoundResult(
                next.epoch,
                next.round,
                next.rounds,
                next.step,
                pairs + next.pairs,
                both,
                batches + next.batches,
                skipped + next.skipped,
                sum / both,
                Math.max(gradientNorm, next.gradientNorm),
                next.learningRate,
                both / time,
                time,
                computing + next.computing,
                waiting + next.waiting,
                averaging + next.averaging,
                List.of(Math.max(mostHeap(), next.mostHeap())),
                List.of(Math.max(mostResident(), next.mostResident())));
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
