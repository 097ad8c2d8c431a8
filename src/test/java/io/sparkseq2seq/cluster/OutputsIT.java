package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The four jobs on a local disk, HDFS and S3, each killed at random moments with an output in place and without:
 * whatever a reader finds is whole, and the next run ends with what an undisturbed one makes. {@code scripts/soak
 * outputs} kills more often; the moments follow from {@code outputs.seed}.
 */
class OutputsIT {
    private static final int KILLS = Integer.getInteger("outputs.kills", 1);
    private static final long SEED = Long.getLong("outputs.seed", System.nanoTime());
    private static final Random RANDOM = new Random(SEED);
    private static final int PAIRS = 60;
    /** The exit code of what may pass. */
    private static final int RETRY = 75;

    private static final int TRIES = 5;
    private static final Path FOLDER =
            Path.of("target/outputs", UUID.randomUUID().toString());

    private static final List<String> TRAIN = List.of(
            "train.workers=1",
            "train.batch=8",
            "train.averaging.frequency=2",
            "train.epochs=2",
            "train.checkpoint-minutes=0.000001",
            "train.valid.bleu-sentences=0",
            "model.embedding=8",
            "model.encoder.hidden=8",
            "model.decoder.hidden=8",
            "model.attention.hidden=8");

    private static ObjectStore s3;
    private static HdfsServer hdfs;
    private static Configuration hadoop;
    /** What each job has made, wherever it ran first. */
    private static final Map<String, String> RESULTS = new HashMap<>();
    /** How long each job takes, in milliseconds. */
    private static final Map<String, Long> TIMES = new HashMap<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        System.err.println("outputs  -Doutputs.seed=" + SEED);
        s3 = ObjectStore.start(FOLDER.resolve("s3"));
        hdfs = HdfsServer.start(FOLDER.resolve("hdfs"));
        hadoop = s3.configuration();
    }

    @AfterAll
    static void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (hdfs != null) {
            hdfs.close();
        }
    }

    private static String root(String store) {
        return switch (store) {
            case "s3" -> ObjectStore.ROOT + "/" + UUID.randomUUID();
            case "hdfs" -> hdfs.root() + "/" + UUID.randomUUID();
            default -> FOLDER.toAbsolutePath() + "/" + store;
        };
    }

    private static void text(String root) {
        var digits = IntStream.range(0, PAIRS).mapToObj(Integer::toString).toList();
        var english = digits.stream()
                .map(number -> number.chars()
                        .mapToObj(digit -> "word" + (char) digit)
                        .collect(Collectors.joining(" ", "number ", "\n")))
                .collect(Collectors.joining());
        TextFiles.write(root + "/in/a.en", english, hadoop);
        TextFiles.write(root + "/in/a.zh", String.join("\n", digits) + "\n", hadoop);
    }

    private static List<String> command(String job, String root) {
        var arguments = new ArrayList<>(List.of(job, job + ".overwrite=true", "spark.master=local[1]"));
        switch (job) {
            case "preprocess" -> arguments.addAll(List.of(
                    "preprocess.source=" + root + "/in/a.en",
                    "preprocess.target=" + root + "/in/a.zh",
                    "preprocess.holdout.valid=5",
                    "preprocess.holdout.test=5",
                    "preprocess.subwords.vocabulary-size=300",
                    "preprocess.output=" + root + "/corpus"));
            case "train" -> {
                arguments.addAll(TRAIN);
                arguments.addAll(List.of("train.corpus=" + root + "/corpus", "train.model=" + root + "/model"));
            }
            case "translate" -> arguments.addAll(List.of(
                    "translate.model=" + root + "/model",
                    "translate.input=" + root + "/in/a.en",
                    "translate.output=" + root + "/out",
                    "translate.partitions=4",
                    "translate.max-length=5",
                    "translate.beam=1"));
            default -> arguments.addAll(List.of(
                    "evaluate.model=" + root + "/model",
                    "evaluate.corpus=" + root + "/corpus",
                    "evaluate.output=" + root + "/scores",
                    "evaluate.pictures=0",
                    "evaluate.samples=0"));
        }
        return arguments;
    }

    /** With a setting that no run before had, so that preprocess does not find its corpus made already. */
    private static List<String> changed(List<String> arguments, int number) {
        if (arguments.get(0).equals("preprocess")) {
            arguments.add("preprocess.rejected.samples=" + number);
        }
        return arguments;
    }

    private static Process run(String name, List<String> arguments) throws IOException {
        var classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.contains("hadoop-client-minicluster"))
                .collect(Collectors.joining(File.pathSeparator));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/java-options",
                "-Xmx600m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + FOLDER.toAbsolutePath(),
                "-Dlog4j2.configurationFile=file:src/main/resources/log4j2.properties"));
        s3.properties().forEach((key, value) -> command.add("-Dspark.hadoop." + key + "=" + value));
        command.addAll(List.of("-cp", classPath, "io.sparkseq2seq.App"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private static Path log(String name) {
        return FOLDER.resolve(name + ".log");
    }

    /** As a scheduler does: a run that was killed while it wrote its claim counts as alive for a minute. */
    private static int endAfterTries(String name, List<String> arguments) throws IOException, InterruptedException {
        int exit = end(run(name, arguments));
        for (int i = 1; exit == RETRY && i < TRIES; i++) {
            System.err.println("outputs  " + name + " is to be tried again: "
                    + Files.readString(log(name)).strip());
            Thread.sleep(20_000);
            exit = end(run(name, arguments));
        }
        return exit;
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "hdfs", "s3"})
    void killedJobsLeaveWhatIsWholeAndEndAsIfNotKilled(String store) throws IOException, InterruptedException {
        String root = root(store);
        text(root);
        for (var job : List.of("preprocess", "train", "translate", "evaluate")) {
            for (int kill = 1; kill <= KILLS; kill++) {
                var process = run(store + "-" + job + "-" + kill, changed(command(job, root), kill));
                // More often towards its end, where it publishes.
                double part = RANDOM.nextBoolean() ? RANDOM.nextDouble() : 0.7 + 0.3 * RANDOM.nextDouble();
                long millis = (long) (part * TIMES.getOrDefault(job, 8_000L));
                if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                    assertThat(process.exitValue())
                            .as(log(store + "-" + job + "-" + kill) + "")
                            .isIn(0, RETRY);
                }
                process.destroyForcibly().waitFor();
                System.err.printf("outputs  %s %s killed after %,d ms: %s%n", store, job, millis, found(job, root));
                if (!found(job, root).isEmpty() && RESULTS.containsKey(job)) {
                    assertThat(result(job, root)).isEqualTo(RESULTS.get(job));
                }
            }
            var requests = s3.requests();
            long begun = System.nanoTime();
            int exit = endAfterTries(store + "-" + job, command(job, root));
            assertThat(exit).as(log(store + "-" + job) + "").isZero();
            TIMES.put(job, Duration.ofNanos(System.nanoTime() - begun).toMillis());
            if (store.equals("s3") && !job.equals("train")) {
                // A training's checkpoints move to its model.
                assertThat(s3.requests().copiesAfter(requests)).as(job).isEmpty();
            }
            assertThat(found(job, root)).isEqualTo("whole");
            assertThat(result(job, root)).isEqualTo(RESULTS.computeIfAbsent(job, any -> result(job, root)));
        }
        assertThat(names(root)).containsExactlyInAnyOrder("in", "corpus", "model", "out", "scores");
    }

    private static String output(String job) {
        return switch (job) {
            case "preprocess" -> "corpus";
            case "train" -> "model";
            case "translate" -> "out";
            default -> "scores";
        };
    }

    private static Kind kind(String job) {
        return switch (job) {
            case "preprocess" -> Kind.CORPUS;
            case "train" -> Kind.MODEL;
            case "translate" -> Kind.TRANSLATIONS;
            default -> Kind.EVALUATION;
        };
    }

    /** Whether a reader finds an output: then it is whole. */
    private static String found(String job, String root) {
        var path = new org.apache.hadoop.fs.Path(root, output(job));
        if (!Published.isMarked(path, kind(job), hadoop)) {
            return "";
        }
        assertThat(Published.damage(path, hadoop)).as(path.toString()).isEmpty();
        return "whole";
    }

    /** What a job has made, but for what tells the time. */
    private static String result(String job, String root) {
        try {
            var marked = new org.apache.hadoop.fs.Path(root, output(job));
            var folder = Published.find(marked.toString(), kind(job), hadoop);
            return switch (job) {
                case "preprocess" -> json(folder, "manifest.json")
                        .path("fingerprint")
                        .asText();
                case "train" -> TextFiles.read(new org.apache.hadoop.fs.Path(folder, "SHA256SUMS"), hadoop)
                        .lines()
                        .filter(line -> line.endsWith("weights.safetensors"))
                        .collect(Collectors.joining());
                case "translate" -> {
                    var texts = new TreeMap<String, String>();
                    for (var file : json(marked, "_seq2seq.json").path("files")) {
                        var name = file.path("name").asText();
                        if (name.startsWith("part-")) {
                            texts.put(name, TextFiles.read(new org.apache.hadoop.fs.Path(folder, name), hadoop));
                        }
                    }
                    assertThat(String.join("", texts.values()).lines()).hasSize(PAIRS);
                    yield String.join("", texts.values());
                }
                default -> json(folder, "scores.json").path("BLEU").toString();
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode json(org.apache.hadoop.fs.Path folder, String name)
            throws IOException {
        return new ObjectMapper().readTree(TextFiles.read(new org.apache.hadoop.fs.Path(folder, name), hadoop));
    }

    private static List<String> names(String folder) throws IOException {
        var path = new org.apache.hadoop.fs.Path(folder);
        return Stream.of(path.getFileSystem(hadoop).listStatus(path))
                .map(status -> status.getPath().getName())
                .toList();
    }

    @Test
    void theSecondOfTwoJobsIsRefusedAndASignalTakesTheClaimAway() throws IOException, InterruptedException {
        String root = root("s3");
        text(root);
        var first = run("first", command("preprocess", root));
        var workplace = new org.apache.hadoop.fs.Path(root, ".corpus.seq2seq");
        awaitClaim(first, workplace);
        // It must not end before the second one looks.
        Tool.run("kill", "-STOP", Long.toString(first.pid()));
        var second = run("second", command("preprocess", root));
        assertThat(end(second)).isEqualTo(75);
        Tool.run("kill", "-CONT", Long.toString(first.pid()));
        assertThat(log("second"))
                .content()
                .contains("seq2seq: the output is being written by ", "process " + first.pid())
                .doesNotContain("\tat ");
        assertThat(end(first)).as(log("first") + "").isZero();
        assertThat(found("preprocess", root)).isEqualTo("whole");

        var signalled = run("signalled", changed(command("preprocess", root), 1));
        awaitClaim(signalled, workplace);
        // A signal before the claim is whole leaves it for the next run to clear.
        while (!Tool.printed(log("signalled")).contains("preprocess  read")) {
            assertThat(signalled.isAlive()).isTrue();
            Thread.sleep(20);
        }
        signalled.destroy();
        assertThat(end(signalled)).isNotZero();
        assertThat(TextFiles.exists(workplace, hadoop)).isFalse();
        assertThat(found("preprocess", root)).isEqualTo("whole");
    }

    private static void awaitClaim(Process process, org.apache.hadoop.fs.Path workplace) throws InterruptedException {
        while (!TextFiles.exists(workplace, hadoop)) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(20);
        }
    }
}
