package io.sparkseq2seq.translate;

import io.sparkseq2seq.report.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Says on a stream how far a job is, every few seconds while something moves: {@code translate: 3,000 of 29,000 …}. */
public final class TranslateProgress implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final long total;
    private final LongSupplier done;
    private final DoubleSupplier share;
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final Thread thread = new Thread(this::watch, "translate progress");

    private TranslateProgress(long total, LongSupplier done, DoubleSupplier share, PrintStream out) {
        this.total = total;
        this.done = done;
        this.share = share;
        this.out = out;
    }

    public static TranslateProgress start(long total, LongSupplier done, PrintStream out) {
        return start(total, done, () -> (double) done.getAsLong() / Math.max(1, total), out);
    }

    /** @param share of the work that is done, by which the time left is told: texts are of different lengths */
    public static TranslateProgress start(long total, LongSupplier done, DoubleSupplier share, PrintStream out) {
        var progress = new TranslateProgress(total, done, share, out);
        progress.thread.setDaemon(true);
        progress.thread.start();
        return progress;
    }

    private void watch() {
        long last = 0;
        try {
            while (true) {
                Thread.sleep(EVERY.toMillis());
                long now = done.getAsLong();
                if (now > last) {
                    last = now;
                    out.println(line(now, total, share.getAsDouble(), Duration.ofNanos(System.nanoTime() - started)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code translate: 3,000 of 29,000 sentences (10 %), 60.0 sentences/s, 7:13 left}. */
    static String line(long done, long total, double share, Duration since) {
        double seconds = Math.max(1e-3, since.toMillis() / 1000.0);
        return String.format(
                Locale.ROOT,
                "translate: %,d of %,d sentences (%d %%), %.1f sentences/s, %s left",
                done,
                total,
                (long) (100 * share),
                done / seconds,
                Durations.clock(seconds * (1 - share) / Math.max(1e-9, share)));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
