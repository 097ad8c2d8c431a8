package io.sparkseq2seq;

import org.apache.spark.SparkUserAppException;

/**
 * How a command ends where spark-submit has started it: by returning from {@code main}, or by throwing. A JVM that is
 * shared ends for nobody else then, YARN learns of success (it takes each call of {@code System.exit} for a failure,
 * and runs the job again), and of a failure by a line in its diagnostics.
 *
 * <ul>
 *   <li>In cluster mode the exception's text is what YARN keeps and the driver's log shows.
 *   <li>In client mode spark-submit ends with the code that its own kind of exception carries, and prints nothing. So
 *       it is in a driver's pod: Spark's image for Kubernetes starts it in client mode.
 * </ul>
 */
final class Submission {
    private static final String MODE = "spark.submit.deployMode";

    private Submission() {}

    /** Whether spark-submit has started this command. */
    static boolean isOne() {
        return System.getProperty(MODE) != null;
    }

    /** Whether the driver runs on the cluster: its exit code is not seen by the caller. */
    static boolean isCluster() {
        return "cluster".equals(System.getProperty(MODE));
    }

    /** Whether the driver is YARN's ApplicationMaster: when it fails, YARN starts another. */
    static boolean isOnYarn() {
        return isCluster() && "yarn".equals(System.getProperty("spark.master"));
    }

    /**
     * What {@code main} throws.
     *
     * @param message the line that helps
     */
    static Exception failed(ExitCode exit, String message) {
        return isCluster() ? new OnCluster(message) : new ByClient(exit.code(), message);
    }

    /** Nothing but a line, wherever it is printed. */
    private static final class OnCluster extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnCluster(String message) {
            super(message, null, false, false);
        }

        @Override
        public String toString() {
            return "seq2seq: " + getMessage();
        }
    }

    /** Carries an exit code. */
    private static final class ByClient extends SparkUserAppException {
        private static final long serialVersionUID = 1;
        private final String line;

        ByClient(int code, String line) {
            super(code);
            this.line = line;
        }

        @Override
        public String getMessage() {
            return line;
        }

        @Override
        public String toString() {
            return "seq2seq: " + line;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
