package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code spark.secure} on two executors: whoever hears what they say, or reads what they leave on local disks, learns
 * nothing, and who does not know the secret is not let in. That the same ears and eyes learn something without it is in
 * {@link FaultsIT}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecureIT implements SparkTest {
    /** Travels to executors with Hadoop's configuration. */
    private static final String HADOOP_SECRET = "a-secret-of-a-store";

    private static final List<String> TEXTS = IntStream.range(0, 120)
            .mapToObj(i -> "a text that nobody else may read " + Integer.toString(i * 7919, 36))
            .toList();

    private static Cluster cluster;
    private static Wiretap wiretap;
    private LocalFiles files;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new Cluster(Path.of("target/secure"), true);
        wiretap = new Wiretap(List.of(HADOOP_SECRET, "io.sparkseq2seq", Cluster.SECRET, TEXTS.get(0)));
        Path text = Files.write(at("text"), TEXTS);
        PreprocessJob.run(
                SparkTest.spark(),
                Settings.load(
                        Optional.empty(),
                        List.of(
                                "preprocess.source=" + text,
                                "preprocess.target=" + text,
                                "preprocess.output=" + at("corpus"),
                                "preprocess.holdout.valid=10",
                                "preprocess.holdout.test=0",
                                "preprocess.subwords.vocabulary-size=320")));
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        if (wiretap != null) {
            wiretap.close();
        }
    }

    @BeforeEach
    void listen(TestInfo test) throws IOException {
        wiretap.forget();
        files = new LocalFiles(
                at("tmp"), at("kept-" + test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void stopListening() throws IOException {
        files.close();
    }

    private static Path at(String path) {
        return cluster.folder().resolve(path);
    }

    private static Command start(String name, String... arguments) throws IOException {
        var spark = new TreeMap<>(wiretap.properties());
        spark.put("spark.hadoop.seq2seq.test", HADOOP_SECRET);
        // What is not encrypted shall be seen.
        spark.put("spark.shuffle.compress", "false");
        spark.put("spark.shuffle.spill.compress", "false");
        var all = new ArrayList<>(List.of(arguments));
        all.add("spark.secure=true");
        return cluster.start(name, spark, "", all.toArray(String[]::new));
    }

    private void assertNobodyLearnsAnything() throws IOException {
        assertThat(wiretap.bytes()).isGreaterThan(100_000);
        assertThat(wiretap.heard()).isEmpty();
        assertThat(files.names()).anyMatch(name -> name.contains("shuffle_"));
        assertThat(files.hold(TEXTS)).isFalse();
    }

    @Test
    @Order(1)
    void aTrainingLeavesNothingToReadAndLetsNoStrangerIn() throws IOException, InterruptedException {
        try (var driver = start(
                "train",
                "train",
                "train.corpus=" + at("corpus"),
                "train.model=" + at("model"),
                "train.workers=2",
                "train.batch=10",
                "train.averaging.frequency=3",
                // Until it is stopped.
                "train.epochs=100000",
                "train.valid.bleu-sentences=0",
                "train.valid.calibration-sentences=0",
                "model.embedding=8",
                "model.encoder.hidden=8",
                "model.decoder.hidden=8",
                "model.attention.hidden=8")) {
            while (driver.isAlive() && !driver.printed().contains("epoch 1/")) {
                Thread.sleep(50);
            }
            strangersAreRefused(wiretap.driver());
            driver.terminate();
            var result = driver.await();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
            assertThat(result.err()).doesNotContain(HADOOP_SECRET, Cluster.SECRET);
        }
        assertNobodyLearnsAnything();
    }

    private static void strangersAreRefused(String driver) throws IOException, InterruptedException {
        var encrypted = new String[] {
            "-Dspark.authenticate=true",
            "-Dspark.network.crypto.enabled=true",
            "-Dspark.network.crypto.saslFallback=false",
            "-Dspark.network.crypto.authEngineVersion=2"
        };
        // It would be let in with the secret, so that is what the others lack.
        var known = cluster.executor("known", driver, Map.of("_SPARK_AUTH_SECRET", Cluster.SECRET), encrypted);
        var silent = cluster.executor("silent", driver, Map.of("_SPARK_AUTH_SECRET", ""));
        var guessing = cluster.executor("guessing", driver, Map.of("_SPARK_AUTH_SECRET", "a guess"), encrypted);
        known.await("Successfully registered with driver");
        known.close();
        for (var stranger : Map.of("silent", silent, "guessing", guessing).entrySet()) {
            assertThat(stranger.getValue().awaitEnd()).as(stranger.getKey()).isNotZero();
            assertThat(at(stranger.getKey() + ".log"))
                    .content()
                    .doesNotContain("Successfully registered", HADOOP_SECRET, TEXTS.get(0));
        }
    }

    @Test
    @Order(2)
    void aTranslationLeavesNothingToRead() throws IOException, InterruptedException {
        var table = new ArrayList<>(List.of("id,text"));
        IntStream.range(0, TEXTS.size()).forEach(i -> table.add(i + "," + TEXTS.get(i)));
        Files.write(at("table.csv"), table);
        var model = at("another-model");
        SavedModel.write(model, 1);
        try (var driver = start(
                "translate",
                "translate",
                "translate.model=" + model,
                "translate.format=csv",
                "translate.input=" + at("table.csv"),
                "translate.column=text",
                "translate.key=[id]",
                "translate.output-format=parquet",
                "translate.output=" + at("translated"),
                "translate.max-length=5",
                "translate.beam=1")) {
            var result = driver.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain(HADOOP_SECRET, Cluster.SECRET);
        }
        assertThat(at("translated/_SUCCESS")).exists();
        assertNobodyLearnsAnything();
    }

    @Test
    @Order(3)
    void aDriverWithoutTheSecretIsToldBeforeAnythingIsSubmitted() throws IOException, InterruptedException {
        var result = cluster.run("no-secret", Map.of("_SPARK_AUTH_SECRET", ""), "train", "spark.secure=true");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("needs the secret of this cluster", "docs/security.md");
    }
}
