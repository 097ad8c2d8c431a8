package io.sparkseq2seq.corpus;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The steps of the job: a line for each that is done, with what it left and its time; a line now and then while one
 * takes long, with the share of its Spark tasks that are done; and the data sets that are kept for the next steps.
 */
final class Steps implements AutoCloseable {
    private final PrintStream out;
    /** Now, in nanoseconds. */
    private final LongSupplier now;

    private final long started;
    private final List<Manifest.Step> done = new ArrayList<>();
    private final List<KeptRows<?>> kept = new ArrayList<>();
    private final List<Broadcast<?>> held = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Steps::daemon);
    /** The step that is under way; null between two. */
    private String current;

    private long last;

    /** @param tick between two lines of one step */
    Steps(PrintStream out, SparkStatusTracker spark, Duration tick) {
        this(out, spark, tick, System::nanoTime);
    }

    /** @param now in nanoseconds */
    Steps(PrintStream out, SparkStatusTracker spark, Duration tick, LongSupplier now) {
        this.out = out;
        this.now = now;
        started = now.getAsLong();
        last = started;
        clock.scheduleAtFixedRate(() -> stillAt(spark), tick.toMillis(), tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "preprocess progress");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void stillAt(SparkStatusTracker spark) {
        // Spark's tracker may show a stage for a while after its step is done.
        if (current == null) {
            return;
        }
        int tasks = 0;
        int completed = 0;
        for (int stage : spark.getActiveStageIds()) {
            var info = spark.getStageInfo(stage);
            if (info.isDefined()) {
                tasks += info.get().numTasks();
                completed += info.get().numCompletedTasks();
            }
        }
        if (tasks > 0) {
            out.printf(
                    Locale.ROOT,
                    "preprocess  %-19s %,12d of %,d tasks of this stage, %.0f s so far%n",
                    current,
                    completed,
                    tasks,
                    (now.getAsLong() - last) / 1e9);
        }
    }

    /** Notes that a step begins. */
    synchronized void begin(String name) {
        current = name;
    }

    /**
     * Notes that another step begins, which also tells what the current one leaves.
     *
     * @return the current one, to be told when it is known
     */
    synchronized LongConsumer goOn(String name) {
        var before = current;
        double seconds = lap();
        current = name;
        return count -> tell(before, count, Manifest.Step.PAIRS, seconds);
    }

    /** Notes that the current step is done. */
    synchronized void done(long count, String unit) {
        tell(current, count, unit, lap());
        current = null;
    }

    /** Seconds since the last one. */
    private double lap() {
        long time = now.getAsLong();
        double seconds = (time - last) / 1e9;
        last = time;
        return seconds;
    }

    private synchronized void tell(String step, long count, String unit, double seconds) {
        done.add(new Manifest.Step(step, count, unit, Math.round(seconds * 1000) / 1000.0));
        out.printf(Locale.ROOT, "preprocess  %-19s %,12d %-9s %8.1f s%n", step, count, unit, seconds);
        out.flush();
    }

    /** Keeps what is computed from here on. */
    Dataset<Row> keep(Dataset<Row> rows) {
        return keep(rows, KeptRows.Count::new).rows();
    }

    /** Keeps what is computed from here on, with a tally of it. */
    <T extends KeptRows.Tally<T>> KeptRows<T> keep(Dataset<Row> rows, KeptRows.Empty<T> tally) {
        return keep(KeptRows.of(rows, tally));
    }

    /** Lets go of these rows in time. */
    <T extends KeptRows.Tally<T>> KeptRows<T> keep(KeptRows<T> rows) {
        kept.add(rows);
        return rows;
    }

    /** Lets go of all that was kept but these rows, which have been computed from it. */
    void release(KeptRows<?> computed) {
        kept.stream().filter(rows -> rows != computed).forEach(KeptRows::release);
        kept.retainAll(List.of(computed));
    }

    /** Keeps a broadcast until the job ends. */
    <T> Broadcast<T> hold(Broadcast<T> broadcast) {
        held.add(broadcast);
        return broadcast;
    }

    /** Tells what a user may want to mend. */
    synchronized void warn(String warning) {
        out.println("preprocess  " + warning);
    }

    List<Manifest.Step> list() {
        return List.copyOf(done);
    }

    /** Since the start of the job. */
    double seconds() {
        return time().toNanos() / 1e9;
    }

    /** Since the start of the job. */
    Duration time() {
        return Duration.ofNanos(now.getAsLong() - started);
    }

    /** Lets go of what was kept. */
    @Override
    public void close() {
        clock.shutdownNow();
        kept.forEach(KeptRows::release);
        held.forEach(broadcast -> broadcast.destroy(false));
    }
}
