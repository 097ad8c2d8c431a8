package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * {@code scripts/scheduled} with a folder of its own, and a program in place of {@code seq2seq} that does as it is
 * told.
 */
final class ScheduledFolder {
    static final Path SCRIPT = Path.of("scripts/scheduled").toAbsolutePath();

    private final Path folder;
    private final Path state;
    private Path program;

    /** @param folder empty, for everything */
    ScheduledFolder(Path folder) throws IOException {
        this.folder = folder;
        state = Files.createDirectory(folder.resolve("state of a job"));
        program = script(
                "program",
                "printf '%s\\n' \"$*\" >>\"$ARGUMENTS\"",
                "echo 'to the log' >&2",
                "trap 'kill $!; exit 143' TERM",
                "sleep ${NAP:-0} & wait $!",
                "printf '{\\n  \"outcome\" : \"nothing new\",\\n  \"rows\" : 3\\n}\\n'",
                "n=$(wc -l <\"$ARGUMENTS\")",
                "if [ -n \"${CODES:-}\" ]; then exit $(echo $CODES | cut -d' ' -f$n); fi",
                "exit ${CODE:-0}");
        environment("KEEP=3");
    }

    /** Where the script keeps what it knows. */
    Path state() {
        return state;
    }

    Path program() {
        return program;
    }

    /** The arguments of each run of the program, a line each. */
    Path arguments() {
        return folder.resolve("arguments");
    }

    /** A shell script in the folder. */
    Path script(String name, String... lines) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** Takes another program. */
    void run(Path other, String... lines) throws IOException {
        program = other;
        environment(lines);
    }

    /** Writes the file {@code environment}. */
    void environment(String... lines) throws IOException {
        Files.writeString(
                state.resolve("environment"),
                "SEQ2SEQ='" + program + "'\nARGUMENTS='" + arguments() + "'\n" + String.join("\n", lines) + "\n");
    }

    Command start(String place, Map<String, String> environment, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(state.toString()));
        all.addAll(List.of(arguments));
        return Launcher.start(SCRIPT, folder.resolve(place), environment, "", all);
    }

    Command.Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        try (var command = start("out", environment, arguments)) {
            return command.await();
        }
    }

    Properties lastRun() throws IOException {
        var last = new Properties();
        try (var in = Files.newBufferedReader(state.resolve("last-run"))) {
            last.load(in);
        }
        return last;
    }

    /** Names of what is kept of runs, such as those ending in {@code .log}. */
    List<String> runs(String kind) throws IOException {
        try (var files = Files.list(state.resolve("runs"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(kind))
                    .sorted()
                    .toList();
        }
    }

    boolean isLogged(String text) throws IOException {
        if (!Files.exists(state.resolve("runs"))) {
            return false;
        }
        for (var name : runs(".log")) {
            if (Files.readString(state.resolve("runs/" + name)).contains(text)) {
                return true;
            }
        }
        return false;
    }

    static void await(Path file) throws InterruptedException {
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(file).exists();
    }
}
