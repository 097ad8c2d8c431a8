package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs on paths that carry a key and a secret, as S3's may: nothing that they write or print has either. */
class SecretsInOutputsTest implements SparkTest {
    private static final String KEY = "AKIAEXAMPLEKEY";
    private static final String SECRET = "w0nderfulSecret";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String path(String name) {
        return "leaky://" + KEY + ":" + SECRET + "@bucket" + folder.resolve(name);
    }

    private int run(String... arguments) {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var standard = System.err;
        System.setErr(out);
        try {
            return App.run(arguments, out, out);
        } finally {
            System.setErr(standard);
        }
    }

    @Test
    void nothingWrittenOrPrintedHasThem(SparkSession spark) throws IOException {
        spark.sparkContext().hadoopConfiguration().set("fs.leaky.impl", LeakyFileSystem.class.getName());
        var lines = IntStream.range(0, 60).mapToObj(i -> "a b c " + i).toList();
        Files.write(folder.resolve("source"), lines);
        Files.write(folder.resolve("target"), lines);
        assertThat(run(
                        "preprocess",
                        "preprocess.source=" + path("source"),
                        "preprocess.target=" + path("target"),
                        "preprocess.output=" + path("corpus"),
                        "preprocess.holdout.valid=5",
                        "preprocess.holdout.test=5",
                        "preprocess.subwords.vocabulary-size=300"))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run(
                        "train",
                        "train.corpus=" + path("corpus"),
                        "train.model=" + path("model"),
                        "train.epochs=1",
                        "model.embedding=8",
                        "model.encoder.hidden=8",
                        "model.decoder.hidden=8",
                        "model.attention.hidden=8"))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run("evaluate", "evaluate.model=" + path("model"), "evaluate.corpus=" + path("corpus")))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run(
                        "translate",
                        "translate.model=" + path("model"),
                        "translate.input=" + path("source"),
                        "translate.output=" + path("translated")))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run("translate", "translate.model=" + path("none"), "translate.input=" + path("source")))
                .isNotZero();
        assertThat(run("preprocess", "preprocess.source=" + path("none"), "preprocess.target=" + path("target")))
                .isNotZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("leaky://***@bucket")
                .doesNotContain(SECRET)
                .doesNotContain(KEY);
        assertThat(files()).hasSizeGreaterThan(20).noneMatch(file -> holds(file, SECRET) || holds(file, KEY));
        assertThat(files())
                .anyMatch(file -> file.startsWith(folder.resolve("model"))
                        && file.endsWith("report.html")
                        && holds(file, "leaky://***@bucket"));
    }

    /** Everything that was written, what is hidden too. */
    private List<Path> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return file.toString().contains(text)
                    || new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
