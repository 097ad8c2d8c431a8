package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.model.TranslationModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training makes of its validation set. */
class TrainingValidationTest implements SmallTraining {
    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
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
}
