package io.sparkseq2seq;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a thread has worked since some moment, however often it had to wait for a processor. */
public final class CpuTime {
    private final long started = now();

    private CpuTime() {}

    /** From now on, of this thread. */
    public static CpuTime start() {
        return new CpuTime();
    }

    /** Until now; call it in the same thread. */
    public Duration elapsed() {
        return Duration.ofNanos(now() - started);
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
