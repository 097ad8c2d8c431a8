package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/seq2seq} on machines that lack something, and from where a user may call it. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("scripts/seq2seq").toAbsolutePath();
    private static final List<String> TOOLS =
            List.of("bash", "env", "dirname", "readlink", "sed", "find", "cat", "uname", "grep");

    @TempDir
    Path folder;

    /** A PATH with the shell's usual tools and those given, and nothing else. */
    private String path(Path... more) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Path found = List.of("/usr/bin/", "/bin/").stream()
                    .map(place -> Path.of(place + tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(bin.resolve(tool), found);
        }
        for (Path program : more) {
            Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
        }
        return bin.toString();
    }

    private Command.Result run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return Launcher.run(script, folder, environment, "", List.of(arguments));
    }

    @Test
    void runsThroughALinkFromAnotherFolder() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("translate-tool"), SCRIPT);
        var result = run(link, Map.of(), "--version");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("spark-seq2seq ");
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws IOException, InterruptedException {
        var result = run(SCRIPT, Map.of(), "train", "train.epochs=a *  b");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("seq2seq: train.epochs = a *  b is not a whole number");
    }

    @Test
    void aMissingJavaIsNamed() throws IOException, InterruptedException {
        var result = run(SCRIPT, Map.of("PATH", path(), "JAVA_HOME", ""), "--version");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Java 17 is missing", "openjdk-17");
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws IOException, InterruptedException {
        var result = run(SCRIPT, Map.of("JAVA_HOME", "/no/such"), "--version");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("JAVA_HOME=/no/such");
    }

    @Test
    void aMissingMavenIsNamedWhereSomethingMustBeBuilt() throws IOException, InterruptedException {
        Path clone = Files.createDirectories(folder.resolve("clone/scripts"));
        for (String script : List.of("seq2seq", "environment", "building", "java-options")) {
            Files.copy(SCRIPT.resolveSibling(script), clone.resolve(script));
        }
        var environment = Map.of("PATH", path(), "JAVA_HOME", System.getProperty("java.home"));
        var result = run(clone.resolve("seq2seq"), environment, "--version");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Maven is missing", "apt-get install maven");
    }

    @Test
    void optionsForSparkSubmitNeedASpark() throws IOException, InterruptedException {
        var result = run(SCRIPT, Map.of(), "train", "--", "--master", "yarn");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("SPARK_HOME is not set");
    }

    @Test
    void servingProcessesEndWithTheOneThatStartedThem() throws IOException, InterruptedException {
        Path log = folder.resolve("daemon.log");
        try (var daemon = Daemon.start(log, Map.of(), "target/test-classes", "32m", Sleeper.class.getName())) {
            daemon.await("asleep");
            assertThat(daemon.endsWhenItsInputCloses()).isTrue();
        }
    }

    /** Serves nothing, for ever. */
    public static final class Sleeper {
        private Sleeper() {}

        /** Says so, and stays. */
        public static void main(String[] args) throws InterruptedException {
            System.out.println("asleep");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
