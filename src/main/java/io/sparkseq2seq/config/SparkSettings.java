package io.sparkseq2seq.config;

/**
 * The {@code spark} section of {@code seq2seq-reference.conf}: how the tool starts Spark.
 *
 * @param master the embedded Spark's master
 * @param memory heap of the embedded Spark's JVM
 * @param offHeap limit of native memory for the model, in each JVM; auto: by job and model on clusters that count it
 * @param threadsPerTask compute threads of one Spark task
 * @param sharedDisk whether all machines of the cluster share the disk that local paths are on
 * @param secure whether all that Spark sends and writes to local disks is encrypted, and its processes know each other
 * @param ui whether the embedded Spark serves its web page
 */
public record SparkSettings(
        String master,
        MemorySize memory,
        AutoSize offHeap,
        @Range(min = 1, max = 1024) int threadsPerTask,
        boolean sharedDisk,
        boolean secure,
        boolean ui) {}
