package io.sparkseq2seq.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.bench.CleaningRun.Text;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What cleaning is worth to a model: half of a corpus, and the same half with noise in place of the other one, cleaned
 * by {@code conf/clean.conf}, each trained for as many epochs and scored on the same test set.
 *
 * <p>Noise is of all eight kinds. What can be mended, such as tags, is made of pairs of the clean half, so that mending
 * teaches nothing that the clean half does not; the other kinds are made of the other half. The commands are those of
 * users.
 */
final class NoiseTraining {
    private static final long SEED = 88;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Data data;
    private final String preset;
    private final List<String> overrides;
    private final Path command;
    private final Path folder;

    /**
     * What is trained on, broken and scored: of each set the file of its sources, and that of its targets.
     *
     * @param foreign a file of sentences in a third language
     * @param languages of source and target, such as {@code en,de}
     */
    record Data(List<Path> training, List<Path> valid, List<Path> test, Path foreign, String languages) {}

    /**
     * @param preset the name of settings in {@code conf/}: of subwords, model and training
     * @param overrides of its settings of the training, such as {@code train.epochs=10}
     * @param command {@code scripts/seq2seq}
     */
    NoiseTraining(Data data, String preset, List<String> overrides, Path command, Path folder) {
        this.data = data;
        this.preset = preset;
        this.overrides = overrides;
        this.command = command;
        this.folder = folder.toAbsolutePath();
    }

    JobSummary run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var half = new ArrayList<Text>();
        var noisy = new ArrayList<Text>();
        split(half, noisy);
        var plain = "include classpath(\"conf/" + preset + ".conf\")\n";
        var languages = data.languages.split(",");
        var cleaning = plain + "include classpath(\"conf/clean.conf\")\n"
                + "preprocess.filters = ${preprocess.filters} [ {language{source=" + languages[0] + ",target="
                + languages[1] + "}} ]\n";
        var summary = new JobSummary("bench noise --train")
                .put("preset", preset)
                .put("settings", String.join(" ", overrides));
        double clean = bleu(summary.section("the clean half"), "half", half, plain);
        double cleaned = bleu(summary.section("half of it noise, cleaned"), "cleaned", noisy, cleaning);
        return summary.put("bleu lost", clean - cleaned);
    }

    /** Each pair is of the clean half or replaced by noise by chance; as many are clean as noise. */
    private void split(List<Text> half, List<Text> noisy) throws IOException {
        var all = NoiseBench.pairs(data.training.get(0), data.training.get(1));
        var test = NoiseBench.pairs(data.test.get(0), data.test.get(1));
        var foreign = NoiseBench.lines(data.foreign);
        var random = new SplittableRandom(SEED);
        var isClean = new boolean[all.size()];
        for (int left = all.size() / 2, i = 0; i < all.size(); i++) {
            isClean[i] = random.nextInt(all.size() - i) < left;
            left -= isClean[i] ? 1 : 0;
            if (isClean[i]) {
                half.add(all.get(i));
            }
        }
        for (int i = 0; i < all.size(); i++) {
            noisy.add(isClean[i] ? all.get(i) : noise(all.get(i), half, test, foreign, random));
        }
    }

    private static Text noise(
            Text pair, List<Text> half, List<Text> test, List<String> foreign, SplittableRandom random) {
        var kind = Corruption.values()[random.nextInt(Corruption.values().length)];
        var broken = kind.isMendable() ? half.get(random.nextInt(half.size())) : pair;
        var noise = kind.of(broken, half, test, foreign, random);
        // Text that has nothing to be misread, or is too short to be cut.
        return noise.equals(broken) ? Corruption.MISALIGNED.of(pair, half, test, foreign, random) : noise;
    }

    /** Of a model of these pairs, on the test set. */
    private double bleu(JobSummary summary, String name, List<Text> pairs, String settings)
            throws IOException, InterruptedException {
        var place = Files.createDirectories(folder.resolve(name));
        Files.writeString(place.resolve("settings.conf"), settings);
        Files.write(place.resolve("source"), pairs.stream().map(Text::source).toList());
        Files.write(place.resolve("target"), pairs.stream().map(Text::target).toList());
        var corpus = place.resolve("corpus");
        var model = place.resolve("model");
        seq2seq(
                place,
                "preprocess",
                List.of(
                        "preprocess.source=" + place.resolve("source"),
                        "preprocess.target=" + place.resolve("target"),
                        "preprocess.valid.source=" + data.valid.get(0).toAbsolutePath(),
                        "preprocess.valid.target=" + data.valid.get(1).toAbsolutePath(),
                        "preprocess.test.source=" + data.test.get(0).toAbsolutePath(),
                        "preprocess.test.target=" + data.test.get(1).toAbsolutePath(),
                        "preprocess.output=" + corpus,
                        "preprocess.overwrite=true"));
        var training =
                new ArrayList<>(List.of("train.corpus=" + corpus, "train.model=" + model, "train.overwrite=true"));
        training.addAll(overrides);
        long start = System.nanoTime();
        seq2seq(place, "train", training);
        double seconds = (System.nanoTime() - start) / 1e9;
        var scores = seq2seq(place, "evaluate", List.of("evaluate.corpus=" + corpus, "evaluate.model=" + model));
        var sets = JSON.readTree(corpus.resolve("manifest.json").toFile()).get("sets");
        double bleu = scores.get("BLEU").get("score").asDouble();
        summary.put("pairs given", pairs.size())
                .put("pairs trained on", sets.get("train").get("pairs").asLong())
                .put("seconds of training", seconds)
                .put("bleu", bleu);
        return bleu;
    }

    /** The summary of a command; a file beside keeps it. */
    private JsonNode seq2seq(Path place, String name, List<String> settings) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                command.toString(),
                name,
                "--json",
                "--conf",
                place.resolve("settings.conf").toString()));
        line.addAll(settings);
        var json = place.resolve(name + ".json");
        int status = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(json.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", line) + " ended with " + status);
        }
        return JSON.readTree(json.toFile());
    }
}
