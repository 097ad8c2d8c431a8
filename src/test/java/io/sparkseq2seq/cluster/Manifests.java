package io.sparkseq2seq.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The manifests for Kubernetes, read by the types of its API; a field that a type lacks is an error. */
final class Manifests {
    static final Path FOLDER = Path.of("src/kubernetes");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new Strict());

    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Pod", Pod.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "batch/v1/CronJob", CronJob.class,
            "rbac.authorization.k8s.io/v1/Role", Role.class,
            "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class,
            "sparkoperator.k8s.io/v1beta2/SparkApplication", SparkApplication.class,
            "sparkoperator.k8s.io/v1beta2/ScheduledSparkApplication", ScheduledSparkApplication.class);

    private Manifests() {}

    /** fabric8's types collect what they do not know. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    /** All files. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** The documents of a file. */
    static List<Object> read(Path file) throws IOException {
        return read(Files.readString(file));
    }

    /** The documents of a text. */
    static List<Object> read(String text) throws IOException {
        var all = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                String type = document.path("apiVersion").asText() + "/"
                        + document.path("kind").asText();
                all.add(YAML.treeToValue(
                        document, Objects.requireNonNull(TYPES.get(type), () -> "no such type: " + type)));
            }
        }
        return all;
    }

    /** The document of that type in a file. */
    static <T> T read(String file, Class<T> type) throws IOException {
        return read(FOLDER.resolve(file)).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The pods of a document. */
    static List<PodSpec> pods(Object document) {
        if (document instanceof Pod pod) {
            return List.of(pod.getSpec());
        } else if (document instanceof CronJob job) {
            return List.of(
                    job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
        } else if (document instanceof SparkApplication application) {
            return application.spec().pods();
        } else if (document instanceof ScheduledSparkApplication scheduled) {
            return scheduled.spec().template().pods();
        }
        return List.of();
    }
}
