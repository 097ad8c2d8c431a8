package io.sparkseq2seq.launch;

import java.util.Optional;
import java.util.UUID;

/** The name of a driver's pod on Kubernetes, by which {@link DriverPod} finds it. This needs none of Spark's jars. */
public final class PodName {
    private static final String NAME = "spark.kubernetes.driver.pod.name";
    private static final String WAITS = "spark.kubernetes.submission.waitAppCompletion";
    private static final int RANDOM = 12;

    private PodName() {}

    /**
     * Options that name the pod, so that it can be found; as they are where Spark's client does not wait for a driver.
     */
    public static SubmitOptions named(SubmitOptions options, JobArguments job) {
        if (!options.inCluster()
                || options.manager() != ClusterManager.KUBERNETES
                || !job.areOfAJob()
                || options.get(NAME).isPresent()
                || options.get(WAITS).orElse("true").equals("false")) {
            return options;
        }
        var random = UUID.randomUUID().toString().replace("-", "").substring(0, RANDOM);
        return options.with(NAME, "seq2seq-" + job.all().get(0) + "-" + random + "-driver");
    }

    /** The pod's name, where Spark's client waits for its end. */
    public static Optional<String> awaited(SubmitOptions options) {
        return options.inCluster()
                        && options.manager() == ClusterManager.KUBERNETES
                        && !options.get(WAITS).orElse("true").equals("false")
                ? options.get(NAME)
                : Optional.empty();
    }
}
