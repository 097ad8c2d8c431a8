package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
    private static final List<String> DIGITS = List.of("一", "二", "三", "四", "五", "六", "七", "八", "九");
    private static final int PAIRS = 300;

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

    private static String at(String path) {
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
                "preprocess.subwords.joint=false",
                "preprocess.subwords.vocabulary-size=320",
                "preprocess.output=" + at("corpus"));
        assertThat(summary.toString()).contains(Integer.toString(PAIRS));
        assertThat(TextFiles.exists(at("corpus/manifest.json"), HADOOP)).isTrue();
        assertThat(TextFiles.exists(at("corpus/train/_SUCCESS"), HADOOP)
                        || TextFiles.exists(at("corpus/train"), HADOOP))
                .isTrue();
        assertThat(TextFiles.exists(at("corpus.unfinished"), HADOOP)).isFalse();
    }

    @Test
    @Order(5)
    void errorsReachTheUserThroughSparkSubmit() throws IOException, InterruptedException {
        var result = cluster.run("error", "", "train", "train.corpus=" + at("no-such-corpus"));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("seq2seq: ").doesNotContain("\tat ");
    }
}
