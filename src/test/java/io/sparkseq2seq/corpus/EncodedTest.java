package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.filter.FilterChain;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedTest implements SparkTest {
    private static final String ENGLISH = "my little brother would like to have another piece of the cake";
    private static final String GERMAN = "mein kleiner Bruder möchte gerne noch ein Stück von diesem Kuchen";
    /** Two of a large corpus' pairs are one of its sample. */
    private static final long LARGE = 200_000;

    private static final StructType SCHEMA =
            Pairs.SCHEMA.add(HoldOut.SET, DataTypes.StringType, false).add(HoldOut.GIVEN, DataTypes.BooleanType, false);

    private static Row pair(long id, String source, String target, String set, boolean isGiven) {
        return RowFactory.create(id, source, target, set, isGiven);
    }

    /** The letters of all texts are each a token. */
    private static Subwords letters() {
        var learner = new SubwordLearner(300, 1, 1, 1_000_000, false, Normalizer.PLAIN);
        Words.of(ENGLISH + " " + GERMAN).forEach(word -> learner.add(word, 1));
        return learner.learn();
    }

    private static Encoded encode(List<Row> rows, int partitions, long number, int maxTokens) {
        var spark = SparkTest.spark();
        // One pair after the other goes to the next partition.
        var sets = spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions), SCHEMA);
        var letters = letters();
        var tracker = spark.sparkContext().statusTracker();
        try (var steps = new Steps(new PrintStream(PrintStream.nullOutputStream()), tracker, Duration.ofMinutes(10))) {
            return Encoded.from(sets, number, letters, letters, maxTokens, steps, 10);
        }
    }

    /**
     * Of eight words of the validation set's sources "cake" and "red" are seen, each in another partition, and of four
     * of its targets "Kuchen" is, twice. A word of the other side is none of this one's.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void wordsOfHeldOutPairsAreUnseenThatNoTrainingPairHasOnTheirSide(int partitions) {
        var rows = List.of(
                pair(0, "the cake", "der Kuchen", "train", false),
                pair(1, "Haus", "house", "train", false),
                pair(2, "a", "ein", "train", false),
                pair(3, "b", "zwei", "train", false),
                pair(4, "c", "drei", "train", false),
                pair(5, "d", "vier", "train", false),
                pair(6, "red", "rot", "train", false),
                pair(7, "cake red house sky", "Kuchen Haus", "valid", false),
                pair(8, "cake cakes sky blue", "Kuchen Himmel", "valid", false),
                pair(9, "the", "sky", "test", false));
        assertThat(encode(rows, partitions, rows.size(), 100).unseen().shares())
                .isEqualTo(Map.of(
                        "valid source", 5 / 8.0, "valid target", 2 / 4.0, "test source", 0.0, "test target", 1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void wordsOfHeldOutPairsThatAreTooLongDoNotCount(int partitions) {
        var rows = List.of(
                pair(0, "the cake", "der Kuchen", "train", false),
                pair(5, "the sky sky sky sky sky", "blau", "valid", false),
                pair(1, "cake blue", "Kuchen", "valid", false),
                pair(2, "the sky sky sky sky sky", "der", "test", true),
                pair(7, "the dogs dogs dogs dogs dogs", "der", "train", false));
        var encoded = encode(rows, partitions, rows.size(), 15);
        assertThat(encoded.tally().of("valid")[0]).isEqualTo(1);
        assertThat(encoded.tally()
                        .reasons()
                        .dropped()
                        .get(FilterChain.TOO_MANY_TOKENS)
                        .size())
                .isEqualTo(2);
        assertThat(encoded.unseen().shares())
                .isEqualTo(
                        Map.of("valid source", 0.5, "valid target", 0.0, "test source", 5 / 6.0, "test target", 0.0));
    }

    private static List<Row> pairs(int number) {
        var rows = new ArrayList<Row>();
        for (int id = 0; id < number; id++) {
            rows.add(pair(id, id % 40 == 20 ? "Hm" : ENGLISH, GERMAN, "train", false));
        }
        rows.add(pair(number, GERMAN, ENGLISH, "valid", false));
        return rows;
    }

    /** Of 140 pairs every 20th is asked for its languages, of which the sources of three are too short. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void trainingPairsAreProfiledBySide(int partitions) {
        var profile = encode(pairs(140), partitions, 140, 1000).tally().profile();
        assertThat(profile.pairs).isEqualTo(140);
        assertThat(profile.source.languages).isEqualTo(Map.of("eng", 4L, "short", 3L));
        assertThat(profile.target.languages).isEqualTo(Map.of("deu", 7L));
        assertThat(profile.source.words).isEqualTo(137 * 12 + 3);
        assertThat(profile.target.words).isEqualTo(140 * 11);
        assertThat(profile.source.characters).isEqualTo(137L * ENGLISH.length() + 3 * 2);
        assertThat(profile.target.characters).isEqualTo(140L * GERMAN.length());
        // A letter is a token, and so is the space before a word.
        assertThat(profile.source.tokens).isEqualTo(137L * (ENGLISH.length() + 1) + 3 * 3);
        assertThat(profile.target.scripts()).isEqualTo(Map.of("LATIN", 140L * (GERMAN.length() - 10)));
        assertThat(profile.source.lengths[0]).isEqualTo(3);
        assertThat(profile.source.lengths[(ENGLISH.length() + 1) / Profile.BAR]).isEqualTo(137);
        int middle = Profile.RATIO_BARS * Profile.DOUBLINGS;
        assertThat(profile.ratios[middle]).isEqualTo(137);
        assertThat(profile.ratios[2 * middle]).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void ofManyPairsASampleByTheirIdsIsProfiled(int partitions) {
        var rows = pairs(400);
        var sampled = sampled(SparkTest.spark().createDataFrame(rows, SCHEMA));
        assertThat(sampled.size()).isBetween(150, 250);
        var profile = encode(rows, partitions, LARGE, 1000).tally().profile();
        assertThat(profile.pairs).isEqualTo(sampled.size());
        long asked = sampled.stream().filter(id -> id % 20 == 0).count();
        long tooShort = sampled.stream().filter(id -> id % 40 == 20).count();
        assertThat(tooShort).isPositive();
        assertThat(profile.source.languages).isEqualTo(Map.of("eng", asked - tooShort, "short", tooShort));
        assertThat(profile.target.languages).isEqualTo(Map.of("deu", asked));
    }

    private static List<Long> sampled(Dataset<Row> pairs) {
        return pairs
                .where(col(HoldOut.SET).equalTo("train"))
                .where("pmod(xxhash64(id), 2) = 0")
                .collectAsList()
                .stream()
                .map(pair -> pair.getLong(0))
                .toList();
    }

    /** Spark keeps it beside the pairs, and makes room for all that it refers to. */
    @Test
    void aTallyThatIsKeptRefersNeitherToTheLanguageModelNorToTheWordsToLookFor() {
        var spark = SparkTest.spark();
        var held = UnseenWords.Held.of(spark.createDataFrame(pairs(1), SCHEMA));
        var known = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(held.known());
        var tally = EncodedTally.of(1, known, 10).tally();
        var english = UTF8String.fromString(ENGLISH);
        var german = UTF8String.fromString(GERMAN);
        var ids = UnsafeArrayData.fromPrimitiveArray(new int[] {300});
        tally.add(new GenericInternalRow(
                new Object[] {0L, UTF8String.fromString("train"), ids, ids, null, null, english, german, ENGLISH, GERMAN
                }));
        assertThat(SizeEstimator.estimate(tally)).isGreaterThan(1 << 20);
        tally.close();
        assertThat(SizeEstimator.estimate(tally)).isLessThan(1 << 15);
        assertThat(tally.profile().source.languages).isEqualTo(Map.of("eng", 1L));
        known.destroy(false);
    }
}
