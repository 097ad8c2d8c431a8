package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code scripts/seq2seq} as a process. */
final class Launcher {
    private static final long SECONDS = 600;

    private Launcher() {}

    /** What a command left: its exit code and all that it printed. */
    record Result(int exitCode, String out, String err) {}

    /**
     * Runs a command to its end.
     *
     * @param script the launcher, or a link to it
     * @param folder its working directory, and for what it prints
     * @param environment added to this process's own
     * @param input for its standard input
     */
    static Result run(Path script, Path folder, Map<String, String> environment, String input, List<String> arguments)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path in = Files.writeString(folder.resolve("in.txt"), input);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(arguments + " still runs:\n" + Files.readString(err));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
