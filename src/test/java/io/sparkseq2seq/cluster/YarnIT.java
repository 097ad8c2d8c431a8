package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.train.TrainJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs on YARN and HDFS, in client and cluster mode: their final status, and what becomes of them when containers are
 * lost. YARN kills containers that are larger than they asked for. {@code scripts/soak yarn} kills more often; the
 * moments follow from {@code yarn.seed}.
 */
class YarnIT implements SparkTest {
    private static final int KILLS = Integer.getInteger("yarn.kills", 1);
    private static final long SEED = Long.getLong("yarn.seed", System.nanoTime());
    private static final Random RANDOM = new Random(SEED);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Configuration HADOOP = new Configuration();
    private static final int EPOCHS = 4;
    private static final int ROUNDS = 8;
    /** Sentences to translate: some seconds of work of each executor. */
    private static final int SENTENCES = 400 * Math.max(1, Math.min(4, KILLS));

    private static final Map<String, String> TWO_EXECUTORS = Map.of("spark.executor.instances", "2");

    private static Yarn yarn;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        System.err.println("yarn  -Dyarn.seed=" + SEED);
        yarn = new Yarn(Path.of("target/yarn"), KILLS > 1 ? 4 : 2, 4096, 2);
        var random = new Random(1);
        var pairs = Stream.generate(() -> words(random)).distinct().limit(180).toList();
        var text = yarn.folder().resolve("text");
        Files.write(text, pairs);
        PreprocessJob.run(
                SparkTest.spark(),
                settings(
                        "preprocess.source=" + text,
                        "preprocess.target=" + text,
                        "preprocess.output=" + at("corpus"),
                        "preprocess.holdout.valid=20",
                        "preprocess.holdout.test=0",
                        "preprocess.subwords.vocabulary-size=320"));
        TrainJob.run(SparkTest.spark(), settings(train("model", EPOCHS)));
        var lines = IntStream.range(0, SENTENCES)
                .mapToObj(i -> words(random) + " " + words(random))
                .collect(Collectors.joining("\n", "", "\n"));
        TextFiles.write(at("in"), lines, HADOOP);
    }

    @AfterAll
    static void stop() {
        if (yarn != null) {
            yarn.close();
        }
    }

    private static String words(Random random) {
        return random.ints(2 + random.nextInt(5), 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining(" "));
    }

    private static Settings settings(String... arguments) {
        return Settings.load(Optional.empty(), List.of(arguments));
    }

    private static String at(String path) {
        return yarn.hdfs() + "/" + path;
    }

    private static String[] train(String model, int epochs) {
        return new String[] {
            "train.corpus=" + at("corpus"),
            "train.model=" + at(model),
            "train.workers=2",
            "train.batch=5",
            "train.epochs=" + epochs,
            "train.patience=0",
            "train.averaging.frequency=2",
            "train.averaging.outer=nesterov",
            "train.checkpoints=1000",
            "train.valid.bleu-sentences=0",
            "model.embedding=8",
            "model.encoder.hidden=8",
            "model.decoder.hidden=8",
            "model.attention.hidden=8"
        };
    }

    private static String[] command(String job, String... settings) {
        return Stream.concat(Stream.of(job, "spark.memory=512m"), Stream.of(settings))
                .toArray(String[]::new);
    }

    private static String[] translate(String output, String... settings) {
        return command(
                "translate",
                Stream.concat(
                                Stream.of(
                                        "translate.model=" + at("model"),
                                        "translate.input=" + at("in"),
                                        "translate.output=" + at(output),
                                        "translate.max-length=60",
                                        "translate.batch=1",
                                        "translate.partitions=8"),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }

    @Test
    void aContainerThatIsTooSmallIsKilled() throws IOException, InterruptedException {
        var small = Map.of(
                "spark.executor.instances", "1",
                "spark.executor.memory", "460m",
                "spark.executor.memoryOverhead", "20m",
                "spark.executor.extraJavaOptions", "-XX:+UseSerialGC -XX:+AlwaysPreTouch -Xms460m");
        try (var command = yarn.start("too-small", false, small, translate("out-too-small"))) {
            await(command, () -> printed(command).contains("exceeding physical memory limits"));
            command.terminate();
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
            assertThat(result.err()).containsPattern("[5-9]\\d\\d(?:\\.\\d)? MB of 512 MB physical memory used");
        }
        assertThat(exists("out-too-small")).isFalse();
    }

    @Test
    void aMistakeFailsOnceAndItsLineIsInTheDiagnostics() throws IOException, InterruptedException {
        var result = yarn.run(
                "mistake",
                true,
                Map.of(),
                command(
                        "translate",
                        // Of a model that is not there nobody knows the size, and room for any is too much here.
                        "spark.off-heap=256m",
                        "translate.model=" + at("no-model"),
                        "translate.input=" + at("in"),
                        "translate.output=" + at("out-mistake")));
        assertThat(result.exitCode()).as(result.err()).isNotZero();
        var application = yarn.application("mistake");
        assertThat(application.status()).isEqualTo("FAILED");
        assertThat(application.diagnostics()).startsWith("seq2seq: ").contains("/no-model");
        assertThat(application.attempts()).isEqualTo(1);
    }

    @Test
    void aTrainingGoesOnWhereTheLostDriverWas() throws IOException, InterruptedException {
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean driver = kill % 2 == 1;
            String model = "model-" + kill;
            try (var command =
                    yarn.start("train-" + kill, true, TWO_EXECUTORS, command("train", train(model, EPOCHS)))) {
                int round = 1 + RANDOM.nextInt((EPOCHS - 2) * ROUNDS);
                await(command, () -> reached(model + ".training", round));
                Thread.sleep(RANDOM.nextInt(300));
                kill(driver ? "driver" : "executor");
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isZero();
            }
            var application = yarn.application("train-" + kill);
            assertThat(application.status()).isEqualTo("SUCCEEDED");
            assertThat(application.attempts()).isEqualTo(driver ? 2 : 1);
            if (driver) {
                assertThat(yarn.logs(application.id())).contains("goes on after ");
            }
            assertThat(parameters(model)).as("parameters of " + model).isEqualTo(parameters("model"));
            assertThat(exists(model + ".training")).isFalse();
            assertThat(exists("." + model + ".seq2seq")).isFalse();
        }
    }

    @Test
    void aTranslationTakesUpWhatTheLostDriversTasksHaveFinished() throws IOException, InterruptedException {
        var undisturbed = yarn.run("translate", true, TWO_EXECUTORS, translate("out"));
        assertThat(undisturbed.exitCode()).as(undisturbed.err()).isZero();
        var once = yarn.application("translate");
        assertThat(once.status()).isEqualTo("SUCCEEDED");
        assertThat(once.attempts()).isEqualTo(1);
        assertThat(lines("out")).hasSize(SENTENCES);
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean driver = kill % 2 == 1;
            String output = "out-" + kill;
            try (var command = yarn.start("translate-" + kill, true, TWO_EXECUTORS, translate(output))) {
                int finished = 1 + RANDOM.nextInt(3);
                await(command, () -> kept(output).size() >= finished);
                var before = kept(output);
                kill(driver ? "driver" : "executor");
                if (driver) {
                    await(command, () -> yarn.containers().stream().anyMatch(one -> one.attempt() == 2));
                    assertThat(kept(output)).containsAll(before);
                }
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isZero();
            }
            var application = yarn.application("translate-" + kill);
            assertThat(application.status()).isEqualTo("SUCCEEDED");
            assertThat(application.attempts()).isEqualTo(driver ? 2 : 1);
            assertThat(lines(output)).isEqualTo(lines("out"));
            assertThat(exists("." + output + ".seq2seq")).isFalse();
        }
    }

    /** In the soak alone: it costs a node each time. */
    @ParameterizedTest
    @ValueSource(strings = {"executor", "driver"})
    void aLostNodeCostsWhatRanThere(String role) throws IOException, InterruptedException {
        Assumptions.assumeTrue(KILLS > 1, "scripts/soak yarn");
        String model = "model-without-the-node-of-" + role;
        try (var command = yarn.start(model, true, TWO_EXECUTORS, command("train", train(model, EPOCHS)))) {
            int round = 1 + RANDOM.nextInt(ROUNDS);
            await(command, () -> reached(model + ".training", round));
            yarn.lose(node(role));
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        var application = yarn.application(model);
        assertThat(application.status()).isEqualTo("SUCCEEDED");
        assertThat(application.attempts()).isEqualTo(role.equals("driver") ? 2 : 1);
        assertThat(parameters(model)).isEqualTo(parameters("model"));
    }

    /** One with a container of that role; that of an executor has no driver. */
    private static int node(String role) {
        var all = yarn.containers();
        var drivers = all.stream()
                .filter(one -> one.role().equals("driver"))
                .map(Yarn.Container::node)
                .toList();
        return all.stream()
                .filter(one -> one.role().equals(role) && drivers.contains(one.node()) == role.equals("driver"))
                .findFirst()
                .orElseThrow()
                .node();
    }

    /** SIGKILL for one container of that role. */
    private static void kill(String role) {
        var all = yarn.containers().stream()
                .filter(one -> one.role().equals(role))
                .toList();
        assertThat(all).as(role).isNotEmpty();
        all.get(RANDOM.nextInt(all.size())).java().destroyForcibly();
    }

    private static String printed(Command command) {
        try {
            return command.printed();
        } catch (IOException e) {
            return "";
        }
    }

    private static void await(Command command, BooleanSupplier reached) throws IOException, InterruptedException {
        var end = Instant.now().plus(PATIENCE);
        while (!reached.getAsBoolean()) {
            assertThat(command.isAlive() && Instant.now().isBefore(end))
                    .as(command.printed())
                    .isTrue();
            Thread.sleep(20);
        }
    }

    /** Whether some whole checkpoint after so many rounds is there. */
    private static boolean reached(String training, int round) {
        return names(training).stream().anyMatch(name -> {
            var parts = name.split("-");
            return name.startsWith("epoch-")
                    && Integer.parseInt(parts[1]) * ROUNDS + (parts.length > 3 ? Integer.parseInt(parts[3]) : 0)
                            >= round
                    && Published.isMarked(new org.apache.hadoop.fs.Path(at(training), name), Kind.CHECKPOINT, HADOOP);
        });
    }

    /** What tasks of a translation have finished. */
    private static List<String> kept(String output) {
        var folders = names("." + output + ".seq2seq").stream()
                .filter(name -> name.startsWith("kept-"))
                .toList();
        return folders.stream()
                .flatMap(folder -> names("." + output + ".seq2seq/" + folder).stream())
                .filter(name -> name.startsWith("task-"))
                .toList();
    }

    private static List<String> names(String folder) {
        var path = new org.apache.hadoop.fs.Path(at(folder));
        try {
            return Stream.of(path.getFileSystem(HADOOP).listStatus(path))
                    .map(status -> status.getPath().getName())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean exists(String path) {
        return TextFiles.exists(at(path), HADOOP);
    }

    private static String parameters(String model) throws IOException {
        return io.sparkseq2seq.storage.Checksums.sum(
                new org.apache.hadoop.fs.Path(at(model) + "/checkpoints/epoch-" + EPOCHS + "/weights.safetensors"),
                HADOOP);
    }

    private static List<String> lines(String folder) throws IOException {
        var path = new org.apache.hadoop.fs.Path(at(folder), "part-*");
        var lines = new ArrayList<String>();
        for (var part : path.getFileSystem(HADOOP).globStatus(path)) {
            TextFiles.read(part.getPath(), HADOOP).lines().forEach(lines::add);
        }
        return lines;
    }
}
