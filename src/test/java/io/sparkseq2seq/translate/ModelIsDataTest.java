package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.model.TranslationModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading a model runs nothing that is in it. */
class ModelIsDataTest {
    private static final String MODEL = "src/test/resources/golden/format-1-lstm";

    @TempDir
    Path folder;

    /** The command line in a JVM of its own, as {@code JAVA_OPTS='-Djdk.serialFilter=!*' scripts/seq2seq} starts it. */
    @Test
    void aModelTranslatesWhereNoObjectMayBeDeserialized() throws Exception {
        var input = Files.writeString(folder.resolve("in"), "the\nTom loves the dog\n");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@scripts/java-options",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-Djdk.serialFilter=!*",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.sparkseq2seq.App",
                        "translate",
                        "translate.model=" + MODEL,
                        "translate.beam=2")
                .redirectInput(input.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(Files.readString(folder.resolve("err")))
                .containsPattern("failed +0\\n")
                .doesNotContain("Exception");
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out"))).hasSize(2).doesNotContain("");
    }

    /** What the layers of a network and its optimizer are called is nowhere in a model. */
    @Test
    void aModelNamesNoClass() throws IOException {
        for (var name : List.of("model.json", TranslationModel.WEIGHTS, "subwords.source", "SHA256SUMS")) {
            assertThat(Files.readAllBytes(Path.of(MODEL, name)))
                    .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                    .doesNotContain("io.sparkseq2seq", "org.deeplearning4j", "java.", "@class");
        }
        assertThat(TranslationModel.load(new File(MODEL).toString(), new Configuration())
                        .size())
                .isPositive();
    }
}
