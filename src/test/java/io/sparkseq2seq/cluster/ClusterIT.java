package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The four jobs from hdfs: to hdfs:, by the cluster jar through spark-submit, on two executors. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    private static final List<String> DIGITS = List.of("一", "兩", "三", "四", "五", "六", "七", "八", "九");
    private static final int PAIRS = 300;

    private static final Map<String, String> DRIVER_ON_CLUSTER = Map.of("spark.submit.deployMode", "cluster");

    private static final Configuration HADOOP = new Configuration();
    private static Cluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new Cluster(Path.of("target/cluster"));
        var random = new Random(1);
        var source = new ArrayList<String>();
        var target = new ArrayList<String>();
        for (int i = 0; i < PAIRS; i++) {
            int[] digits = random.ints(2 + random.nextInt(5), 0, NUMBERS.size()).toArray();
            source.add(Arrays.stream(digits).mapToObj(NUMBERS::get).collect(Collectors.joining(" ")));
            target.add(Arrays.stream(digits).mapToObj(DIGITS::get).collect(Collectors.joining()));
        }
        TextFiles.write(at("in/a.en"), String.join("\n", source) + "\n", HADOOP);
        TextFiles.write(at("in/a.zh"), String.join("\n", target) + "\n", HADOOP);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String at(String path) throws IOException, InterruptedException {
        return cluster.hdfs() + "/" + path;
    }

    private static JsonNode run(String command, String... settings) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(command, "--json"));
        arguments.addAll(List.of(settings));
        var result = cluster.run(command, "", arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    @Order(1)
    void preprocessReadsAndWritesHdfs() throws IOException, InterruptedException {
        JsonNode summary = run(
                "preprocess",
                "preprocess.source=" + at("in/a.en"),
                "preprocess.target=" + at("in/a.zh"),
                "preprocess.holdout.valid=20",
                "preprocess.holdout.test=20",
                "preprocess.chinese=simplified",
                "preprocess.subwords.joint=false",
                "preprocess.subwords.vocabulary-size=320",
                "preprocess.output=" + at("corpus"));
        assertThat(summary.path("pairs_read").asInt()).isEqualTo(PAIRS);
        assertThat(TextFiles.exists(at("corpus/manifest.json"), HADOOP)).isTrue();
        assertThat(TextFiles.exists(at("corpus/train"), HADOOP)).isTrue();
        assertThat(TextFiles.exists(at(".corpus.seq2seq"), HADOOP)).isFalse();
        // ICU's rules and tables are in the cluster jar under another name.
        assertThat(TextFiles.read(at("corpus/subwords.target"), HADOOP))
                .contains("两")
                .doesNotContain("兩");
    }

    @Test
    @Order(2)
    void trainAveragesOverBothExecutors() throws IOException, InterruptedException {
        run(
                "train",
                "train.corpus=" + at("corpus"),
                "train.model=" + at("model"),
                "train.workers=2",
                "train.batch=16",
                "train.averaging.frequency=4",
                "train.epochs=2",
                "train.valid.bleu-sentences=10",
                "model.embedding=16",
                "model.encoder.hidden=16",
                "model.decoder.hidden=16",
                "model.attention.hidden=16");
        assertThat(TextFiles.exists(at("model"), HADOOP)).isTrue();
        assertThat(TextFiles.exists(at(".model.seq2seq"), HADOOP)).isFalse();
        assertThat(tasks("work-1")).isPositive();
        assertThat(tasks("work-2")).isPositive();
    }

    @Test
    @Order(3)
    void translateKeepsEveryLine() throws IOException, InterruptedException {
        JsonNode summary = run(
                "translate",
                "translate.model=" + at("model"),
                "translate.input=" + at("in/a.en"),
                "translate.output=" + at("out"),
                "translate.max-length=10",
                "translate.beam=2");
        assertThat(summary.path("rows").asInt()).isEqualTo(PAIRS);
        assertThat(lines(at("out"))).hasSize(PAIRS).allMatch(line -> line.matches("[^\t]*\t-?[0-9.E-]+"));
    }

    @Test
    @Order(4)
    void evaluateScoresTheTestSet() throws IOException, InterruptedException {
        JsonNode summary = run(
                "evaluate",
                "evaluate.model=" + at("model"),
                "evaluate.corpus=" + at("corpus"),
                "evaluate.tokenize=char",
                "evaluate.pictures=1");
        assertThat(summary.findPath("BLEU").path("score").isNumber())
                .as(summary.toString())
                .isTrue();
    }

    @Test
    @Order(5)
    void doctorLooksAtBothExecutors() throws IOException, InterruptedException {
        JsonNode found = run("doctor", "translate.model=" + at("model"), "translate.output=" + at("doctor/out"));
        assertThat(found.path("outcome").asText()).as(found.toString()).isEqualTo("ok");
        assertThat(found.path("checks").findValuesAsText("what"))
                .contains("Java, executors", "native libraries, executors", "hdfs:, executors", "memory, executors");
        assertThat(found.path("checks"))
                .anyMatch(check -> check.path("what").asText().equals("executors")
                        && check.path("found").asText().startsWith("2, on "));
        assertThat(TextFiles.exists(at("doctor"), HADOOP)).isFalse();
    }

    /** Tasks that the worker's executor of the last application has run. */
    private static long tasks(String worker) throws IOException {
        try (var logs = Files.walk(cluster.folder().resolve(worker))) {
            Path last = logs.filter(file -> file.endsWith("stderr"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return Files.readAllLines(last).stream()
                    .filter(line -> line.contains("Running task"))
                    .count();
        }
    }

    private static List<String> lines(String folder) throws IOException {
        var path = new org.apache.hadoop.fs.Path(folder, "part-*");
        var files = path.getFileSystem(HADOOP);
        var lines = new ArrayList<String>();
        for (var part : files.globStatus(path)) {
            TextFiles.read(part.getPath(), HADOOP).lines().forEach(lines::add);
        }
        return lines;
    }

    @Test
    @Order(5)
    void errorsReachTheUserThroughSparkSubmit() throws IOException, InterruptedException {
        var result = cluster.run("error", "", "train", "train.corpus=" + at("no-such-corpus"));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("seq2seq: ").doesNotContain("\tat ");
    }

    @Test
    @Order(6)
    void anOutputOnADiskThatMachinesDoNotShareIsRefused() throws IOException, InterruptedException {
        Path output = cluster.folder().resolve("unshared-corpus");
        var result = cluster.run(
                "unshared",
                "",
                "preprocess",
                "preprocess.source=" + at("in/a.en"),
                "preprocess.target=" + at("in/a.zh"),
                "preprocess.output=file:" + output,
                "spark.shared-disk=false");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("each machine of the cluster would write to its own");
        assertThat(output).doesNotExist();
    }

    /** A driver that runs on a worker: its environment, what it leaves, and how the command ends that submitted it. */
    @Test
    @Order(7)
    void aDriverOnTheClusterEndsTheCommandThatSubmittedIt() throws IOException, InterruptedException {
        var arguments = List.of(
                "translate",
                "--json",
                "translate.model=" + at("model"),
                "translate.input=" + at("in/a.en"),
                "translate.output=" + at("out-of-cluster"),
                "translate.max-length=10",
                "translate.beam=1",
                "summary=" + at("runs/done.json"));
        Command.Result result;
        try (var command = cluster.start("on-cluster", DRIVER_ON_CLUSTER, "", arguments.toArray(String[]::new))) {
            result = command.await();
        }
        assertThat(result.exitCode()).as(result.err()).isZero();
        var summary = new ObjectMapper().readTree(result.out());
        assertThat(summary.path("outcome").asText()).isEqualTo("done");
        assertThat(summary.path("rows").asInt()).isEqualTo(PAIRS);
        assertThat(summary).isEqualTo(new ObjectMapper().readTree(TextFiles.read(at("runs/done.json"), HADOOP)));
        assertThat(lines(at("out-of-cluster"))).hasSize(PAIRS);
        assertThat(result.err()).contains("is FINISHED");
    }

    @Test
    @Order(8)
    void aDriverThatFailsOnTheClusterTellsWhyWhereItWasSubmitted() throws IOException, InterruptedException {
        String[] arguments = {
            "train",
            "train.corpus=" + at("no-such-corpus"),
            "train.model=" + at("none"),
            "summary=" + at("runs/failed.json")
        };
        try (var command = cluster.start("fails-on-cluster", DRIVER_ON_CLUSTER, "", arguments)) {
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("\nseq2seq: there is no corpus").doesNotContain("\tat ");
            assertThat(result.out()).isEmpty();
        }
        try (var command = cluster.start(
                "fails-silently", DRIVER_ON_CLUSTER, "", Arrays.copyOf(arguments, arguments.length - 1))) {
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains("seq2seq: the driver ended as FAILED (driver-", "summary=PATH");
        }
    }

    /** Of libraries that cannot be upgraded, what holds a known flaw is in the jar, and no job comes to it. */
    @Test
    @Order(9)
    void nothingLoadsAClassWithAKnownFlaw() throws IOException {
        assertThat(cluster.classLogs()).hasSizeGreaterThan(8);
        var holders = Vulnerability.all().stream()
                .map(Vulnerability::holder)
                .filter(holder -> holder.contains("."))
                .collect(Collectors.toSet());
        var loaded = new TreeSet<String>();
        for (Path log : cluster.classLogs()) {
            try (var lines = Files.lines(log)) {
                lines.map(line -> line.replaceFirst("^(?:\\[[^]]*\\])* *", "").split(" ", 2)[0])
                        .forEach(loaded::add);
            }
        }
        assertThat(loaded).contains("io.sparkseq2seq.App", "org.nd4j.linalg.factory.Nd4j");
        assertThat(loaded).noneMatch(name -> holders.stream()
                .anyMatch(holder -> holder.endsWith(".") ? name.startsWith(holder) : name.equals(holder)));
    }
}
