package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at the containers of an application again and again while it runs: how large they were, and may have been. */
final class ContainerPeaks implements AutoCloseable {
    private static final long MILLIS = 200;

    private final Yarn yarn;
    private final String name;
    private final Map<String, Yarn.Container> largest = new ConcurrentHashMap<>();
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::look, "peaks");
    private volatile boolean over;

    /** @param name the tag of the application */
    ContainerPeaks(Yarn yarn, String name) {
        this.yarn = yarn;
        this.name = name;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A container of the application.
     *
     * @param role driver, executor or launcher
     * @param peak resident memory of its JVM at most, in megabytes
     * @param asked what YARN has given it, in megabytes; 0 where it went before that was seen
     */
    record Peak(String container, String role, long peak, long asked) {}

    private void look() {
        while (!over) {
            try {
                yarn.containers()
                        .forEach(now -> largest.merge(
                                now.id(), now, (before, after) -> after.peak() > before.peak() ? after : before));
                for (int attempt = 1; attempt <= 2; attempt++) {
                    asked.putAll(yarn.asked(yarn.application(name).id(), attempt));
                }
            } catch (IOException | RuntimeException e) {
                // It is not submitted yet, or has just ended.
            }
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Those of the application, the driver's first. */
    List<Peak> of(String application) {
        var all = new ArrayList<Peak>();
        new TreeMap<>(largest)
                .values().stream()
                        .filter(container -> container.id().contains(application.replace("application", "")))
                        .forEach(container -> all.add(new Peak(
                                container.id(),
                                container.role(),
                                container.peak(),
                                asked.getOrDefault(container.id(), 0L))));
        return all;
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
