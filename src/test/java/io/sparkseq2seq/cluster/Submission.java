package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a submission has made on an API server, as text that is the same each time. */
final class Submission {
    private Submission() {}

    static String of(KubernetesClient client) {
        var all = new ArrayList<HasMetadata>();
        client.pods().list().getItems().forEach(pod -> {
            pod.setStatus(null);
            all.add(pod);
        });
        all.addAll(client.services().list().getItems());
        client.configMaps().list().getItems().forEach(map -> {
            map.getData().replaceAll((file, text) -> file.endsWith(".properties") ? sorted(text) : text);
            all.add(map);
        });
        all.forEach(each -> stable(each.getMetadata()));
        return all.stream().map(Serialization::asYaml).map(Submission::stable).collect(Collectors.joining());
    }

    /** Properties, without the time when they were written. */
    private static String sorted(String properties) {
        return properties.lines().filter(line -> !line.startsWith("#")).sorted().collect(Collectors.joining("\n"));
    }

    private static void stable(ObjectMeta metadata) {
        metadata.setUid(null);
        metadata.setResourceVersion(null);
        metadata.setCreationTimestamp(null);
        metadata.setGeneration(null);
        metadata.setManagedFields(List.of());
        metadata.getOwnerReferences().forEach(owner -> owner.setUid("UID"));
    }

    private static String stable(String text) {
        return text.replace(Path.of("").toAbsolutePath().toString(), "PROJECT")
                .replaceAll("(localhost\\\\?:)\\d+", "$1PORT")
                .replaceAll("spark-drv-[0-9a-f]+", "spark-drv-RANDOM")
                .replaceAll("spark-[0-9a-f]{32}", "spark-APPLICATION")
                .replaceAll("en-de-[0-9a-f]{16}", "en-de-RANDOM")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
                .replaceAll("(submitTime)=\\d+", "$1=TIME")
                .replaceAll("(name: \"?SPARK_USER\"?\\s+value: )\\S+", "$1SUBMITTER");
    }
}
