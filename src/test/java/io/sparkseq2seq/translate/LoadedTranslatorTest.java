package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.search.LoadedTranslator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTranslatorTest {
    @TempDir
    Path folder;

    private String model;

    @BeforeEach
    void saveModel() {
        model = folder.resolve("model").toString();
        SavedModel.write(folder.resolve("model"), 1);
    }

    @Test
    void threadsShareAModelAndGetWhatOneGets() throws Exception {
        var texts =
                IntStream.range(0, 24).mapToObj(i -> "Tom loves the dog " + i).toList();
        try (var translator = LoadedTranslator.load(model, "beam=2", "max-length=10")) {
            var alone = translator.translate(texts);
            var threads = Executors.newFixedThreadPool(4);
            try {
                var tasks = texts.stream()
                        .map(text -> threads.submit(() -> translator.translate(text)))
                        .toList();
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(tasks.get(i).get()).isEqualTo(alone.get(i));
                }
            } finally {
                threads.shutdown();
            }
            assertThat(translator.fingerprint()).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void closingWaitsForWhatIsTranslated() throws Exception {
        var translator = LoadedTranslator.load(model, "max-length=60");
        var texts =
                IntStream.range(0, 200).mapToObj(i -> "Tom loves the dog " + i).toList();
        var thread = Executors.newSingleThreadExecutor();
        var translated = thread.submit(() -> translator.translate(texts));
        translator.close();
        translator.close();
        try {
            assertThat(translated.get()).hasSize(200);
        } catch (java.util.concurrent.ExecutionException e) {
            // It began after the close.
            assertThat(e).hasRootCauseMessage("the translator is closed");
        }
        thread.shutdown();
        assertThatThrownBy(() -> translator.translate("Tom"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the translator is closed");
    }

    @Test
    void aMistakeIsTold() {
        assertThatThrownBy(() -> LoadedTranslator.load(model, "beam=0"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("translate.beam = 0 is out of range (settings of the translator)");
        assertThatThrownBy(() -> LoadedTranslator.load(folder.resolve("nowhere").toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("There is no model");
    }

    /** A service has neither Spark nor Scala nor DL4J's networks, and may forbid all deserializing. */
    @Test
    void itNeedsNeitherSparkNorDl4jNorObjectsToDeserialize() throws Exception {
        var source = Files.writeString(
                folder.resolve("Service.java"),
                """
                import io.sparkseq2seq.search.LoadedTranslator;
                public class Service {
                    public static void main(String[] args) {
                        try (var translator = LoadedTranslator.load(args[0], "max-length=10")) {
                            System.out.println("translated: " + translator.translate("Tom loves the dog").text());
                        }
                    }
                }
                """);
        var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-cp", all, "-d", folder.toString(), source.toString()))
                .isZero();
        var without = Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.matches(
                        ".*/(org/apache/spark|org/scala-lang|org/deeplearning4j|org/apache/iceberg|io/delta)/.*"))
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Djdk.serialFilter=!*",
                        "-cp",
                        folder + File.pathSeparator + without,
                        "Service",
                        model)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        try (var same = LoadedTranslator.load(model, "max-length=10")) {
            assertThat(Files.readString(folder.resolve("out")))
                    .contains(
                            "translated: " + same.translate("Tom loves the dog").text());
        }
        assertThat(List.of(without.split(File.pathSeparator))).noneMatch(entry -> entry.contains("spark-core"));
    }
}
