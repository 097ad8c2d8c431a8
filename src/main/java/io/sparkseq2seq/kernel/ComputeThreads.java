package io.sparkseq2seq.kernel;

import java.util.function.Supplier;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Limits the native libraries to the compute threads of one Spark task: as many as the environment's OMP_NUM_THREADS
 * says, or one. ND4J raises the limit of the thread that loads it, so each computing thread calls this first.
 */
public final class ComputeThreads {
    private static final int COUNT = count(System.getenv("OMP_NUM_THREADS"));

    /** Threads that want OpenBLAS to compute on them alone. */
    private static int alone;

    private ComputeThreads() {}

    private static int count(String environment) {
        try {
            int count = environment == null ? 1 : Integer.parseInt(environment.trim());
            return Math.max(1, count);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** Compute threads of a task. */
    static int count() {
        return COUNT;
    }

    /** Limits the calling thread; takes about a microsecond. */
    public static void limit() {
        Native.OPS.setOmpNumThreads(COUNT);
    }

    /** Computes on the calling thread alone. */
    static <T> T alone(Supplier<T> work) {
        if (COUNT == 1) {
            return work.get();
        }
        Native.OPS.setOmpNumThreads(1);
        try {
            return work.get();
        } finally {
            limit();
        }
    }

    /**
     * Has OpenBLAS compute on the calling thread alone. Its number of threads is one for all that call it, so it is one
     * for others, too, until the last of these ends.
     */
    static void aloneInOpenBlas(Runnable work) {
        if (COUNT == 1) {
            work.run();
            return;
        }
        synchronized (ComputeThreads.class) {
            if (alone++ == 0) {
                openblas.blas_set_num_threads(1);
            }
        }
        try {
            work.run();
        } finally {
            synchronized (ComputeThreads.class) {
                if (--alone == 0) {
                    openblas.blas_set_num_threads(COUNT);
                }
            }
        }
    }

    /** Loaded once, with ND4J. */
    private static final class Native {
        static final NativeOps OPS = load();

        private static NativeOps load() {
            NativeFolder.choose();
            Nd4j.getBackend();
            openblas.blas_set_num_threads(COUNT);
            return NativeOpsHolder.getInstance().getDeviceNativeOps();
        }
    }
}
