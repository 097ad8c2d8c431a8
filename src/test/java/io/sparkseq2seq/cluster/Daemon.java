package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A JVM that serves until it is closed or this JVM ends; what it prints is in its log. */
final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param log for both its outputs
     * @param environment added to this process's own
     * @param classPath with this class's own folder in it
     * @param memory heap, such as {@code 256m}
     * @param main the class to run, then its arguments
     */
    static Daemon start(Path log, Map<String, String> environment, String classPath, String memory, String... main)
            throws IOException {
        return start(log, environment, List.of(), classPath, memory, main);
    }

    /** The same with more options of Java. */
    static Daemon start(
            Path log,
            Map<String, String> environment,
            List<String> java,
            String classPath,
            String memory,
            String... main)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/java-options",
                "-Xmx" + memory,
                "-Djava.io.tmpdir=" + log.toAbsolutePath().getParent() + "/tmp",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(java);
        command.addAll(List.of("-cp", classPath, Supervised.class.getName()));
        command.addAll(List.of(main));
        Files.createDirectories(log.resolveSibling("tmp"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Daemon(builder.start(), log);
    }

    /** Waits until a line of its log matches. */
    MatchResult await(String pattern) throws IOException, InterruptedException {
        var line = Pattern.compile(pattern);
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            // What it printed before it ended counts.
            boolean isOver = !process.isAlive() || Instant.now().isAfter(end);
            var printed = Tool.printed(log);
            var match = line.matcher(printed);
            if (match.find()) {
                return match.toMatchResult();
            }
            if (isOver) {
                throw new IllegalStateException("no '" + pattern + "' in " + log + ":\n" + printed);
            }
            Thread.sleep(50);
        }
    }

    /** Waits for its end; returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + log);
        }
        return process.exitValue();
    }

    /** The processes that it has started and that still run. */
    List<ProcessHandle> children() {
        return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /** All processes below it that still run. */
    List<ProcessHandle> descendants() {
        return process.descendants().filter(ProcessHandle::isAlive).toList();
    }

    /** Closes its standard input, as the end of this JVM would, and waits for it. */
    boolean endsWhenItsInputCloses() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
