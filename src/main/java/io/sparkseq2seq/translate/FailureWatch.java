package io.sparkseq2seq.translate;

import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;

/** Stops the Spark jobs of this thread as soon as it is certain that they are in vain. */
public final class FailureWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final SparkContext context;
    private final BooleanSupplier inVain;
    private final String group = "translate " + UUID.randomUUID();
    private final Thread thread = new Thread(this::watch, "translate failures");
    private volatile boolean failed;

    private FailureWatch(SparkContext context, BooleanSupplier inVain) {
        this.context = context;
        this.inVain = inVain;
    }

    /** @param inVain asked for some times a second */
    public static FailureWatch start(SparkContext context, BooleanSupplier inVain) {
        var watch = new FailureWatch(context, inVain);
        context.setJobGroup(watch.group, "translating", false);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!inVain.getAsBoolean()) {
                Thread.sleep(EVERY.toMillis());
            }
            failed = true;
            context.cancelJobGroup(group);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has stopped them. */
    public boolean hasFailed() {
        return failed;
    }

    @Override
    public void close() {
        thread.interrupt();
        context.clearJobGroup();
    }
}
