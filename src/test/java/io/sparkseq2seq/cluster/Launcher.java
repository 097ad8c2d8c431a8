package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code scripts/seq2seq} as a process. */
final class Launcher {
    private Launcher() {}

    /** Runs a command to its end. */
    static Command.Result run(
            Path script, Path folder, Map<String, String> environment, String input, List<String> arguments)
            throws IOException, InterruptedException {
        try (var command = start(script, folder, environment, input, arguments)) {
            return command.await();
        }
    }

    /**
     * Starts a command.
     *
     * @param script the launcher, or a link to it
     * @param folder its working directory, and for what it prints
     * @param environment added to this process's own
     * @param input for its standard input
     */
    static Command start(
            Path script, Path folder, Map<String, String> environment, String input, List<String> arguments)
            throws IOException {
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
        return new Command(builder.start(), out, err);
    }
}
