package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainJobTest implements SparkTest {
    @TempDir
    Path folder;

    @Test
    void aCopyTaskIsLearnt(SparkSession spark) throws IOException {
        assertThat(bleuOf(spark, UnaryOperator.identity())).isGreaterThanOrEqualTo(95);
    }

    @Test
    void aReverseTaskIsLearnt(SparkSession spark) throws IOException {
        assertThat(bleuOf(spark, TrainJobTest::reversed)).isGreaterThanOrEqualTo(95);
    }

    private double bleuOf(SparkSession spark, UnaryOperator<String> task) throws IOException {
        preprocess(spark, 10_000, 5, 15, task);
        var summary = train(
                spark,
                "train.epochs=10",
                "train.batch=32",
                "train.averaging.frequency=10",
                "train.learning-rate=0.004",
                "train.warmup-steps=100",
                "train.decay=exponential",
                "train.decay-start=900",
                "train.decay-steps=200",
                "train.label-smoothing=0",
                "train.valid.every=10",
                "train.valid.tokenize=none",
                "model.embedding=64",
                "model.encoder.hidden=128",
                "model.decoder.hidden=128",
                "model.attention.hidden=64",
                "model.dropout=0");
        return (Double) summary.get("validation BLEU");
    }

    @Test
    void theSameSeedGivesTheSameModelBitForBit(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        train(spark, small());
        var first = parameters("model");
        train(spark, small("train.overwrite=true"));
        assertThat(parameters("model")).isEqualTo(first);
        train(spark, small("train.overwrite=true", "seed=2"));
        assertThat(parameters("model")).isNotEqualTo(first);
    }

    @Test
    void aDamagedCorpusIsNotTrainedOn(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        var part = folder.resolve("corpus/valid/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 3] ^= 4;
        Files.write(part, bytes);
        Files.deleteIfExists(folder.resolve("corpus/valid/.part-00000.parquet.crc"));
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds other bytes than preprocess wrote")
                .hasMessageContaining(part.toString());
    }

    @Test
    void aTrainingThatWasCutOffGoesOnAsIfItHadNotBeen(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        train(spark, small());
        var whole = parameters("model");

        train(spark, small("train.model=" + folder.resolve("cut"), "train.epochs=1"));
        // As the model of a job that died after its first epoch lies there.
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("cut.training"));
        var other = small("train.model=" + folder.resolve("cut"), "seed=2");
        Files.move(folder.resolve("cut"), folder.resolve("moved"));
        assertThatThrownBy(() -> train(spark, other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("other settings")
                .hasMessageContaining("seed was 1 and is 2")
                .hasMessageContaining("cut.training");

        train(spark, small("train.model=" + folder.resolve("cut")));
        assertThat(parameters("cut")).isEqualTo(whole);
        assertThat(folder.resolve("cut.training")).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("cut/epochs.jsonl"))).hasSize(3);
    }

    @Test
    void aTrainingThatWasCutOffWithinAnEpochGoesOnAsIfItHadNotBeen(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        String[] momentum = {
            "train.averaging.outer=nesterov",
            "train.averaging.transfer=bf16",
            "train.checkpoint-minutes=0.000001",
            "train.checkpoints=100"
        };
        train(spark, small(momentum));
        // As what is there of a job that died after the third round of its second epoch, while it saved the fourth.
        Files.createDirectory(folder.resolve("cut.training"));
        var training =
                new org.apache.hadoop.fs.Path(folder.resolve("cut.training").toString());
        Published.mark(training, Kind.TRAINING, new Configuration());
        for (var name : List.of("epoch-1", "epoch-1-round-1", "epoch-1-round-2", "epoch-1-round-3")) {
            FileUtils.copyDirectory(
                    folder.resolve("model/checkpoints").resolve(name).toFile(),
                    folder.resolve("cut.training").resolve(name).toFile());
        }
        Files.createDirectory(folder.resolve("cut.training/epoch-1-round-4"));
        Files.writeString(folder.resolve("cut.training/epoch-1-round-4/parameters.bin"), "half");

        var cut = new ArrayList<>(List.of(momentum));
        cut.add("train.model=" + folder.resolve("cut"));
        train(spark, small(cut.toArray(String[]::new)));
        assertThat(parameters("cut")).isEqualTo(parameters("model"));
        assertThat(rounds("cut")).isEqualTo(rounds("model")).doesNotHaveDuplicates();
    }

    /** Of each line of the metrics all but what the clock and the memory decide. */
    private List<List<Object>> rounds(String model) throws IOException {
        var rounds = new ArrayList<List<Object>>();
        for (var line : Files.readAllLines(folder.resolve(model).resolve("metrics.jsonl"))) {
            var round = new ObjectMapper().readValue(line, RoundResult.class);
            rounds.add(List.of(
                    round.epoch(),
                    round.round(),
                    round.rounds(),
                    round.step(),
                    round.pairs(),
                    round.tokens(),
                    round.loss(),
                    round.gradientNorm(),
                    round.learningRate()));
        }
        return rounds;
    }

    @Test
    void theCheckpointsOfAnotherTrainingArePutAsideNotDeleted(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small("train.model=" + folder.resolve("cut")));
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("model.training"));
        Files.createDirectory(folder.resolve("model.training.1"));
        train(spark, small("train.batch=8", "train.overwrite=true"));
        assertThat(folder.resolve("model.training.2/epoch-3/checkpoint.json")).exists();
        assertThat(folder.resolve("model.training")).doesNotExist();
        assertThat(folder.resolve("model/checkpoints/epoch-3")).exists();
    }

    @Test
    void aTrainingThatIsDoneIsDone(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small());
        var written = Files.getLastModifiedTime(folder.resolve("model/model.json"));
        var again = train(spark, small("train.model=" + folder.resolve("model") + "/", "train.checkpoints=9"));
        assertThat(again.get("stopped because")).asString().contains("there already");
        assertThat(Files.getLastModifiedTime(folder.resolve("model/model.json")))
                .isEqualTo(written);
        for (var other : List.of("train.epochs=4", "seed=2", "train.valid.metric=loss")) {
            assertThatThrownBy(() -> train(spark, small(other)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("exists already");
        }
    }

    @Test
    void aSlashAtTheEndOfAPathChangesNothing(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(
                spark,
                small(
                        "train.model=" + folder.resolve("model") + "/",
                        "train.corpus=" + folder.resolve("corpus") + "/"));
        assertThat(folder.resolve("model/checkpoints/epoch-3/checkpoint.json")).exists();
        assertThat(folder.resolve("model/.training")).doesNotExist();
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    @Test
    void aJobThatDiedBeforeItMovedItsCheckpointsIsFinished(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small());
        var whole = parameters("model");
        Files.move(folder.resolve("model/checkpoints"), folder.resolve("model.training"));
        train(spark, small());
        assertThat(parameters("model")).isEqualTo(whole);
        assertThat(folder.resolve("model/checkpoints/epoch-3/weights.safetensors"))
                .exists();
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    @Test
    void everyPairIsCountedOnceInEachEpoch(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 6, UnaryOperator.identity());
        train(spark, small("train.workers=3", "train.batch=5"));
        for (var line : Files.readAllLines(folder.resolve("model/epochs.jsonl"))) {
            var epoch = new ObjectMapper().readValue(line, EpochResult.class);
            assertThat(epoch.pairs()).isEqualTo(48);
            assertThat(epoch.tokens()).isEqualTo(targetTokens());
        }
    }

    @Test
    void pairsThatAreMissingAreNoticed(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var manifest = folder.resolve("corpus/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"pairs\" : 40", "\"pairs\" : 41"));
        Files.delete(folder.resolve("corpus/.manifest.json.crc"));
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the train set has 41 pairs, its files 40");
    }

    @Test
    void aModelHoldsAllThatItsUserNeeds(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        var summary = train(spark, small("train.checkpoints=2", "train.workers=5"));
        assertThat(summary.get("target tokens")).isEqualTo(3L * targetTokens());
        var names = Stream.of(
                "weights.safetensors",
                "subwords.source",
                "subwords.target",
                "settings.conf",
                "metrics.jsonl",
                "epochs.jsonl");
        assertThat(names.map(folder.resolve("model")::resolve))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(folder.resolve("model/README.md")).content().contains("lstm").contains("| epoch ");
        assertThat(folder.resolve("model/report.html"))
                .content()
                .contains("Where a round's time goes", "What it translates", "<td>train</td><td>160</td>")
                .contains("hidden = 8")
                .doesNotContain("nothing to show");
        assertThat(folder.resolve("model/tensorboard").toFile().list())
                .containsExactlyInAnyOrder(
                        "events.out.tfevents.000001", "events.out.tfevents.000002", "events.out.tfevents.000003");
        assertThat(folder.resolve("model/checkpoints/tensorboard")).doesNotExist();
        assertThat(folder.resolve("model/checkpoints/epoch-3/weights.safetensors"))
                .exists();
        assertThat(TranslationModel.load(folder.resolve("model").toString(), new Configuration())
                        .size())
                .isEqualTo(((Number) summary.get("parameters")).longValue());
        var rendered = Files.readString(folder.resolve("model/settings.conf"));
        assertThat(Settings.parse(rendered).train().workers()).isEqualTo(5);
    }

    @Test
    void roundsLeaveNothingOnSparksDisks(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        long before = shuffleFiles();
        train(spark, small());
        assertThat(shuffleFiles()).isLessThanOrEqualTo(before);
    }

    private static long shuffleFiles() {
        var files = SparkEnv.get().blockManager().diskBlockManager().getAllFiles();
        return scala.collection.JavaConverters.seqAsJavaList(files).stream()
                .filter(file -> file.getName().startsWith("shuffle_"))
                .count();
    }

    @Test
    void itStopsWhenValidationGetsNoBetter(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        // With such a rate the loss jumps about.
        var summary = train(
                spark,
                small("train.epochs=40", "train.patience=2", "train.learning-rate=0.5", "train.valid.metric=loss"));
        assertThat((Integer) summary.get("epochs")).isLessThan(40);
        assertThat(summary.get("stopped because")).asString().contains("no better validation 2 times");
    }

    @Test
    void theMeanOfTheBestBecomesTheModelWhereItIsBetter(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        String[] two = {"train.valid.metric=loss", "train.average-best=2"};
        train(spark, small(two));

        // Any mean is better than these.
        pretendLosses(List.of(98.0, 99.0, 97.0));
        var summary = train(spark, small(two));
        assertThat(summary.get("weights")).isEqualTo("mean of epochs 1, 3");
        assertThat((Double) summary.get("validation loss")).isLessThan(97);
        var mean = parameters("model/checkpoints/epoch-1").add(parameters("model/checkpoints/epoch-3"));
        assertThat(parameters("model").equalsWithEps(mean.divi(2), 1e-6)).isTrue();
        assertThat(folder.resolve("model/README.md")).content().contains("mean of epochs 1, 3, of 3 epochs");

        // A job that died after it had published the model may publish it again.
        Files.move(folder.resolve("model/checkpoints"), folder.resolve("model.training"));
        assertThat(train(spark, small(two)).get("weights")).isEqualTo("mean of epochs 1, 3");
        assertThat(folder.resolve("model.training")).doesNotExist();

        // None is better than these.
        pretendLosses(List.of(-98.0, -99.0, -97.0));
        assertThat(train(spark, small(two)).get("weights")).isEqualTo("epoch 2");
        assertThat(parameters("model")).isEqualTo(parameters("model/checkpoints/epoch-2"));
    }

    @Test
    void aDamagedEpochNeverBecomesTheModel(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        String[] byLoss = {"train.valid.metric=loss", "train.checkpoints=3"};
        train(spark, small(byLoss));
        pretendLosses(List.of(1.0, 2.0, 3.0));
        damage("model.training/epoch-1/weights.safetensors");
        assertThat(train(spark, small(byLoss)).get("weights")).isEqualTo("epoch 2");
        assertThat(parameters("model")).isEqualTo(parameters("model/checkpoints/epoch-2"));
    }

    private void damage(String name) throws IOException {
        var file = folder.resolve(name);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    @Test
    void aNetworkThatIsTooLargeIsRefusedAtTheStart(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        assertThatThrownBy(() -> train(spark, small("model.embedding=16384", "model.decoder.hidden=16384")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("parameters, where at most 536,870,909 can be trained")
                .message()
                .hasLineCount(1);
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    /** Leaves the model's checkpoints as those of a job that died before it published, with other validation losses. */
    private void pretendLosses(List<Double> losses) throws IOException {
        var training = folder.resolve("model.training");
        Files.move(folder.resolve("model/checkpoints"), training);
        FileUtils.deleteDirectory(folder.resolve("model").toFile());
        var epochs = training.resolve("epoch-3/epochs.jsonl");
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(epochs)) {
            lines.add(line.replaceFirst("\"validLoss\":[^,]*", "\"validLoss\":" + losses.get(lines.size())));
        }
        Files.write(epochs, lines);
        Files.deleteIfExists(epochs.resolveSibling(".epochs.jsonl.crc"));
        Files.delete(epochs.resolveSibling("SHA256SUMS"));
        Files.deleteIfExists(epochs.resolveSibling(".SHA256SUMS.crc"));
        var checkpoint = new org.apache.hadoop.fs.Path(epochs.getParent().toString());
        new File(epochs.getParent().toFile(), "_seq2seq.json").delete();
        Checksums.write(checkpoint, Set.of(), new Configuration());
        Published.mark(checkpoint, Kind.CHECKPOINT, new Configuration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5"})
    void aTrainingThatDivergesIsTheUsersToMend(String translated) throws IOException {
        preprocess(SparkTest.spark(), 200, 2, 6, UnaryOperator.identity());
        var settings = small(
                "train.learning-rate=1e30",
                "train.warmup-steps=1",
                "train.clip-norm=0",
                "train.checkpoint-minutes=0.000001",
                "train.valid.bleu-sentences=" + translated);
        for (int run = 0; run < 2; run++) {
            assertThatThrownBy(() -> train(SparkTest.spark(), settings))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("the training has diverged: ")
                    .hasMessageContaining("Lower train.learning-rate (1.0E30)")
                    .hasMessageContaining("set train.clip-norm");
        }
        assertThat(folder.resolve("model")).doesNotExist();
    }

    @Test
    void aModelThatIsWorseThanGuessingSaysSo(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var summary = train(spark, small("train.learning-rate=1000", "train.warmup-steps=0"));
        assertThat(summary.get("warning")).asString().contains("worse than that of guessing");
        assertThat(folder.resolve("model/report.html")).content().contains("worse than that of guessing");
    }

    @Test
    void longPairsOfAValidationSetAreCutForTheLoss(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var random = new Random(2);
        int[] source = random.ints(3_000, 4, 300).toArray();
        int[] target = random.ints(3_000, 4, 300).toArray();
        var whole = new Pair(7, source, target);
        var others =
                List.of(new Pair(1, new int[] {9, 8}, new int[] {7}), new Pair(2, new int[] {5}, new int[] {6, 7}));
        var settings = settings(small("train.valid.max-tokens=150"));
        try (var longer = validation(context, Stream.concat(others.stream(), Stream.of(whole)), settings);
                var cut = validation(context, Stream.concat(others.stream(), Stream.of(whole.cut(150))), settings)) {
            assertThat(longer.cut()).isEqualTo(1);
            assertThat(cut.cut()).isZero();
            var graph = TrainJob.network(settings, Corpus.open(settings.train().corpus(), new Configuration()));
            var result = longer.of(graph);
            assertThat(result.loss()).isFinite().isEqualTo(cut.of(graph).loss());
            assertThat(result.bleu()).isFinite();
            assertThat(longer.samples(graph, 3)).hasSize(3);
        }
    }

    @Test
    void aValidationIsTheSameInWhateverOrderItsPairsCome(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var random = new Random(3);
        var pairs = Stream.iterate(0L, id -> id + 1)
                .limit(60)
                .map(id -> new Pair(
                        id,
                        random.ints(3, 4, 300).toArray(),
                        random.ints(3, 4, 300).toArray()))
                .collect(Collectors.toList());
        // Some are translated, not all.
        var settings = settings(small("train.valid.bleu-sentences=11", "translate.max-length=4"));
        var graph = TrainJob.network(settings, Corpus.open(settings.train().corpus(), new Configuration()));
        var results = new ArrayList<Validation.Result>();
        for (int order = 0; order < 3; order++) {
            Collections.shuffle(pairs, random);
            try (var validation = validation(context, pairs.stream(), settings)) {
                results.add(validation.of(graph));
            }
        }
        assertThat(results).containsOnly(results.get(0));
    }

    @Test
    void aTrainedModelSaysWhatItsScoresAreWorth(SparkSession spark) throws IOException {
        preprocess(spark, 300, 2, 6, UnaryOperator.identity());
        train(spark, small("translate.max-length=12"));
        var hadoop = new Configuration();
        try (var model = TranslationModel.load(folder.resolve("model").toString(), hadoop)) {
            assertThat(model.isCalibrated()).isTrue();
            assertThat(model.confidence(-0.1)).isBetween(0.0, 1.0).isGreaterThanOrEqualTo(model.confidence(-5));
        }
        var description = Files.readString(folder.resolve("model/model.json"));
        train(spark, small("translate.max-length=12", "train.overwrite=true"));
        assertThat(folder.resolve("model/model.json")).hasContent(description);
        train(spark, small("train.overwrite=true", "train.valid.calibration-sentences=0"));
        try (var model = TranslationModel.load(folder.resolve("model").toString(), hadoop)) {
            assertThat(model.isCalibrated()).isFalse();
        }
    }

    private Validation validation(JavaSparkContext context, Stream<Pair> pairs, Settings settings) {
        var corpus = Corpus.open(settings.train().corpus(), new Configuration());
        return new Validation(context, context.parallelize(pairs.toList(), 3), corpus, settings);
    }

    @Test
    void theRateFallsWhereValidationGetsNoBetter(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(
                spark,
                small(
                        "train.epochs=8",
                        "train.learning-rate=0.5",
                        "train.warmup-steps=0",
                        "train.decay=plateau",
                        "train.decay-rate=0.1",
                        "train.decay-patience=1",
                        "train.valid.metric=loss"));
        var epochs = Files.readAllLines(folder.resolve("model/epochs.jsonl")).stream()
                .map(line -> parsed(line, EpochResult.class))
                .toList();
        double rate = 0.5;
        double best = Double.POSITIVE_INFINITY;
        var expected = new ArrayList<Double>();
        for (var epoch : epochs) {
            expected.add(rate);
            rate *= epoch.validLoss() < best ? 1 : 0.1;
            best = Math.min(best, epoch.validLoss());
        }
        var rates = Files.readAllLines(folder.resolve("model/metrics.jsonl")).stream()
                .map(line -> parsed(line, RoundResult.class))
                .collect(Collectors.groupingBy(RoundResult::epoch, TreeMap::new, Collectors.toList()));
        assertThat(rates).hasSize(8);
        rates.forEach((epoch, rounds) -> assertThat(rounds).allSatisfy(round -> assertThat(round.learningRate())
                .isCloseTo(expected.get(epoch - 1), Percentage.withPercentage(1e-6))));
        assertThat(expected.get(7)).isLessThan(0.5);
    }

    private static <T> T parsed(String line, Class<T> type) {
        try {
            return new ObjectMapper().readValue(line, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aModelThatIsThereIsNotReplacedUnasked(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/thesis.txt"), "mine");
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("exists already")
                .hasMessageContaining("train.overwrite=true");
    }

    private long targetTokens() throws IOException {
        var manifest = new ObjectMapper()
                .readTree(folder.resolve("corpus/manifest.json").toFile());
        var train = manifest.path("sets").path("train");
        return train.path("targetTokens").asLong() + train.path("pairs").asLong();
    }

    private String[] small(String... more) {
        var settings = new ArrayList<>(List.of(
                "train.epochs=3",
                "train.batch=7",
                "train.averaging.frequency=3",
                "train.valid.bleu-sentences=5",
                "model.embedding=8",
                "model.encoder.hidden=8",
                "model.decoder.hidden=8",
                "model.attention.hidden=8"));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private JobSummary train(SparkSession spark, String... overrides) {
        return TrainJob.run(spark, settings(overrides));
    }

    private Settings settings(String... overrides) {
        var all = new ArrayList<>(
                List.of("train.corpus=" + folder.resolve("corpus"), "train.model=" + folder.resolve("model")));
        all.addAll(List.of(overrides));
        return Settings.load(Optional.empty(), all);
    }

    /** A corpus of random letters and what a task makes of them; no sentence is there twice. */
    private void preprocess(SparkSession spark, int pairs, int shortest, int longest, UnaryOperator<String> task)
            throws IOException {
        var random = new Random(1);
        var lines = Stream.generate(() -> random.ints(shortest + random.nextInt(longest - shortest + 1), 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining(" ")))
                .distinct()
                .limit(pairs)
                .toList();
        Files.write(folder.resolve("source"), lines);
        Files.write(folder.resolve("target"), lines.stream().map(task).toList());
        PreprocessJob.run(
                spark,
                Settings.load(
                        Optional.empty(),
                        List.of(
                                "preprocess.source=" + folder.resolve("source"),
                                "preprocess.target=" + folder.resolve("target"),
                                "preprocess.output=" + folder.resolve("corpus"),
                                "preprocess.holdout.valid=" + Math.min(200, pairs / 5),
                                "preprocess.holdout.test=0",
                                "preprocess.subwords.vocabulary-size=320")));
    }

    private static String reversed(String line) {
        var words = new ArrayList<>(List.of(line.split(" ")));
        Collections.reverse(words);
        return String.join(" ", words);
    }

    private INDArray parameters(String model) {
        var loaded = TranslationModel.load(folder.resolve(model).toString(), new Configuration());
        var all = new float[(int) loaded.size()];
        int at = 0;
        for (var tensor : loaded.weights().tensors()) {
            int count = (int) tensor.values().size();
            tensor.values().bytes(0, count).asFloatBuffer().get(all, at, count);
            at += count;
        }
        return Nd4j.create(all);
    }
}
