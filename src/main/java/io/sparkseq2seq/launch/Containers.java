package io.sparkseq2seq.launch;

import io.sparkseq2seq.config.SparkSettings;

/** How much memory outside of the heap the containers of a job are asked to have. */
public final class Containers {
    /** What a JVM needs outside of the heap beside the model: threads, code, buffers. */
    private static final long JVM = 1L << 30;

    private Containers() {}

    /**
     * Of an executor, and of a driver that runs on the cluster.
     *
     * @return MiB, for {@code spark.executor.memoryOverhead} and {@code spark.driver.memoryOverhead}
     */
    public static long overhead(SparkSettings settings) {
        return (settings.offHeap().bytes() + JVM) >> 20;
    }
}
