package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.PreprocessSettings.Subwords.Algorithm;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SubwordLearningTest implements SparkTest {
    private static final List<String> LINES =
            List.of("the cat sees the dog", "the dog sees the bird", "the bird sees a zebra", "汤姆喜欢踢足球。");

    private final SparkSession spark = SparkTest.spark();

    private SubwordLearning learn(int partitions, int most) {
        var lines = spark.createDataset(LINES, Encoders.STRING()).repartition(partitions);
        var learner = new SubwordLearner(330, 1, 1, 2, false, Normalizer.PLAIN);
        return SubwordLearning.from(lines.toDF("line"), most, Algorithm.BPE, learner);
    }

    @Test
    void learnsFromTheWordsOfAllPartitions() throws IOException {
        var learned = learn(3, 1000);
        assertThat(learned.words()).isEqualTo(9);
        assertThat(Arrays.stream(learned.subwords().encode("the bird")).mapToObj(learned.subwords()::piece))
                .containsExactly("▁the", "▁bird");
        assertThat(bytes(learn(1, 1000).subwords())).isEqualTo(bytes(learned.subwords()));
    }

    @Test
    void onlyTheMostFrequentWordsOfATooLongTableAreUsed() {
        var learned = learn(2, 4); // the, sees, dog, bird
        assertThat(learned.words()).isEqualTo(9);
        assertThat(learned.cut()).isEqualTo(5);
        assertThat(learn(2, 1).subwords().merges())
                .isLessThan(learned.subwords().merges());
        // Characters are those of all words.
        assertThat(learned.subwords().characters()).isEqualTo("▁thesdogbircaz汤姆喜欢踢足球。".length());
    }

    /** Bit for bit, with words cut and without. */
    @Test
    void oneSevenAndTwoHundredPartitionsGiveTheSameMergesAndProof() throws IOException {
        var lines = spark.createDataset(
                Files.readAllLines(Path.of("data-samples/train.en")).subList(0, 500), Encoders.STRING());
        for (int most : new int[] {100, 100_000}) {
            var learned = new ArrayList<SubwordLearning>();
            for (int partitions : most == 100 ? new int[] {1, 7} : new int[] {1, 7, 200}) {
                spark.conf().set("spark.sql.shuffle.partitions", partitions);
                var learner = new SubwordLearner(500, 1, 1, 2, false, Normalizer.PLAIN);
                learned.add(
                        SubwordLearning.from(lines.repartition(partitions).toDF("line"), most, Algorithm.BPE, learner));
            }
            spark.conf().set("spark.sql.shuffle.partitions", 3);
            for (var other : learned) {
                assertThat(other.vocabulary()).isEqualTo(learned.get(0).vocabulary());
            }
            assertThat(learned.get(0).exact()).isEqualTo(most > 100);
            assertThat(learned.get(0).exactMerges() == learned.get(0).subwords().merges())
                    .isEqualTo(most > 100);
        }
    }

    @Test
    void wordsThatAreLeftOutAreProvenToChangeNothingOrWarnedOf() {
        var rare = learn(2, 1);
        assertThat(rare.exact()).isFalse();
        assertThat(rare.warnings(330, "")).anySatisfy(warning -> assertThat(warning)
                .contains(
                        // Of 17 running words, 5 are "the".
                        "8 rare words, 70.59 % of the running words, were left out, and merges from the",
                        "preprocess.subwords.max-words"));
        assertThat(rare.vocabulary().cutShare()).isEqualTo(12 / 17.0);
        var lines = new ArrayList<>(Collections.nCopies(50, "the cat sees the cat"));
        lines.add("zq qz");
        var sentences = spark.createDataset(lines, Encoders.STRING()).toDF("line");
        var learner = new SubwordLearner(274, 1, 1, 20, false, Normalizer.PLAIN);
        var learned = SubwordLearning.from(sentences, 3, Algorithm.BPE, learner);
        assertThat(learned.cut()).isEqualTo(2);
        assertThat(learned.exact()).isTrue();
        assertThat(learned.exactMerges()).isEqualTo(learned.subwords().merges()).isPositive();
        assertThat(learned.warnings(330, "")).isEmpty();
    }

    @Test
    void unigramsOfATableThatWasCutAreWarnedOf() {
        var lines = spark.createDataset(LINES, Encoders.STRING()).toDF("line");
        for (int most : new int[] {4, 9}) { // the, sees, dog, bird; or all
            var learner = new SubwordLearner(330, 1, 1, 2, false, Normalizer.PLAIN);
            var learned = SubwordLearning.from(lines, most, Algorithm.UNIGRAM, learner);
            assertThat(learned.exact()).isEqualTo(most == 9);
            assertThat(learned.cutShare()).isEqualTo(most == 9 ? 0 : 5 / 17.0);
            if (most == 4) {
                assertThat(learned.vocabulary().proof()).isEqualTo("not proven");
                assertThat(learned.warnings(331, ""))
                        .singleElement()
                        .asString()
                        .contains(
                                "5 rare words, 29.41 % of the running words, were left out, and pieces might have been");
            } else {
                assertThat(learned.warnings(331, "")).isEmpty();
            }
        }
    }

    @Test
    void theMostFrequentWordsAreThoseThatASortWouldTake() {
        // Zipf's law: 1,000 words, most of them seen once.
        var counts = spark.range(1, 1001, 1, 4)
                .selectExpr("concat('w', id) as word", "greatest(1, cast(400 / id as bigint)) as count");
        var sorted = counts.orderBy(col("count").desc(), xxhash64(col("word")), col("word"))
                .as(Encoders.tuple(Encoders.STRING(), Encoders.LONG()))
                .collectAsList();
        for (int most : new int[] {1, 20, 399, 400, 401, 700, 999}) {
            assertThat(FrequentWords.of(counts, most)
                            .as(Encoders.tuple(Encoders.STRING(), Encoders.LONG()))
                            .collectAsList())
                    .containsExactlyInAnyOrderElementsOf(sorted.subList(0, most));
        }
    }

    @Test
    void aShareOfTheVocabularyIsLeftForMerges() {
        // 600 characters, each in one word of its own with a frequent one.
        var lines = IntStream.range(0, 600)
                .mapToObj(i -> "the the " + (char) ('\u4E00' + i))
                .toList();
        var sentences = spark.createDataset(lines, Encoders.STRING()).toDF("line");
        var learner = new SubwordLearner(460, 1, 0.9, 2, false, Normalizer.PLAIN);
        var learned = SubwordLearning.from(sentences, 10_000, Algorithm.BPE, learner);
        assertThat(learned.subwords().characters()).isEqualTo(180);
        assertThat(learned.subwords().merges()).isPositive();
        assertThat(learned.crowdedOut()).isEqualTo(600 - (180 - 4)); // the space, t, h and e
        assertThat(learned.vocabulary().crowdedOut()).isEqualTo(learned.crowdedOut());
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        return out.toByteArray();
    }
}
