package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release as a newcomer has it: unpacked into an empty folder, with a Java runtime and a Spark beside it. */
class ReleaseIT {
    /** What a small Linux has, and the launcher, Spark and Hadoop call. */
    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "dirname",
            "readlink",
            "sed",
            "locale",
            "chmod",
            "rm",
            "ls",
            "id",
            "uname",
            "mkdir",
            "cat",
            "awk",
            "cut",
            "head",
            "paste");

    @TempDir
    static Path folder;

    private static Path release;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Tool.run("tar", "xzf", ReleaseContentsIT.tarball().toString(), "-C", folder.toString());
        try (var files = Files.list(folder)) {
            release = files.findFirst().orElseThrow();
        }
        Tool.run("chmod", "-R", "a-w", release.toString());
        SparkHome.make(folder.resolve("spark"));
        // A runtime: java, and nothing that compiles.
        Path java = Files.createDirectories(folder.resolve("jre/bin")).resolve("java");
        Files.createSymbolicLink(java, Path.of(System.getProperty("java.home"), "bin", "java"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
    }

    private static Command.Result run(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(arguments));
        Collections.addAll(all, "--", "--master", "local[1]", "--conf", "spark.driver.host=127.0.0.1");
        Collections.addAll(all, "--conf", "spark.ui.enabled=false", "--driver-java-options", "-XX:TieredStopAtLevel=1");
        return run(spark(), all);
    }

    private static Command.Result run(Map<String, String> more, List<String> arguments)
            throws IOException, InterruptedException {
        return run("seq2seq", folder.resolve("run"), more, arguments);
    }

    private static Command.Result run(String program, Path here, Map<String, String> more, List<String> arguments)
            throws IOException, InterruptedException {
        var environment = new HashMap<>(more);
        environment.put("JAVA_HOME", folder.resolve("jre").toString());
        environment.put("PATH", folder.resolve("bin").toString());
        return Launcher.run(release.resolve("bin").resolve(program), here, environment, "", arguments);
    }

    @Test
    void quickstartBeginsWithItsOwnTextsWhereItIsCalled() throws IOException, InterruptedException {
        var here = folder.resolve("anywhere");
        var result = run("quickstart", here, spark(), List.of("seed=x"));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("1 of 4, preprocess");
        assertThat(result.err()).startsWith("seq2seq: seed = x").hasLineCount(1);
        Path kept = Files.writeString(here.resolve("quickstart/kept"), "");
        var again = run("quickstart", here, spark(), List.of());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("quickstart exists. Remove it").hasLineCount(1);
        assertThat(kept).exists();
    }

    private static Map<String, String> spark() {
        return Map.of("SPARK_HOME", folder.resolve("spark").toString());
    }

    @Test
    void itTranslatesAFile() throws IOException, InterruptedException {
        SavedModel.write(folder.resolve("model"), 1);
        Files.writeString(folder.resolve("texts"), "ab\nba\n\nabc\n");
        var result = run(
                "translate",
                "--json",
                "translate.model=" + folder.resolve("model"),
                "translate.input=" + folder.resolve("texts"),
                "translate.output=" + folder.resolve("translations"),
                "spark.memory=1g");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).as("of JavaCPP").doesNotContain("Warning: Version");
        assertThat(new ObjectMapper().readTree(result.out()).path("rows").asInt())
                .isEqualTo(4);
        try (Stream<Path> parts = Files.list(folder.resolve("translations"))) {
            var lines = parts.filter(part -> part.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .flatMap(ReleaseIT::lines)
                    .collect(Collectors.toList());
            assertThat(lines).hasSize(4);
        }
    }

    private static Stream<String> lines(Path part) {
        try {
            return Files.readAllLines(part).stream();
        } catch (IOException e) {
            throw new IllegalStateException(part.toString(), e);
        }
    }

    @Test
    void doctorSaysThatAJobCanRun() throws IOException, InterruptedException {
        var output = folder.resolve("checked/translations");
        var result = run("doctor", "--json", "translate.output=" + output, "train.workers=1", "spark.memory=1g");
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        var checks = new ObjectMapper().readTree(result.out()).path("checks");
        assertThat(checks)
                .anyMatch(check -> check.path("what").asText().equals("native libraries, driver")
                        && check.path("grade").asText().equals("ok"));
        assertThat(checks).noneMatch(check -> check.path("grade").asText().equals("fail"));
        assertThat(output.getParent()).doesNotExist();
    }

    @Test
    void withoutASparkItSaysWhatToSet() throws IOException, InterruptedException {
        var result = run(Map.of(), List.of("translate"));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("seq2seq: SPARK_HOME is not set.").hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aMistakeIsALine() throws IOException, InterruptedException {
        var result = run("translate", "translate.beam=0");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("seq2seq: translate.beam = 0").hasLineCount(1);
    }
}
