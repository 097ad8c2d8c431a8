package io.sparkseq2seq.launch;

/** What gives Spark its machines, as the master's URL names it. */
public enum ClusterManager {
    /** No cluster: executors are threads of the driver. */
    LOCAL,
    STANDALONE,
    YARN,
    KUBERNETES;

    /**
     * By the master's URL.
     *
     * @param master such as {@code yarn}, {@code spark://host:7077}, {@code k8s://https://host:6443} or
     *     {@code local[*]}
     */
    public static ClusterManager of(String master) {
        if (master.startsWith("yarn")) {
            return YARN;
        } else if (master.startsWith("k8s://")) {
            return KUBERNETES;
        }
        return master.startsWith("spark://") ? STANDALONE : LOCAL;
    }

    /** Whether it runs driver and executors in containers, and ends those that take more memory than they asked for. */
    public boolean limitsMemory() {
        return this == YARN || this == KUBERNETES;
    }
}
