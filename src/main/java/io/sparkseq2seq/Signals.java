package io.sparkseq2seq;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;

/**
 * What becomes of a command when its JVM is asked to end, by Ctrl-C or SIGTERM: Spark's jobs are cancelled, so that the
 * command tidies up and says one line instead of what Spark throws when it is stopped. A command that is done, or that
 * is about to publish just then, ends as what it is. A training saves what it has first.
 */
final class Signals {
    /** After a training's own hook, before those of Spark (40) and of Hadoop's file systems (10). */
    private static final int PRIORITY = 90;

    private static final int LAST = 1;
    /** For deleting what is half written; a command that works without Spark meanwhile is not waited for any longer. */
    private static final long SECONDS = 10;

    private static final long CANCEL_AGAIN_MILLIS = 200;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean said = new AtomicBoolean();
    private final PrintStream err;
    private volatile ExitCode exit;

    private Signals(PrintStream err) {
        this.err = err;
    }

    /** From now on signals are met. */
    static Signals watch(PrintStream err) {
        var signals = new Signals(err);
        ShutdownHookManager.get().addShutdownHook(signals::cancel, PRIORITY, 2 * SECONDS, TimeUnit.SECONDS);
        ShutdownHookManager.get().addShutdownHook(signals::end, LAST);
        return signals;
    }

    /** Whether this JVM ends. */
    static boolean asked() {
        return ShutdownHookManager.get().isShutdownInProgress();
    }

    /** The command has ended; from now on nothing is waited for. */
    void ended(ExitCode with) {
        exit = with;
        ended.countDown();
    }

    private void cancel() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        boolean onSpark = SparkSession.getDefaultSession().isDefined();
        try {
            while (onSpark && System.nanoTime() < end && !ended.await(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                cancelJobs();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (exit == null) {
            say();
        }
    }

    private static void cancelJobs() {
        var spark = SparkSession.getDefaultSession();
        if (spark.isDefined() && !spark.get().sparkContext().isStopped()) {
            // Of tasks that are cancelled, it would tell at length.
            spark.get().sparkContext().setLogLevel("OFF");
            spark.get().sparkContext().cancelAllJobs();
        }
    }

    /** Says what happened, once: the command may not come to it. */
    void say() {
        if (said.compareAndSet(false, true)) {
            err.println("seq2seq: interrupted");
        }
    }

    /** The JVM's own code would be the signal's. */
    private void end() {
        if (exit == ExitCode.DONE && !Submission.isCluster()) {
            Runtime.getRuntime().halt(exit.code());
        }
    }
}
