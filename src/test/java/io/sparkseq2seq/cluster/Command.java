package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command that runs, with its outputs in files. */
final class Command implements AutoCloseable {
    private static final long SECONDS = 900;

    private final Process process;
    private final Path out;
    private final Path err;

    Command(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What it left: its exit code and all that it printed. */
    record Result(int exitCode, String out, String err) {}

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL: it has no time for anything. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. */
    Result await() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + printed());
        }
        return new Result(process.exitValue(), Files.readString(out), printed());
    }

    /** What it has printed on standard error so far. */
    String printed() throws IOException {
        return Tool.printed(err);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
