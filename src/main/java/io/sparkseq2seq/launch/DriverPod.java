package io.sparkseq2seq.launch;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkseq2seq.config.UserException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.SparkKubernetesClientFactory;
import org.apache.spark.util.Utils;
import scala.Option;

/**
 * The pod of a driver on Kubernetes. Spark's client waits for its end, and then ends with 0 whatever has come of it (<a
 * href="https://issues.apache.org/jira/browse/SPARK-26365">SPARK-26365</a>); so who has submitted it asks once more.
 */
public final class DriverPod {
    private static final String MASTER = "k8s://";
    private static final String OURS = "seq2seq: ";

    private DriverPod() {}

    /**
     * How the driver has ended.
     *
     * @param exitCode the container's
     * @param message the line that tells why, where it is not 0
     */
    public record Ended(int exitCode, String message) {}

    /**
     * Asks how a driver has ended.
     *
     * @param options with which it was submitted
     * @throws UserException when nobody can tell
     */
    public static Ended ended(SubmitOptions options, String name) {
        var conf = new SparkConf(false);
        options.configuration().forEach(conf::set);
        String namespace = conf.get("spark.kubernetes.namespace", "default");
        try (var client = client(conf, namespace)) {
            var pod = client.pods().inNamespace(namespace).withName(name).get();
            return of(name, pod);
        } catch (KubernetesClientException e) {
            throw unknown(name, e.getMessage());
        }
    }

    private static KubernetesClient client(SparkConf conf, String namespace) {
        String master = Utils.checkAndGetK8sMasterUrl(conf.get("spark.master"));
        return SparkKubernetesClientFactory.createKubernetesClient(
                master.substring(MASTER.length()),
                Option.apply(namespace),
                "spark.kubernetes.authenticate.submission",
                SparkKubernetesClientFactory.ClientType$.MODULE$.Submission(),
                conf,
                Option.empty());
    }

    static Ended of(String name, Pod pod) {
        if (pod == null) {
            throw unknown(name, "it was deleted");
        } else if (pod.getStatus().getPhase().equals("Succeeded")) {
            return new Ended(0, "");
        }
        var ended = pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .map(state -> state.getTerminated())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> unknown(
                        name,
                        Objects.requireNonNullElse(
                                pod.getStatus().getMessage(), pod.getStatus().getPhase())));
        return new Ended(
                ended.getExitCode(),
                line(ended)
                        .orElseGet(() -> OURS + "the driver has ended with exit code "
                                + ended.getExitCode()
                                + Optional.ofNullable(ended.getReason())
                                        .map(reason -> ", " + reason)
                                        .orElse("")
                                + " (" + name + "). Its log tells more: kubectl logs " + name));
    }

    /** What the tool has said last, where the pod keeps the end of its log as its message. */
    private static Optional<String> line(ContainerStateTerminated ended) {
        return Stream.ofNullable(ended.getMessage())
                .flatMap(String::lines)
                .filter(line -> line.startsWith(OURS))
                .reduce((first, second) -> second);
    }

    private static UserException unknown(String name, String why) {
        return UserException.temporary(
                "nobody can tell how the driver has ended: " + why,
                "pod " + name,
                "Look whether the output is there; else give the same command again.");
    }
}
