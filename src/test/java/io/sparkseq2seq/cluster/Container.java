package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A container without an engine for containers: a process in name spaces of its own, on a root file system that has
 * nothing but the system's folders and what is mounted, without rights. One that takes more memory than it may is
 * killed.
 */
final class Container {
    static final int OUT_OF_MEMORY = 137;

    private static final Path RUNTIME =
            Path.of("src/test/resources/kubernetes/container.sh").toAbsolutePath();
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final long LOOK_MILLIS = 100;

    private final Process process;
    private final Path log;
    private final long limit;
    private volatile long peak;
    private volatile boolean outOfMemory;

    private Container(Process process, Path log, long limit) {
        this.process = process;
        this.log = log;
        this.limit = limit;
    }

    /**
     * A file or folder that the container sees.
     *
     * @param target its path there
     */
    record Mount(Path source, String target, boolean readOnly) {}

    /**
     * What to run.
     *
     * @param host its name
     * @param user the id
     * @param readOnly whether the root file system is
     * @param mounts outer folders before those in them
     * @param environment all of it
     * @param workDirectory in the container
     * @param memory bytes that it may take
     */
    record Spec(
            String host,
            long user,
            boolean readOnly,
            Collection<Mount> mounts,
            Map<String, String> environment,
            String workDirectory,
            List<String> command,
            long memory) {}

    /** Whether this machine lets us make name spaces. */
    static boolean canRun() throws IOException, InterruptedException {
        var line = new ArrayList<>(nameSpaces());
        line.add("true");
        return new ProcessBuilder(line).start().waitFor() == 0;
    }

    private static List<String> nameSpaces() {
        var line = new ArrayList<>(List.of("unshare", "--mount", "--uts", "--propagation", "private"));
        if (!System.getProperty("user.name").equals("root")) {
            line.addAll(List.of("--user", "--map-root-user"));
        }
        return line;
    }

    /** @param folder for its log, and its root file system */
    static Container start(Path folder, Spec spec) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Path log = folder.resolve("log");
        var line = new ArrayList<>(nameSpaces());
        line.addAll(List.of("bash", RUNTIME.toString(), root.toString(), spec.host(), Long.toString(spec.user())));
        line.add(mode(spec.readOnly()));
        for (Mount mount : spec.mounts()) {
            line.addAll(List.of(mode(mount.readOnly()), mount.source().toString(), mount.target()));
        }
        line.addAll(List.of("--", "env", "-i", "--chdir=" + spec.workDirectory()));
        spec.environment().forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(spec.command());
        var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        var container = new Container(builder.start(), log, spec.memory());
        container.process.getOutputStream().close();
        return container;
    }

    private static String mode(boolean readOnly) {
        return readOnly ? "ro" : "rw";
    }

    /**
     * Waits for its end; looks at its memory meanwhile. Returns its exit code, 128 and the signal's number after one.
     */
    int await() throws InterruptedException {
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = resident();
            peak = Math.max(peak, now);
            if (now > limit) {
                outOfMemory = true;
                process.destroyForcibly();
            }
        }
        return process.exitValue();
    }

    /** Of the process and those that it has started. */
    private long resident() {
        long all = 0;
        for (var pid : (Iterable<Long>)
                java.util.stream.Stream.concat(java.util.stream.Stream.of(process.toHandle()), process.descendants())
                        .map(ProcessHandle::pid)::iterator) {
            try {
                var match = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
                all += match.find() ? Long.parseLong(match.group(1)) << 10 : 0;
            } catch (IOException e) {
                // It has just ended.
            }
        }
        return all;
    }

    /** The most memory that it was seen to have. */
    long peakMegabytes() {
        return peak >> 20;
    }

    boolean isOutOfMemory() {
        return outOfMemory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed so far. */
    String log() throws IOException {
        return Tool.printed(log);
    }

    /** SIGTERM; after the grace, SIGKILL. */
    void stop(long graceSeconds) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
