package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SubwordLearningTest implements SparkTest {
    private static final List<String> LINES =
            List.of("the cat sees the dog", "the dog sees the bird", "the bird sees a zebra", "汤姆喜欢踢足球。");

    private final SparkSession spark = SparkTest.spark();

    private SubwordLearning learn(int partitions, int most) {
        var lines = spark.createDataset(LINES, Encoders.STRING()).repartition(partitions);
        var learner = new SubwordLearner(330, 1, 2, false, Normalizer.PLAIN);
        return SubwordLearning.from(lines.toDF("line"), most, learner);
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
        assertThat(learned.subwords().characters()).isEqualTo("▁thesdogbir".length());
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        return out.toByteArray();
    }
}
