package io.sparkseq2seq.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The wish that this JVM end, by SIGTERM or Ctrl-C: its end is held up until the training has saved what it has. Spark
 * and the file systems serve on meanwhile, for their own hooks come after this one.
 *
 * <p>Nothing relies on that wait. A cluster that gives less time than saving takes, as YARN does by default, kills the
 * JVM: the last checkpoint is what there is then, which a driver on the cluster has written not long before.
 */
final class Interruption implements AutoCloseable {
    /** Spark's hooks have 40, Hadoop's 10; the highest is first. */
    private static final int PRIORITY = 100;

    private static final long LONGEST_HOURS = 1;
    private static final long AGAIN_MILLIS = 200;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Runnable hook = this::await;
    private final Runnable whenAsked;
    private volatile boolean asked;

    /**
     * From now on the JVM's end waits.
     *
     * @param whenAsked puts an end to what runs, so that it need not be waited for
     */
    Interruption(Runnable whenAsked) {
        this.whenAsked = whenAsked;
        ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, LONGEST_HOURS, TimeUnit.HOURS);
    }

    private void await() {
        asked = true;
        try {
            do {
                // Again and again: what it puts an end to may have been about to begin.
                whenAsked.run();
            } while (!saved.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        saved.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
