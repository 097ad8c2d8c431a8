package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEnvironmentUpdate;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs on paths that carry a key and a secret, as S3's may, with secrets in options and in Hadoop's configuration:
 * nothing that they write or print has any of them, nor has Spark's event log, as far as it can be told not to.
 */
class SecretsInOutputsTest implements SparkTest {
    private static final String KEY = "AKIAEXAMPLEKEY";
    private static final String SECRET = "w0nderfulSecret";
    private static final String PASSWORD = "0penSesame";
    private static final String STORE = "aSecretOfTheStore";
    private static final List<String> SECRETS = List.of(KEY, SECRET, PASSWORD, STORE);

    @TempDir
    Path folder;

    private final EventLog told = new EventLog();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String path(String name) {
        return "leaky://" + KEY + ":" + SECRET + "@bucket" + folder.resolve(name);
    }

    /** Runs a command with a password among the options of the reader, whichever command it is. */
    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("history")) {
            all.add("translate.options.read=[\"user=me\", \"password=" + PASSWORD + "\"]");
        }
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var standard = System.err;
        System.setErr(out);
        try {
            return App.run(all.toArray(String[]::new), out, out);
        } finally {
            System.setErr(standard);
        }
    }

    @Test
    void nothingWrittenOrPrintedHasThem(SparkSession spark) throws IOException {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        hadoop.set("fs.leaky.impl", LeakyFileSystem.class.getName());
        hadoop.set("fs.s3a.secret.key", STORE);
        spark.sparkContext().addSparkListener(told);
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
        Files.writeString(folder.resolve("table.csv"), "id,text\n1,a b c\n2,c b a\n3,a b c\n");
        var incremental = new String[] {
            "translate",
            "translate.model=" + path("model"),
            "translate.format=csv",
            "translate.input=" + path("table.csv"),
            "translate.column=text",
            "translate.key=[id]",
            "translate.output-format=parquet",
            "translate.output=" + path("table"),
            "translate.incremental.memory=" + path("memory"),
            "translate.incremental.work=" + path("work"),
            "translate.history=" + path("history"),
            "translate.gate.report=" + path("refused.json")
        };
        assertThat(run(incremental))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run(incremental))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(run(Stream.concat(
                                Stream.of(incremental),
                                Stream.of(
                                        "translate.gate.mean-confidence=1",
                                        "translate.output=" + path("refused"),
                                        "translate.incremental.memory="))
                        .toArray(String[]::new)))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(3);
        assertThat(run("history", path("history"), "--output", path("history.html")))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("leaky://***@bucket")
                .doesNotContain(SECRETS.toArray(String[]::new));
        assertThat(files()).hasSizeGreaterThan(40).noneMatch(file -> SECRETS.stream()
                .anyMatch(secret -> holds(file, secret)));
        assertThat(files())
                .anyMatch(file -> file.startsWith(folder.resolve("model"))
                        && file.endsWith("report.html")
                        && holds(file, "leaky://***@bucket"));
        assertThat(told.secrets).isEmpty();
        assertThat(told.plans).isPositive();
    }

    /** What Spark's event log would hold. */
    private static final class EventLog extends SparkListener {
        private final List<String> secrets = Collections.synchronizedList(new ArrayList<>());
        private volatile int plans;

        @Override
        public void onJobStart(SparkListenerJobStart event) {
            look(event);
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted event) {
            look(event);
        }

        @Override
        public void onEnvironmentUpdate(SparkListenerEnvironmentUpdate event) {
            look(event);
        }

        /** Plans of SQL. Spark redacts paths in their text, and not in what it tells of scans and writes beside it. */
        @Override
        public void onOtherEvent(SparkListenerEvent event) {
            look(event, List.of(PASSWORD, STORE));
            plans++;
        }

        private void look(SparkListenerEvent event) {
            look(event, SECRETS);
        }

        private void look(SparkListenerEvent event, List<String> unwanted) {
            var text = JsonProtocol.sparkEventToJsonString(event);
            unwanted.stream().filter(text::contains).forEach(secret -> secrets.add(secret + " in " + text));
        }
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
