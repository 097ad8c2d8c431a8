package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.ModelWriter;
import io.sparkseq2seq.model.Network;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Whether the same text gets the same translation and score, to the last bit, in whatever way it is translated: one and
 * the same rows by the translate job in each {@link Way}, compared with the first of its precision.
 */
final class InvarianceBench {
    private static final int WORDS = 3000;
    private static final int VOCABULARY = 2000;

    private final List<String> overrides;
    private final Optional<String> model;
    private final int rows;
    private final List<Way> ways;
    private final Path folder;

    /**
     * @param overrides settings of the search, and of the network where there is no model
     * @param model the folder of a trained one; else one of random weights is made
     * @param folder for rows, model and translations
     */
    InvarianceBench(List<String> overrides, Optional<String> model, int rows, List<Way> ways, Path folder) {
        this.overrides = overrides;
        this.model = model;
        this.rows = rows;
        this.ways = ways;
        this.folder = folder;
    }

    JobSummary run() throws IOException, InterruptedException {
        var started = System.nanoTime();
        Files.createDirectories(folder);
        var given = rows(rows);
        write("given.txt", given);
        write("sorted.txt", given.stream().sorted().toList());
        var shuffled = new ArrayList<>(given);
        Collections.shuffle(shuffled, new Random(3));
        write("shuffled.txt", shuffled);
        var translate = overrides.stream()
                .filter(override -> override.startsWith("translate."))
                .toList();
        var from = model.isPresent() ? model.get() : randomModel();
        for (int threads = 1; threads <= 2; threads++) {
            int count = threads;
            var those = ways.stream().filter(way -> way.threads() == count).toList();
            if (!those.isEmpty()) {
                TranslationRuns.start(those, folder, from, translate);
            }
        }
        var settings = Settings.load(Optional.empty(), translate).translate();
        var summary = new JobSummary("bench invariance")
                .put("rows", rows)
                .put("texts differing", 0)
                .put("scores differing", 0)
                .put("distinct translations", 0)
                .put("model", model.orElse("random weights"))
                .put("translations version", Translator.VERSION)
                .put("beam", settings.beam())
                .put("max length", settings.maxLength())
                .put("ways", ways.size());
        compare(summary);
        return summary.put("seconds", (System.nanoTime() - started) / 1_000_000_000);
    }

    private void compare(JobSummary summary) throws IOException {
        Map<String, Map<String, String[]>> expected = new HashMap<>();
        Set<String> texts = new HashSet<>();
        var differingTexts = new HashSet<String>();
        var differingScores = new HashSet<String>();
        var each = summary.section("rows whose text, score differ");
        for (var way : ways) {
            var lines = Files.readAllLines(folder.resolve(way.toString()), StandardCharsets.UTF_8).stream()
                    .map(line -> line.split("\t", -1))
                    .toList();
            if (lines.size() != rows) {
                throw new IllegalStateException(way + " gave " + lines.size() + " rows of " + rows);
            }
            var first = expected.computeIfAbsent(way.precision(), p -> bySource(lines));
            int text = 0;
            int score = 0;
            for (var line : lines) {
                var same = first.get(line[0]);
                if (line[2].equals("failed")) {
                    throw new IllegalStateException(way + " failed at: " + line[0]);
                }
                if (!line[1].equals(same[1])) {
                    text++;
                    differingTexts.add(line[0]);
                }
                if (!line[2].equals(same[2])) {
                    score++;
                    differingScores.add(line[0]);
                }
                texts.add(line[1]);
            }
            each.put(way.toString(), text + ", " + score);
        }
        summary.put("texts differing", differingTexts.size())
                .put("scores differing", differingScores.size())
                .put("distinct translations", texts.size());
    }

    private static Map<String, String[]> bySource(List<String[]> lines) {
        return lines.stream().collect(Collectors.toMap(line -> line[0], Function.identity(), (one, again) -> one));
    }

    private void write(String name, List<String> lines) throws IOException {
        Files.write(folder.resolve(name), lines, StandardCharsets.UTF_8);
    }

    /**
     * Sentences of 1 to 40 words, and of every twenty rows one of nothing, one of white space, one seen before, and one
     * of several sentences, too long to be translated whole.
     */
    static List<String> rows(int count) {
        var random = new Random(1);
        var sentences = new ZipfText(WORDS, 1).sentences(count);
        var rows = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            var words = sentences.get(i).split(" ");
            rows.add(
                    switch (i % 20) {
                        case 3 -> "";
                        case 7 -> " \u3000 ";
                        case 11 -> rows.get(random.nextInt(i));
                        case 17 -> String.join(" ", sentences.subList(Math.max(0, i - 6), i + 1));
                        default -> String.join(" ", List.of(words).subList(0, 1 + random.nextInt(words.length)));
                    });
        }
        return rows;
    }

    private String randomModel() throws IOException {
        var network = new ArrayList<>(List.of(
                "model.embedding=128",
                "model.encoder.hidden=512",
                "model.decoder.hidden=512",
                "model.attention.hidden=256",
                // So that translations are long and of many kinds.
                "model.init-scale=3"));
        network.addAll(overrides);
        var settings = Settings.load(Optional.empty(), network).model();
        var subwords = subwords();
        var graph = new ComputationGraph(
                Network.configure(settings, subwords.size(), subwords.size(), 0, new NoOp(), DataType.FLOAT, 1));
        graph.init();
        var hadoop = new Configuration();
        var path = new org.apache.hadoop.fs.Path(folder.resolve("model").toUri());
        ModelWriter.write(
                path, hadoop, graph, subwords, subwords, new ModelWriter.Origin("bench invariance", 1, "none", ""));
        Checksums.write(path, ModelWriter.WITHOUT_DIGEST, hadoop);
        return folder.resolve("model").toString();
    }

    private static Subwords subwords() {
        var counts = new HashMap<String, Long>();
        for (var sentence : new ZipfText(WORDS, 2).sentences(5000)) {
            Words.of(sentence).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        var learner = new SubwordLearner(VOCABULARY, 0.9999, 0.5, 2, false, Normalizer.PLAIN);
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(word -> learner.add(word.getKey(), word.getValue()));
        return learner.learn();
    }
}
