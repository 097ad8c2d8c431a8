package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What is killed or held up while it trains on a cluster: in the end the parameters are those of a training that nobody
 * disturbed; and a long training takes no more memory than a short one. Likewise of a corpus each byte is that of one
 * that nobody disturbed. {@code scripts/soak} kills more often than once, and trains longer; the moments follow from
 * {@code faults.seed}.
 */
class FaultsIT implements SparkTest {
    private static final int KILLS = Integer.getInteger("faults.kills", 1);
    /** Epochs after which memory is measured, first and last. */
    private static final int LATE = Integer.getInteger("faults.epochs", 9);

    private static final int EARLY = LATE / 4 + 1;
    /** More than there is time for. */
    private static final int WITHOUT_END = 100_000;

    private static final long STOPPED_MILLIS = 2_000;
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final int EPOCHS = 8;
    private static final int ROUNDS = 8;
    private static final Pattern LAUNCH_TIME = Pattern.compile("\"Launch Time\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Random RANDOM = new Random(SEED);
    private static Cluster cluster;
    private static byte[] undisturbed;
    private static boolean secretOnTheWire;
    private static boolean textOnDisk;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        System.err.println("faults  -Dfaults.seed=" + SEED);
        cluster = new Cluster(Path.of("target/faults"));
        var localDisk = Path.of(
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].getPath());
        try (var files = new LocalFiles(localDisk, at("kept"))) {
            preprocess();
            Thread.sleep(100);
            textOnDisk = files.hold(Files.readAllLines(at("text")));
        }
        try (var wiretap = new Wiretap(List.of("a-secret-of-a-store"))) {
            var spark = new TreeMap<>(wiretap.properties());
            spark.put("spark.hadoop.seq2seq.test", "a-secret-of-a-store");
            try (var command = cluster.start("undisturbed", spark, "", train("undisturbed", EPOCHS))) {
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isZero();
            }
            secretOnTheWire = !wiretap.heard().isEmpty();
        }
        undisturbed = parameters("undisturbed");
    }

    /** What {@link ClusterIT} looks for in vain. */
    @Test
    void withoutEncryptionAnybodyCanListen() {
        assertThat(secretOnTheWire).isTrue();
        assertThat(textOnDisk).isTrue();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aKilledExecutorChangesNothing() throws IOException, InterruptedException {
        for (int kill = 1; kill <= KILLS; kill++) {
            String model = "executor-" + kill;
            try (var command = cluster.start(model, "", train(model, EPOCHS))) {
                atSomeMoment(model, 0, command);
                var executors = cluster.executors();
                assertThat(executors.get(RANDOM.nextInt(executors.size())).destroyForcibly())
                        .isTrue();
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isZero();
            }
            assertIsAsUndisturbed(model);
        }
    }

    @Test
    void aKilledDriverGoesOnWhereItWas() throws IOException, InterruptedException {
        for (int kill = 1; kill <= KILLS; kill++) {
            String model = "driver-" + kill;
            try (var command = cluster.start(model, "", train(model, EPOCHS))) {
                atSomeMoment(model, 0, command);
                command.kill();
                assertThat(command.await().exitCode()).isEqualTo(137);
            }
            try (var command = cluster.start(model + "-again", "", train(model, EPOCHS))) {
                atSomeMoment(model, 3, command);
                command.terminate();
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
                assertThat(result.err())
                        .contains("goes on after ")
                        .containsPattern("stopped after .*; the same command goes on from .*" + model + ".training");
            }
            var result = cluster.run(model + "-at-last", "", train(model, EPOCHS));
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertIsAsUndisturbed(model);
        }
    }

    @Test
    void aSlowExecutorIsOvertaken() throws IOException, InterruptedException {
        int overtaken = 0;
        // While slices are exchanged, all tasks wait for the executor that is stopped: none can overtake it.
        for (int training = 1; training <= KILLS || overtaken == 0 && training <= KILLS + 5; training++) {
            String model = "overtaken-" + training;
            Path events = Files.createDirectories(at("events-" + training));
            var speculation = Map.of(
                    "spark.speculation", "true",
                    "spark.speculation.interval", "50ms",
                    "spark.speculation.quantile", "0.5",
                    "spark.eventLog.enabled", "true",
                    "spark.eventLog.dir", events.toUri().toString());
            try (var command = cluster.start(model, speculation, "", train(model, EPOCHS))) {
                var stops = new ArrayList<Stop>();
                for (int round = 1; round < (EPOCHS - 2) * ROUNDS; round += 1 + RANDOM.nextInt(ROUNDS)) {
                    afterRound(model, round, command);
                    stops.add(stopOne());
                }
                var result = command.await();
                assertThat(result.exitCode()).as(result.err()).isZero();
                overtaken += (int) stops.stream()
                        .filter(stop -> stop.overtaken(copies(events)))
                        .count();
            }
            assertIsAsUndisturbed(model);
        }
        assertThat(overtaken)
                .as("stops of an executor in which a task of it was run by the other, too")
                .isPositive();
    }

    /** From when to when an executor was stopped, in milliseconds of the clock. */
    private record Stop(long from, long to) {
        boolean overtaken(List<Long> copies) {
            return copies.stream().anyMatch(moment -> moment >= from && moment < to);
        }
    }

    private static Stop stopOne() throws IOException, InterruptedException {
        var executors = cluster.executors();
        long slow = executors.get(RANDOM.nextInt(executors.size())).pid();
        long from = System.currentTimeMillis();
        Tool.run("kill", "-STOP", Long.toString(slow));
        Thread.sleep(STOPPED_MILLIS);
        Tool.run("kill", "-CONT", Long.toString(slow));
        return new Stop(from, System.currentTimeMillis());
    }

    /** When Spark started a task a second time, because the first one took long; in milliseconds of the clock. */
    private static List<Long> copies(Path events) {
        try (var logs = Files.list(events)) {
            return Files.readAllLines(logs.findFirst().orElseThrow()).stream()
                    .filter(event ->
                            event.contains("\"SparkListenerTaskStart\"") && event.contains("\"Speculative\":true"))
                    .map(LAUNCH_TIME::matcher)
                    .filter(Matcher::find)
                    .map(launch -> Long.valueOf(launch.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void memoryStaysFlat() throws IOException, InterruptedException {
        // What Spark remembers of past jobs for its pages is bounded, but not by as little as passes here.
        var forgetful = Map.of(
                "spark.ui.retainedJobs", "10",
                "spark.ui.retainedStages", "20",
                "spark.ui.retainedTasks", "40",
                "spark.sql.ui.retainedExecutions", "10");
        try (var command = cluster.start("long", forgetful, "", train("long", WITHOUT_END))) {
            afterEpoch(EARLY, command);
            var early = memories(command);
            afterEpoch(LATE, command);
            var late = memories(command);
            command.terminate();
            var result = command.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
            assertThat(early).hasSize(3);
            assertThat(late).hasSize(3);
            for (int i = 0; i < early.size(); i++) {
                var before = early.get(i);
                var after = late.get(i);
                System.err.printf(
                        "memory  %s  rounds %d and %d  live heap %.1f and %.1f MB  resident %.1f and %.1f MB%n",
                        i == 0 ? "driver" : "executor",
                        EARLY * ROUNDS,
                        LATE * ROUNDS,
                        before.heap(),
                        after.heap(),
                        before.resident(),
                        after.resident());
                assertThat(after.heap()).isLessThan(before.heap() + 10);
                assertThat(after.resident()).isLessThan(before.resident() + 50);
            }
        }
    }

    /** The undisturbed one is made by another process, in other partitions. */
    @Test
    @EnabledIfSystemProperty(named = "faults.kills", matches = "\\d+", disabledReason = "it is for scripts/soak corpus")
    void aCorpusIsTheSameAfterAKilledDriverAndAKilledExecutor() throws IOException, InterruptedException {
        var noisy = NoisyCorpus.write(at("noisy"));
        PreprocessJob.run(SparkTest.spark(), noisy.settings("undisturbed"));
        var undisturbed = noisy.contents("undisturbed");
        assertThat(undisturbed.get("manifest.json")).contains(NoisyCorpus.REASONS);
        var killer = new KilledPreprocess(cluster, noisy, RANDOM);
        for (int kill = 1; kill <= KILLS; kill++) {
            var output = killer.killDriver("corpus-" + kill);
            var result = killer.killExecutor(output);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(noisy.contents(output)).isEqualTo(undisturbed);
        }
    }

    /** Of the driver and the executors, after a collection of all garbage. */
    private static List<Tool.Memory> memories(Command command) throws IOException, InterruptedException {
        var memories = new ArrayList<Tool.Memory>();
        memories.add(Tool.memory(command.pid()));
        for (var executor : cluster.executors()) {
            memories.add(Tool.memory(executor.pid()));
        }
        return memories;
    }

    private static void afterEpoch(int epoch, Command command) throws IOException, InterruptedException {
        var end = Instant.now().plus(PATIENCE);
        while (!command.printed().contains(String.format(Locale.ROOT, "epoch %d/", epoch + 1))) {
            assertThat(command.isAlive() && Instant.now().isBefore(end))
                    .as(() -> "no epoch " + epoch + "\n" + printed(command))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    /** Waits until the training has come to some round of its next two epochs, and then for a part of a round. */
    private static void atSomeMoment(String model, int epoch, Command command)
            throws IOException, InterruptedException {
        afterRound(model, epoch * ROUNDS + 1 + RANDOM.nextInt(2 * ROUNDS), command);
        Thread.sleep(RANDOM.nextInt(300));
    }

    /** Waits until the checkpoint after that round is whole. */
    private static void afterRound(String model, int round, Command command) throws IOException, InterruptedException {
        var reached = new org.apache.hadoop.fs.Path(at("models/" + model + ".training/epoch-" + round / ROUNDS
                        + (round % ROUNDS == 0 ? "" : "-round-" + round % ROUNDS))
                .toUri());
        var hadoop = new Configuration();
        var end = Instant.now().plus(PATIENCE);
        while (!Published.isMarked(reached, Kind.CHECKPOINT, hadoop)) {
            assertThat(command.isAlive() && Instant.now().isBefore(end))
                    .as(() -> "no " + reached + "\n" + printed(command))
                    .isTrue();
            Thread.sleep(10);
        }
    }

    private static String printed(Command command) {
        try {
            return command.printed();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertIsAsUndisturbed(String model) throws IOException {
        assertThat(parameters(model)).as("parameters of " + model).isEqualTo(undisturbed);
        assertThat(Files.readAllLines(at("models/" + model + "/metrics.jsonl")))
                .extracting(line -> line.replaceFirst("\"step\".*", ""))
                .hasSize(EPOCHS * ROUNDS)
                .doesNotHaveDuplicates();
        assertThat(at("models/" + model + ".training")).doesNotExist();
    }

    private static byte[] parameters(String model) throws IOException {
        return Files.readAllBytes(at("models/" + model + "/checkpoints/epoch-" + EPOCHS + "/weights.safetensors"));
    }

    private static Path at(String path) {
        return cluster.folder().resolve(path);
    }

    private static String[] train(String model, int epochs) {
        return new String[] {
            "train",
            "train.corpus=" + at("corpus"),
            "train.model=" + at("models/" + model),
            "train.workers=2",
            "train.batch=5",
            "train.epochs=" + epochs,
            "train.patience=0",
            // 160 pairs: 16 steps of a worker in an epoch.
            "train.averaging.frequency=2",
            "train.averaging.outer=nesterov",
            "train.checkpoints=1000",
            "train.checkpoint-minutes=0.000001",
            "train.valid.bleu-sentences=0",
            "model.embedding=8",
            "model.encoder.hidden=8",
            "model.decoder.hidden=8",
            "model.attention.hidden=8"
        };
    }

    private static void preprocess() throws IOException {
        var random = new Random(1);
        var lines = Stream.generate(() -> random.ints(2 + random.nextInt(5), 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining(" ")))
                .distinct()
                .limit(180)
                .toList();
        Path text = Files.write(at("text"), lines);
        PreprocessJob.run(
                SparkTest.spark(),
                Settings.load(
                        Optional.empty(),
                        List.of(
                                "preprocess.source=" + text,
                                "preprocess.target=" + text,
                                "preprocess.output=" + at("corpus"),
                                "preprocess.holdout.valid=20",
                                "preprocess.holdout.test=0",
                                "preprocess.subwords.vocabulary-size=320")));
    }
}
