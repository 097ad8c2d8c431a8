package io.sparkseq2seq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.averaging.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the benchmarks run and tell what they should; how fast anything is, no test says. */
class BenchTest {
    @TempDir
    private Path folder;

    private JsonNode run(String name, String... more) throws IOException {
        var line = new CommandLine(new Bench());
        var arguments = new ArrayList<>(
                List.of(name, "--seconds=0.4", "--batch=8", "--workers=2", "--divisor=8", "--output=" + folder));
        arguments.add("model.embedding=8");
        arguments.addAll(List.of("model.encoder.hidden=8", "model.decoder.hidden=8", "model.attention.hidden=8"));
        arguments.addAll(List.of(more));
        assertThat(line.execute(arguments.toArray(String[]::new))).isZero();
        return new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
    }

    @Test
    void trainingTellsItsRateAndPhasesThatAddUpToTheStep() throws IOException {
        var json = run("train");
        for (var key : List.of("target_tokens_per_second", "sentences_per_second", "gflops", "ceiling_gflops")) {
            assertThat(json.get(key).asDouble()).as(key).isPositive();
        }
        // Of what the machine's best products reach.
        assertThat(json.get("ratio").asDouble()).isStrictlyBetween(0.0, 1.0);
        assertThat(json.get("precision").asText()).isEqualTo("f32");
        assertThat(json.get("workers").asInt()).isEqualTo(2);
        assertThat(json.get("resident_mib").asLong()).isPositive();
        double step = json.get("milliseconds_per_step").asDouble();
        double phases = StreamSupport.stream(
                        json.get("milliseconds_per_step,_of_which_in_products").spliterator(), false)
                .mapToDouble(node -> Double.parseDouble(node.asText().strip().split(" +")[0]))
                .sum();
        // Each phase is printed to a hundredth.
        assertThat(phases).isCloseTo(step, within(0.1));
    }

    @Test
    void theHelpTellsWhatEachBenchmarkMeasures() {
        var name = new CommandLine(new Bench())
                .getCommandSpec()
                .positionalParameters()
                .get(0);
        var told = String.join("", name.description()).split(";");
        assertThat(told).hasSameSizeAs(name.paramLabel().split("\\|"));
    }

    @Test
    void decodingTellsItsRate() throws IOException {
        var json = run("decode", "--beam=3");
        assertThat(json.get("sentences_per_second").asDouble()).isPositive();
        assertThat(json.get("target_tokens_per_second").asDouble())
                .isGreaterThan(json.get("sentences_per_second").asDouble());
        assertThat(json.get("beam").asInt()).isEqualTo(3);
    }

    @Test
    void subwordsTellHowFastTheyAreLearnedAndApplied() throws IOException {
        var json = run("bpe");
        assertThat(json.get("sentences_per_second").asDouble()).isPositive();
        assertThat(json.get("target_tokens_per_second").asDouble())
                .isGreaterThan(json.get("sentences_per_second").asDouble());
        var learning = json.get("learning");
        assertThat(learning.get("subwords").asInt()).isEqualTo(8000);
        assertThat(learning.get("merges_per_second").asDouble()).isPositive();
    }

    @Test
    void productsTellTheRatesOfTheLibrariesThatThereAre() throws IOException {
        assertThat(run("gemm").get("ceiling_gflops").asDouble()).isPositive();
    }

    @Test
    void trainingOnSparkTellsWhatAveragingTakes() throws IOException {
        var json = run("cluster", "--rounds=3", "train.averaging.frequency=4");
        assertThat(json.get("target_tokens_per_second").asDouble()).isPositive();
        assertThat(json.get("averaging_frequency").asInt()).isEqualTo(4);
        assertThat(json.get("rounds").asInt()).isPositive();
        var round = json.get("seconds_per_round");
        double parts = round.get("computing").asDouble()
                + round.get("waiting").asDouble()
                + round.get("averaging").asDouble();
        assertThat(parts).isCloseTo(round.get("seconds").asDouble(), within(1e-3));
        assertThat(json.get("share_averaging").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void translationsDependOnNoneOfTheWaysInWhichTheyAreMade() throws Exception {
        var ways = new ArrayList<Way>();
        for (var precision : List.of("f32", "bf16", "int8")) {
            ways.add(new Way(precision, 64, 1, 1, Way.Order.GIVEN));
            ways.add(new Way(precision, 7, 3, 2, Way.Order.SHUFFLED));
        }
        var settings = List.of(
                "translate.beam=2",
                "translate.max-length=8",
                "model.embedding=16",
                "model.encoder.hidden=64",
                "model.decoder.hidden=64",
                "model.attention.hidden=32");
        var summary = new InvarianceBench(settings, Optional.empty(), 60, ways, folder).run();
        assertThat(summary.get("rows")).isEqualTo(60);
        assertThat((Integer) summary.get("distinct translations")).isGreaterThan(40);
        assertThat(summary.get("texts differing")).isEqualTo(0);
        assertThat(summary.get("scores differing")).isEqualTo(0);
    }

    @Test
    void itsRowsAreOfAllKinds() {
        var rows = InvarianceBench.rows(2000);
        assertThat(rows).hasSize(2000).contains("");
        assertThat(new HashSet<>(rows)).hasSizeLessThan(1900);
        assertThat(rows).anyMatch(row -> row.split(" ").length > 60).anyMatch(row -> !row.contains(" "));
    }

    @Test
    void theWaysOfInvarianceChangeOneThingAtATimeAndThenAll() {
        var ways = Way.all();
        assertThat(ways).hasSize(37).doesNotHaveDuplicates();
        assertThat(ways).extracting(way -> Way.of(way.toString())).isEqualTo(ways);
        assertThat(ways).extracting(Way::batch).contains(1, 7, 64, 512);
        assertThat(ways).extracting(Way::partitions).contains(1, 3, 17);
        assertThat(ways).extracting(Way::threads).contains(1, 2);
    }

    @Test
    void anUnknownBenchmarkIsNamed() {
        var err = new java.io.StringWriter();
        var line = new CommandLine(new Bench()).setErr(new java.io.PrintWriter(err));
        assertThat(line.execute("trane")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no benchmark 'trane': train, decode, gemm, bpe, cluster, ");
    }

    @Test
    void theReferenceModelIsOfTheSizeThatItSaysItIs() {
        var model = new ReferenceModel(List.of());
        assertThat(model.network(1).numParams()).isEqualTo(16_757_568L);
        var pair = new Pair(0, new int[13], new int[13]);
        // Per target token, with 14 on each side: the figure that peers are compared by.
        assertThat(3 * model.forwardFlops(List.of(pair), 1) / 14).isCloseTo(74.7e6, within(0.5e6));
    }
}
