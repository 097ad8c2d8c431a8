package io.sparkseq2seq.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long tasks took: their number and sum, the slowest, and a histogram for their median, in memory that does not
 * grow with them.
 */
final class TaskTimes {
    /** Of neighbouring bins of the histogram: the median is as exact. */
    private static final double RATIO = 1.05;

    /** From 1 ms to more than a year. */
    private static final int BINS = 512;

    private static final int SLOWEST = 3;

    private final long[] bins = new long[BINS];
    private final List<Task> slowest = new ArrayList<>();
    private long count;
    private long milliseconds;

    /**
     * A task.
     *
     * @param partition its number
     * @param seconds it ran
     * @param sentences it translated
     * @param host where it ran
     */
    record Task(int partition, double seconds, long sentences, String host) {}

    void add(Task task) {
        long time = Math.round(1000 * task.seconds);
        count++;
        milliseconds += time;
        bins[bin(time)]++;
        slowest.add(task);
        slowest.sort(Comparator.comparingDouble(Task::seconds).reversed());
        if (slowest.size() > SLOWEST) {
            slowest.remove(SLOWEST);
        }
    }

    private static int bin(long milliseconds) {
        return milliseconds < 1
                ? 0
                : (int) Math.min(BINS - 1, 1 + Math.round(Math.log(milliseconds) / Math.log(RATIO)));
    }

    long count() {
        return count;
    }

    /** Of all tasks. */
    double seconds() {
        return milliseconds / 1000.0;
    }

    /** The slowest first. */
    List<Task> slowest() {
        return List.copyOf(slowest);
    }

    /** The lower one of the two in the middle; 0 without tasks. */
    double median() {
        long before = 0;
        for (int bin = 0; bin < BINS; bin++) {
            before += bins[bin];
            if (before > 0 && 2 * before >= count) {
                return bin == 0 ? 0 : Math.pow(RATIO, bin - 1) / 1000;
            }
        }
        return 0;
    }

    /** The slowest task's time over the median: 1 where all take the same; 0 without tasks. */
    double skew() {
        return slowest.isEmpty() ? 0 : slowest.get(0).seconds / Math.max(1e-3, median());
    }
}
