package io.sparkseq2seq.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measures whole trainings by the commands that users give: it makes a corpus of random text, trains an epoch on Spark
 * with parameter averaging, and reads the figures of its rounds from {@code metrics.jsonl}, without the first.
 */
final class ClusterBench {
    private static final int WORDS = 9000;
    private static final int HELD_OUT = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReferenceModel model;
    private final BenchOptions options;
    private final List<String> overrides;
    private final TrainSettings train;
    private final Path command;
    private final Path folder;

    /**
     * @param overrides settings of the training
     * @param command {@code scripts/seq2seq}
     * @param folder for text, corpus and model
     */
    ClusterBench(ReferenceModel model, BenchOptions options, List<String> overrides, Path command, Path folder) {
        this.model = model;
        this.options = options;
        this.overrides = overrides;
        this.train = Settings.load(Optional.empty(), overrides).train();
        this.command = command;
        this.folder = folder;
    }

    JobSummary run() throws IOException, InterruptedException {
        double ceiling = ceiling();
        preprocess();
        train();
        ceiling = (ceiling + ceiling()) / 2;
        var rounds = rounds();
        double tokens = sum(rounds, round -> round.get("tokens").asDouble());
        double seconds = sum(rounds, round -> round.get("seconds").asDouble());
        double gflops = tokens / seconds * flopsPerTargetToken() / 1e9;
        long parameters =
                json(folder.resolve("model/summary.json")).get("parameters").asLong();
        var summary = new JobSummary("bench cluster")
                .put("target tokens per second", tokens / seconds)
                .put(
                        "sentences per second",
                        sum(rounds, round -> round.get("pairs").asDouble()) / seconds)
                .put("gflops", gflops)
                .put("ceiling gflops", ceiling)
                .put("ratio", gflops / ceiling)
                .put("precision", options.precision())
                .put("workers", options.workers())
                .put("resident mib", resident(rounds))
                .put("batch", options.batch())
                .put("parameters", parameters)
                .put("averaging frequency", train.averaging().frequency())
                .put("rounds", rounds.size());
        var round = summary.section("seconds per round");
        for (String part : List.of("seconds", "computing", "waiting", "averaging")) {
            round.put(part, sum(rounds, r -> r.get(part).asDouble()) / rounds.size());
        }
        return summary.put(
                "share averaging", sum(rounds, r -> r.get("averaging").asDouble()) / seconds);
    }

    private void preprocess() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int pairs = options.rounds() * train.averaging().frequency() * options.batch() * options.workers() + HELD_OUT;
        var source = folder.resolve("text.source");
        var target = folder.resolve("text.target");
        Files.write(source, new ZipfText(WORDS, 1).sentences(pairs));
        Files.write(target, new ZipfText(WORDS, 2).sentences(pairs));
        seq2seq(
                "preprocess",
                "preprocess.source=" + source,
                "preprocess.target=" + target,
                "preprocess.output=" + folder.resolve("corpus"),
                "preprocess.overwrite=true",
                "preprocess.holdout.valid=" + HELD_OUT,
                "preprocess.holdout.test=0");
    }

    private void train() throws IOException, InterruptedException {
        seq2seq(
                "train",
                "train.corpus=" + folder.resolve("corpus"),
                "train.model=" + folder.resolve("model"),
                "train.overwrite=true",
                "train.workers=" + options.workers(),
                "train.batch=" + options.batch(),
                "train.epochs=1",
                "train.checkpoint-minutes=0",
                "train.valid.bleu-sentences=0",
                "train.valid.calibration-sentences=0",
                "train.valid.metric=loss");
    }

    private void seq2seq(String name, String... settings) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(command.toString(), name));
        line.addAll(List.of(settings));
        if (name.equals("train")) {
            line.addAll(overrides);
        }
        // The summary on standard output is this benchmark's own.
        int status = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", line) + " ended with " + status);
        }
    }

    private List<JsonNode> rounds() throws IOException {
        var rounds = new ArrayList<JsonNode>();
        try (Stream<String> lines = Files.lines(folder.resolve("model/metrics.jsonl"))) {
            for (var line : (Iterable<String>) lines::iterator) {
                rounds.add(JSON.readTree(line));
            }
        }
        // The first one compiles, and loads the native libraries.
        return rounds.size() == 1 ? rounds : rounds.subList(1, rounds.size());
    }

    private double flopsPerTargetToken() throws IOException {
        var set = json(folder.resolve("corpus/manifest.json")).get("sets").get("train");
        long pairs = set.get("pairs").asLong();
        var mean = new Pair(
                0,
                new int[Math.round((float) set.get("sourceTokens").asLong() / pairs)],
                new int[Math.round((float) set.get("targetTokens").asLong() / pairs)]);
        return 3 * model.forwardFlops(List.of(mean), 1) / ReferenceModel.targetTokens(List.of(mean));
    }

    /** The largest of all rounds and processes; workers that share a process report the same one. */
    private static long resident(List<JsonNode> rounds) {
        long most = 0;
        for (var round : rounds) {
            for (var resident : round.get("resident")) {
                most = Math.max(most, resident.asLong());
            }
        }
        return most;
    }

    private double ceiling() {
        return Workers.<Double>run(options.workers(), i -> meeting -> {
                    var ceiling = new Ceiling(options.divisor());
                    meeting.meet();
                    ceiling.sample();
                    return ceiling.gflops();
                })
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static double sum(List<JsonNode> rounds, ToDoubleFunction<JsonNode> value) {
        return rounds.stream().mapToDouble(value).sum();
    }

    private static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }
}
