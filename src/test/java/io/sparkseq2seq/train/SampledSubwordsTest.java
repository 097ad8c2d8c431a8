package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.config.TrainSettings.SubwordSampling;
import io.sparkseq2seq.config.TrainSettings.SubwordSampling.Side;
import io.sparkseq2seq.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampledSubwordsTest implements SmallTraining {
    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    /** Of a pair: its id, source and target ids. */
    private static List<List<Integer>> sampled(
            SparkSession spark, Corpus corpus, SubwordSampling how, long seed, int epoch, int partitions) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        try (var sampled = new SampledSubwords(context, corpus, how, seed)) {
            var pairs = corpus.read(spark, "train").javaRDD().map(Pair::of).repartition(partitions);
            return sampled.of(epoch, pairs).collect().stream()
                    .sorted(Comparator.comparingLong(Pair::id))
                    .flatMap(pair -> List.of(
                            Arrays.stream(pair.source()).boxed().toList(),
                            Arrays.stream(pair.target()).boxed().toList())
                            .stream())
                    .toList();
        }
    }

    @Test
    void aPairIsCutByItsSeedEpochAndSideAndNotByItsPlace(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 6, UnaryOperator.identity(), "preprocess.filters=[ { tokens { max = 8 } } ]");
        var corpus = Corpus.open(folder.resolve("corpus").toString(), new Configuration());
        var half = new SubwordSampling(Side.BOTH, 0.5, 0);
        var first = sampled(spark, corpus, half, 1, 1, 1);
        assertThat(sampled(spark, corpus, half, 1, 1, 5)).isEqualTo(first);
        assertThat(sampled(spark, corpus, half, 1, 2, 1)).isNotEqualTo(first);
        assertThat(sampled(spark, corpus, half, 2, 1, 1)).isNotEqualTo(first);
        var usual = sampled(spark, corpus, new SubwordSampling(Side.NONE, 0.5, 0), 1, 1, 1);
        var source = sampled(spark, corpus, new SubwordSampling(Side.SOURCE, 0.5, 0), 1, 1, 1);
        int other = 0;
        for (int i = 0; i < first.size(); i += 2) {
            // Both sides have the same text here, and each is cut on its own.
            other += first.get(i).equals(first.get(i + 1)) ? 0 : 1;
            assertThat(source.get(i)).isEqualTo(first.get(i));
            assertThat(source.get(i + 1)).isEqualTo(usual.get(i + 1));
            assertThat(decoded(corpus, first.get(i))).isEqualTo(decoded(corpus, usual.get(i)));
        }
        assertThat(other).isGreaterThan(first.size() / 4);

        var never = new SubwordSampling(Side.BOTH, 0, 0);
        assertThat(sampled(spark, corpus, never, 1, 1, 1)).isEqualTo(usual);

        // A side that would get too long stays as it is.
        var characters = sampled(spark, corpus, new SubwordSampling(Side.BOTH, 1, 0), 1, 1, 1);
        for (int i = 0; i < usual.size(); i++) {
            // Each letter has a space before it.
            int length = 2 * usual.get(i).size();
            assertThat(characters.get(i))
                    .hasSize(length <= 8 ? length : usual.get(i).size());
        }
        assertThat(usual.stream().map(List::size)).contains(4, 5);
    }

    private static String decoded(Corpus corpus, List<Integer> ids) {
        return corpus.sourceSubwords()
                .decode(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    @Test
    void aTrainingThatWasCutOffDrawsTheSameSubwordsAgain(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 6, UnaryOperator.identity(), "preprocess.shards=1");
        train(spark, sampled("whole", 2));
        train(spark, sampled("cut", 1));
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("cut.training"));
        Files.move(folder.resolve("cut"), folder.resolve("moved"));
        train(spark, sampled("cut", 2));
        assertThat(parameters("cut")).isEqualTo(parameters("whole"));

        Files.move(folder.resolve("corpus"), folder.resolve("one"));
        preprocess(spark, 60, 2, 6, UnaryOperator.identity(), "preprocess.shards=5");
        train(spark, sampled("shards", 2));
        assertThat(parameters("shards")).isEqualTo(parameters("whole"));
    }

    private String[] sampled(String model, int epochs) {
        return small(
                "train.subword-sampling.side=both",
                "train.subword-sampling.dropout=0.4",
                "train.valid.bleu-sentences=0",
                "train.valid.metric=loss",
                "train.epochs=" + epochs,
                "train.model=" + folder.resolve(model));
    }
}
