package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A node of Kubernetes, and its name server: runs the pods of an {@link ApiServer} as {@link Container}s of this
 * machine, each with an address of its own on the loopback, its volumes, and its environment with secrets filled in;
 * tells the server how they are; ends those that are deleted. Every image is the same one.
 */
final class Kubelet implements AutoCloseable {
    private static final int GROUPS_OF_ADDRESSES = 250;
    private static final long PATIENCE_SECONDS = 120;
    private static final int MESSAGE = 2048;

    private final KubernetesClient api;
    private final Image image;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Container> containers = new ConcurrentHashMap<>();
    private final Map<String, Integer> ended = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger pods = new AtomicInteger();
    private final List<Watch> watches = new ArrayList<>();
    private final String network = "127." + ThreadLocalRandom.current().nextInt(1, GROUPS_OF_ADDRESSES) + "."
            + ThreadLocalRandom.current().nextInt(1, GROUPS_OF_ADDRESSES) + ".";

    /**
     * What containers begin with.
     *
     * @param folders by their path in the container, read-only
     * @param environment of the image
     * @param entryPoint for containers that name no command
     */
    record Image(
            Map<String, Path> folders,
            Map<String, String> environment,
            List<String> entryPoint,
            String workDirectory) {}

    private Kubelet(ApiServer server, Image image, Path folder) throws IOException {
        this.api = server.client();
        this.image = image;
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        Files.writeString(
                this.folder.resolve("passwd"), "root:x:0:0::/root:/bin/sh\nspark:x:185:185::/nonexistent:/bin/sh\n");
        writeHosts();
    }

    /** Runs every pod that the server has from now on. */
    static Kubelet start(ApiServer server, Image image, Path folder) throws IOException {
        var kubelet = new Kubelet(server, image, folder);
        kubelet.watches.add(kubelet.api.pods().inNamespace(ApiServer.NAMESPACE).watch(kubelet.new Pods()));
        kubelet.watches.add(
                kubelet.api.services().inNamespace(ApiServer.NAMESPACE).watch(kubelet.new Names()));
        return kubelet;
    }

    private final class Pods implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            if (action == Action.ADDED) {
                threads.execute(() -> run(pod));
            } else if (action == Action.DELETED) {
                threads.execute(() -> stop(pod));
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new IllegalStateException("the server has ended a watch", cause);
        }
    }

    private final class Names implements Watcher<Service> {
        @Override
        public void eventReceived(Action action, Service service) {
            writeHosts();
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new IllegalStateException("the server has ended a watch", cause);
        }
    }

    /** In place, since containers have the file mounted. */
    private synchronized void writeHosts() {
        var lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
        addresses.forEach((pod, address) -> lines.add(address + " " + Sandbox.host(pod)));
        for (Service service :
                api.services().inNamespace(ApiServer.NAMESPACE).list().getItems()) {
            for (Pod pod : api.pods()
                    .inNamespace(ApiServer.NAMESPACE)
                    .withLabels(service.getSpec().getSelector())
                    .list()
                    .getItems()) {
                String name = service.getMetadata().getName() + "." + ApiServer.NAMESPACE + ".svc";
                Optional.ofNullable(addresses.get(Sandbox.name(pod)))
                        .ifPresent(address -> lines.add(address + " " + name));
            }
        }
        try {
            Files.writeString(folder.resolve("hosts"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Pod pod) {
        String name = Sandbox.name(pod);
        try {
            addresses.put(name, network + pods.incrementAndGet());
            writeHosts();
            tell(pod, "Pending", status -> {});
            var container = Container.start(
                    Files.createDirectories(folder.resolve(name)), new Sandbox(api, image, folder, addresses).of(pod));
            containers.put(name, container);
            tell(pod, "Running", status -> status.withNewState()
                    .withNewRunning()
                    .withStartedAt(now())
                    .endRunning()
                    .endState());
            int code = container.await();
            ended.put(name, code);
            System.err.println(
                    "pod  " + name + "  exit code " + code + ", " + container.peakMegabytes() + " MB at most");
            String message = message(pod, container, code);
            tell(pod, code == 0 ? "Succeeded" : "Failed", status -> status.withNewState()
                    .withNewTerminated()
                    .withExitCode(code)
                    .withReason(container.isOutOfMemory() ? "OOMKilled" : code == 0 ? "Completed" : "Error")
                    .withMessage(message)
                    .withFinishedAt(now())
                    .endTerminated()
                    .endState());
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            ended.put(name, 128);
            tell(pod, "Failed", status -> status.withNewState()
                    .withNewTerminated()
                    .withExitCode(128)
                    .withReason("ContainerCannotRun")
                    .withMessage(e.toString())
                    .endTerminated()
                    .endState());
        }
    }

    /** The end of the log, where the container asks for that. */
    private static String message(Pod pod, Container container, int code) throws IOException {
        String policy = pod.getSpec().getContainers().get(0).getTerminationMessagePolicy();
        if (code == 0 || !"FallbackToLogsOnError".equals(policy)) {
            return null;
        }
        String log = container.log();
        return log.substring(Math.max(0, log.length() - MESSAGE));
    }

    private void tell(Pod pod, String phase, Consumer<ContainerStatusBuilder> state) {
        var container = pod.getSpec().getContainers().get(0);
        boolean running = phase.equals("Running");
        var status = new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withReady(running)
                .withRestartCount(0);
        state.accept(status);
        try {
            api.pods()
                    .inNamespace(ApiServer.NAMESPACE)
                    .withName(Sandbox.name(pod))
                    .editStatus(now -> new PodBuilder(now)
                            .withStatus(new PodStatusBuilder()
                                    .withPhase(phase)
                                    .withPodIP(addresses.get(Sandbox.name(pod)))
                                    .withStartTime(now())
                                    .addNewCondition()
                                    .withType("Ready")
                                    .withStatus(running ? "True" : "False")
                                    .endCondition()
                                    .withContainerStatuses(status.build())
                                    .build())
                            .build());
        } catch (KubernetesClientException | ResourceNotFoundException e) {
            // It was deleted meanwhile.
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void stop(Pod pod) {
        var container = containers.get(Sandbox.name(pod));
        if (container != null) {
            try {
                container.stop(Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds())
                        .orElse(30L));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The container of the pod whose name matches, once it runs. */
    Container container(String pattern) throws InterruptedException {
        await("container " + pattern, () -> find(pattern).isPresent());
        return find(pattern).orElseThrow();
    }

    private Optional<Container> find(String pattern) {
        return containers.entrySet().stream()
                .filter(each -> each.getKey().matches(pattern))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Waits until a container has printed that. */
    Container printed(String pattern, String text) throws InterruptedException {
        var container = container(pattern);
        await(text + " in the log of " + pattern, () -> {
            try {
                return container.log().contains(text) || !container.isAlive();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return container;
    }

    /** Waits for the end of a pod; returns its exit code. */
    int ended(String pattern) throws InterruptedException {
        await("end of " + pattern, () -> ended.keySet().stream().anyMatch(pod -> pod.matches(pattern)));
        return ended.entrySet().stream()
                .filter(each -> each.getKey().matches(pattern))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** The pods that have run, by name. */
    List<String> pods() {
        return containers.keySet().stream().sorted(Comparator.naturalOrder()).toList();
    }

    /** Of pods that have ended. */
    void forget() throws InterruptedException {
        await("end of all pods", () -> containers.values().stream().noneMatch(Container::isAlive));
        containers.clear();
        ended.clear();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain: " + what);
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        containers.values().forEach(Container::kill);
        threads.shutdownNow();
    }
}
