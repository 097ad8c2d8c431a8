package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the container of a pod is started with, as Kubernetes has it: the image, volumes, config maps and secrets at
 * their paths, the environment with references resolved, user and memory. What it does not know is an error.
 *
 * @param folder for volumes, with the files {@code hosts} and {@code passwd}
 * @param addresses of pods, by their names
 */
record Sandbox(KubernetesClient api, Kubelet.Image image, Path folder, Map<String, String> addresses) {
    private static final long USER = 185;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

    static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    static String host(String pod) {
        return pod.length() > 63 ? pod.substring(pod.length() - 63).replaceFirst("^[^\\w]+", "") : pod;
    }

    /** Waits for what the pod mounts. */
    Container.Spec of(Pod pod) throws IOException, InterruptedException {
        var container = pod.getSpec().getContainers().get(0);
        var mounts = new TreeMap<String, Container.Mount>();
        image.folders().forEach((target, source) -> mounts.put(target, new Container.Mount(source, target, true)));
        mounts.put("/etc/hosts", new Container.Mount(folder.resolve("hosts"), "/etc/hosts", true));
        mounts.put("/etc/passwd", new Container.Mount(folder.resolve("passwd"), "/etc/passwd", true));
        var volumes = new LinkedHashMap<String, Path>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            volumes.put(
                    volume.getName(), volume(volume, folder.resolve(name(pod)).resolve(volume.getName())));
        }
        container
                .getVolumeMounts()
                .forEach(mount -> mounts.put(
                        mount.getMountPath(),
                        new Container.Mount(
                                volumes.get(mount.getName()),
                                mount.getMountPath(),
                                Boolean.TRUE.equals(mount.getReadOnly()))));
        var environment = new LinkedHashMap<>(image.environment());
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, pod, environment));
        }
        var command = new ArrayList<>(container.getCommand().isEmpty() ? image.entryPoint() : container.getCommand());
        command.addAll(container.getArgs());
        command.replaceAll(word -> expanded(word, environment));
        var pods = pod.getSpec().getSecurityContext();
        var own = container.getSecurityContext();
        long user = pods == null || pods.getRunAsUser() == null ? USER : pods.getRunAsUser();
        var limit = container.getResources().getLimits().get("memory");
        return new Container.Spec(
                host(name(pod)),
                user,
                own != null && Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                mounts.values(),
                environment,
                image.workDirectory(),
                command,
                limit == null
                        ? Long.MAX_VALUE
                        : Quantity.getAmountInBytes(limit).longValue());
    }

    private Path volume(Volume volume, Path own) throws IOException, InterruptedException {
        if (volume.getHostPath() != null) {
            return Path.of(volume.getHostPath().getPath());
        }
        Files.createDirectories(own);
        if (volume.getEmptyDir() != null) {
            return Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
        } else if (volume.getConfigMap() == null) {
            throw new IllegalStateException("cannot mount " + volume);
        }
        var configMap = configMap(volume.getConfigMap().getName());
        Map<String, String> paths = volume.getConfigMap().getItems().stream()
                .collect(Collectors.toMap(KeyToPath::getKey, KeyToPath::getPath));
        for (var entry : configMap.getData().entrySet()) {
            if (paths.isEmpty() || paths.containsKey(entry.getKey())) {
                Files.writeString(own.resolve(paths.getOrDefault(entry.getKey(), entry.getKey())), entry.getValue());
            }
        }
        return own;
    }

    /** Spark makes a driver's pod first. */
    private ConfigMap configMap(String name) throws InterruptedException {
        var named = api.configMaps().inNamespace(ApiServer.NAMESPACE).withName(name);
        Kubelet.await("config map " + name, () -> named.get() != null);
        return named.get();
    }

    private String value(EnvVar variable, Pod pod, Map<String, String> before) {
        var from = variable.getValueFrom();
        if (from == null) {
            return expanded(Optional.ofNullable(variable.getValue()).orElse(""), before);
        } else if (from.getSecretKeyRef() != null) {
            var secret = api.secrets()
                    .inNamespace(ApiServer.NAMESPACE)
                    .withName(from.getSecretKeyRef().getName())
                    .get();
            return new String(Base64.getDecoder()
                    .decode(secret.getData().get(from.getSecretKeyRef().getKey())));
        }
        String field = from.getFieldRef().getFieldPath();
        return switch (field) {
            case "status.podIP" -> addresses.get(name(pod));
            case "metadata.name" -> name(pod);
            case "metadata.namespace" -> ApiServer.NAMESPACE;
            default -> throw new IllegalStateException("there is no field " + field);
        };
    }

    private static String expanded(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group())));
    }
}
