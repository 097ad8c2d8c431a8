package io.sparkseq2seq.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The wish that this JVM end, by SIGTERM or Ctrl-C: its end is held up until the training has saved what it has. Spark
 * and the file systems serve on meanwhile, for their own hooks come after this one.
 */
final class Interruption implements AutoCloseable {
    /** Spark's hooks have 40, Hadoop's 10; the highest is first. */
    private static final int PRIORITY = 100;

    private static final long LONGEST_HOURS = 1;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Runnable hook = this::await;
    private volatile boolean asked;

    /** From now on the JVM's end waits. */
    Interruption() {
        ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, LONGEST_HOURS, TimeUnit.HOURS);
    }

    private void await() {
        asked = true;
        try {
            saved.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean asked() {
        return asked;
    }

    /** Lets the JVM end, once all is saved; does not return. */
    IllegalStateException end() {
        saved.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException("interrupted while the JVM ends");
    }

    @Override
    public void close() {
        saved.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
