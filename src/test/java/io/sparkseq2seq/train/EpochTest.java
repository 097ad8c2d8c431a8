package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.averaging.Batches;
import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;

class EpochTest implements SparkTest {
    @ParameterizedTest
    @CsvSource({"1003, 3, 7, 5", "1003, 2, 64, 20", "1, 2, 64, 20", "5, 5, 1, 1", "1003, 1, 1, 1003"})
    void everyPairIsInExactlyOneBatch(int count, int workers, int size, int frequency) {
        var spark = SparkTest.spark();
        var epoch = Epoch.of(train(workers, size, frequency), 1, 1, count);
        var seen = new HashMap<Integer, Integer>();
        for (var batch : batches(epoch, pairs(spark, count, 4))) {
            assertThat(batch.size()).isBetween(1, size);
            batch.forEach(first -> seen.merge(first, 1, Integer::sum));
        }
        assertThat(seen).hasSize(count).allSatisfy((pair, times) -> assertThat(times)
                .isOne());
    }

    @Test
    void averagingIsOftenAtFirstAndRarerLater() {
        var train = train(2, 10, 20, "train.averaging.start-frequency=2", "train.averaging.local-warmup=100");
        assertThat(Epoch.frequency(train.averaging(), 0)).isEqualTo(2);
        assertThat(Epoch.frequency(train.averaging(), 50)).isEqualTo(11);
        assertThat(Epoch.frequency(train.averaging(), 100)).isEqualTo(20);
        // 80 steps each: 2, 2, 3, 3, 4, 5, … and then 20, 20, 20, 20
        var first = Epoch.of(train, 1, 1, 1600);
        assertThat(first.ends()).isSorted().endsWith(1.0);
        assertThat(first.ends()[0]).isCloseTo(2.0 / 80, within(0.003));
        assertThat(Epoch.of(train, 1, 3, 1600).ends()).containsExactly(0.25, 0.5, 0.75, 1);
    }

    @Test
    void partsOfARoundAreOfNearlyEqualSize(SparkSession spark) {
        var epoch = Epoch.of(train(2, 16, 20, "train.averaging.local-warmup=60"), 1, 1, 2000);
        var counts = epoch.batches(pairs(spark, 2000, 3))
                .mapPartitions(batches -> {
                    int pairs = 0;
                    while (batches.hasNext()) {
                        pairs += batches.next().numExamples();
                    }
                    return List.of(pairs).iterator();
                })
                .collect();
        for (int round = 0; round < epoch.rounds(); round++) {
            double begin = round == 0 ? 0 : epoch.ends()[round - 1];
            double share = 2000 * (epoch.ends()[round] - begin) / 2;
            assertThat(counts.get(2 * round)).isCloseTo((int) share, within((int) (5 * Math.sqrt(share))));
            assertThat(counts.get(2 * round + 1)).isCloseTo((int) share, within((int) (5 * Math.sqrt(share))));
        }
    }

    @Test
    void thePlanDependsOnSeedAndEpochAndNotOnPartitions(SparkSession spark) {
        var train = train(2, 16, 4);
        var plan = batches(Epoch.of(train, 1, 1, 300), pairs(spark, 300, 4));
        assertThat(batches(Epoch.of(train, 1, 1, 300), pairs(spark, 300, 7))).isEqualTo(plan);
        assertThat(batches(Epoch.of(train, 1, 2, 300), pairs(spark, 300, 4))).isNotEqualTo(plan);
        assertThat(batches(Epoch.of(train, 2, 1, 300), pairs(spark, 300, 4))).isNotEqualTo(plan);
    }

    @Test
    void pairsOfABatchAreOfSimilarLength() {
        var random = new Random(1);
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < 640; i++) {
            pairs.add(new Pair(i, new int[1 + random.nextInt(50)], new int[1 + random.nextInt(50)]));
        }
        int padded = 0;
        int real = 0;
        for (var batch : Batches.cut(pairs.iterator(), 32, 1)) {
            padded += batch.size()
                    * batch.stream().mapToInt(p -> p.source().length).max().orElseThrow();
            real += batch.stream().mapToInt(p -> p.source().length).sum();
        }
        assertThat((double) real / padded).isGreaterThan(0.9);
    }

    @Test
    void aBatchHoldsEachSentenceWithItsEndAndNothingElse() {
        var batch = Batches.dataSet(List.of(
                new Pair(0, new int[] {5, 6, 7}, new int[] {8}), new Pair(1, new int[] {9}, new int[] {10, 11})));
        assertThat(batch.getFeatures().toFloatMatrix()).isDeepEqualTo(new float[][] {{5, 6, 7, 3}, {9, 3, 0, 0}});
        assertThat(batch.getFeaturesMaskArray().toFloatMatrix())
                .isDeepEqualTo(new float[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
        assertThat(batch.getLabels().toFloatMatrix()).isDeepEqualTo(new float[][] {{8, 3, 0}, {10, 11, 3}});
        assertThat(batch.getLabelsMaskArray().toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 1, 0}, {1, 1, 1}});
        assertThat(Batches.targetTokens(batch)).isEqualTo(5);
    }

    private static io.sparkseq2seq.config.TrainSettings train(int workers, int batch, int frequency, String... more) {
        var settings = new ArrayList<>(
                List.of("train.workers=" + workers, "train.batch=" + batch, "train.averaging.frequency=" + frequency));
        settings.addAll(List.of(more));
        return Settings.load(Optional.empty(), settings).train();
    }

    /** Pairs whose first source token tells which one it is; they come in no order. */
    private static JavaRDD<Pair> pairs(SparkSession spark, int count, int partitions) {
        var random = new Random(partitions);
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < count; i++) {
            var source = IntStream.range(0, 1 + i % 9).map(t -> 1000).toArray();
            source[0] = 1000 + i;
            pairs.add(new Pair(i, source, new int[1 + i % 7]));
        }
        Collections.shuffle(pairs, random);
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(pairs, partitions);
    }

    /** Which pairs each batch holds, in the plan's order. */
    private static List<List<Integer>> batches(Epoch epoch, JavaRDD<Pair> pairs) {
        return epoch.batches(pairs).map(EpochTest::firstTokens).collect();
    }

    private static List<Integer> firstTokens(DataSet batch) {
        var first = new ArrayList<Integer>();
        for (int i = 0; i < batch.numExamples(); i++) {
            first.add((int) batch.getFeatures().getDouble(i, 0));
        }
        return first;
    }
}
