package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.TermIds;
import io.sparkseq2seq.align.WordAligner;
import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.parallel.Pairs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class AlignmentLearningTest implements SparkTest {
    private static final FilterRule.Alignment RULE = new FilterRule.Alignment(0.5, 500_000, 100_000, 2_000_000);
    private static final StructType TEXT = new StructType()
            .add(Pairs.ID, DataTypes.LongType, false)
            .add(Pairs.SOURCE, DataTypes.StringType)
            .add(Pairs.TARGET, DataTypes.StringType);

    private final SparkSession spark = SparkTest.spark();

    /**
     * Sentences of two made-up languages, words frequent by Zipf's law, in another order on the other side, some left
     * untranslated.
     *
     * @param misaligned share of pairs with the target of another
     */
    static List<Row> sentences(int number, double misaligned) {
        var random = new Random(5);
        var pairs = new ArrayList<String[]>();
        for (int i = 0; i < number; i++) {
            int length = 4 + random.nextInt(10);
            var source = new ArrayList<String>();
            var target = new ArrayList<String>();
            for (int j = 0; j < length; j++) {
                int word = (int) Math.exp(random.nextDouble() * Math.log(400));
                source.add(word("bdfgk", word));
                if (random.nextInt(8) > 0) {
                    target.add(word("mnprs", word));
                }
            }
            Collections.shuffle(target, random);
            pairs.add(new String[] {String.join(" ", source), String.join(" ", target) + "."});
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < number; i++) {
            boolean isWrong = random.nextDouble() < misaligned;
            var target = pairs.get(isWrong ? (i + number / 2) % number : i)[1];
            rows.add(RowFactory.create((long) i + (isWrong ? WRONG : 0), pairs.get(i)[0], target));
        }
        return rows;
    }

    /** Ids from here on are those of misaligned pairs. */
    static final long WRONG = 1_000_000;

    static String word(String consonants, int number) {
        var word = new StringBuilder();
        for (int rest = number; rest > 0 || word.length() < 4; rest /= 5) {
            word.append(consonants.charAt(rest % 5)).append("aeiou".charAt((rest + word.length()) % 5));
        }
        return word.toString();
    }

    private Dataset<Row> rows(List<Row> sentences, int partitions) {
        return spark.createDataFrame(sentences, TEXT).repartition(partitions);
    }

    private AlignmentLearning learn(List<Row> sentences, int partitions) {
        return AlignmentLearning.from(rows(sentences, partitions), sentences.size(), RULE, 1);
    }

    private static List<Boolean> dropped(List<Row> sentences, AlignmentLearning learning, boolean wrong) {
        var aligner = learning.aligner();
        var links = new PairLinks(aligner.table());
        return sentences.stream()
                .filter(row -> row.getLong(0) >= WRONG == wrong)
                .map(row ->
                        aligner.fault(row.getString(1), row.getString(2), links).isPresent())
                .collect(Collectors.toList());
    }

    private static double share(List<Boolean> dropped) {
        return (double) Collections.frequency(dropped, true) / dropped.size();
    }

    @Test
    void partitionsAndOrderChangeNoBit() {
        var sentences = sentences(1500, 0.2);
        var one = learn(sentences, 1);
        Collections.shuffle(sentences, new Random(3));
        for (int partitions : new int[] {7, 200}) {
            var other = learn(sentences, partitions);
            assertThat(other.source().words()).isEqualTo(one.source().words());
            assertThat(other.target().words()).isEqualTo(one.target().words());
            var table = one.aligner().table();
            var others = other.aligner().table();
            assertThat(others.forward()).isEqualTo(table.forward()).hasSizeGreaterThan(100);
            assertThat(others.backward()).isEqualTo(table.backward());
            for (int i = 0; i < table.pairs().size(); i++) {
                assertThat(others.pairs().key(i)).isEqualTo(table.pairs().key(i));
            }
            assertThat(other.aligner().thresholds().byLength())
                    .isEqualTo(one.aligner().thresholds().byLength());
            assertThat(other.aligner().cutThreshold()).isEqualTo(one.aligner().cutThreshold());
            assertThat(cutScores(sentences, other)).isEqualTo(cutScores(sentences, one));
        }
    }

    @Test
    void halfACorpusOfMisalignedPairsIsFoundAndTheOtherKept() {
        var sentences = sentences(5000, 0.5);
        var learning = learn(sentences, 2);
        assertThat(learning.aligner().thresholds().misaligned()).isBetween(0.45, 0.55);
        assertThat(share(dropped(sentences, learning, true))).isGreaterThan(0.98);
        assertThat(share(dropped(sentences, learning, false))).isLessThan(0.003);
        assertThat(bestTranslations(learning, 50)).isGreaterThan(48);
    }

    private static double[] cutScores(List<Row> sentences, AlignmentLearning learning) {
        var aligner = learning.aligner();
        var links = new PairLinks(aligner.table());
        return sentences.stream()
                .mapToDouble(row -> {
                    links.set(
                            aligner.sides().source().ids(row.getString(1)),
                            aligner.sides().target().ids(row.getString(2)));
                    return aligner.cutOff().score(links);
                })
                .toArray();
    }

    @Test
    void swappedSidesAndThoseCutOffAreFoundAmongFewOfEach() {
        var sentences = sentences(4000, 0);
        for (int i = 0; i < sentences.size(); i += 20) {
            var pair = sentences.get(i);
            sentences.set(i, RowFactory.create(pair.getLong(0), pair.getString(2), pair.getString(1)));
        }
        for (int i = 10; i < sentences.size(); i += 20) {
            var pair = sentences.get(i);
            var source = firstWords(pair.getString(1), i % 40 == 10);
            var target = firstWords(pair.getString(2), i % 40 == 30);
            sentences.set(i, RowFactory.create(pair.getLong(0), source, target));
        }
        var aligner = learn(sentences, 3).aligner();
        var links = new PairLinks(aligner.table());
        var faults = new TreeMap<String, Integer>();
        for (int i = 0; i < sentences.size(); i++) {
            var pair = sentences.get(i);
            var fault = aligner.fault(pair.getString(1), pair.getString(2), links);
            var made = i % 20 == 0 ? "swapped" : i % 20 == 10 ? "cut" : "right";
            faults.merge(made + " " + fault.map(Enum::name).orElse("kept"), 1, Integer::sum);
        }
        assertThat(faults).containsEntry("swapped SWAPPED", 200);
        assertThat(faults.get("cut CUT_OFF")).isGreaterThan(180);
        assertThat(faults.get("right kept")).isGreaterThan(3590);
        assertThat(faults).doesNotContainKey("right SWAPPED");
    }

    private static String firstWords(String text, boolean cut) {
        var words = List.of(text.split(" "));
        return cut ? String.join(" ", words.subList(0, Math.max(1, words.size() / 3))) : text;
    }

    @Test
    void noSidesOfOneLanguageAreTakenForSwapped() {
        var sentences = sentences(1000, 0).stream()
                .map(row -> RowFactory.create(row.getLong(0), row.getString(1), row.getString(1) + "."))
                .collect(Collectors.toList());
        var aligner = learn(sentences, 2).aligner();
        var links = new PairLinks(aligner.table());
        for (var pair : sentences) {
            assertThat(aligner.fault(pair.getString(2), pair.getString(1), links))
                    .isNotEqualTo(Optional.of(WordAligner.Fault.SWAPPED));
        }
    }

    /** Of so many of the most frequent words, how many have their own for the most probable translation. */
    private static int bestTranslations(AlignmentLearning learning, int number) {
        var table = learning.aligner().table();
        int right = 0;
        for (int word = 1; word <= number; word++) {
            int best = TermIds.EMPTY;
            int most = 0;
            for (int i = 0; i < table.pairs().size(); i++) {
                if (table.pairs().source(i) == word && table.forward()[i] > most) {
                    most = table.forward()[i];
                    best = table.pairs().target(i);
                }
            }
            var own = learning.source().words()[word];
            for (int i = 0; i < 5; i++) {
                own = own.replace("bdfgk".charAt(i), "mnprs".charAt(i));
            }
            right += learning.target().words()[best].equals(own) ? 1 : 0;
        }
        return right;
    }

    @Test
    void whereLittleIsKnownNothingIsJudged() {
        var few = sentences(30, 0.5);
        few.add(RowFactory.create(WRONG, "", ""));
        few.add(RowFactory.create(WRONG, "a", ""));
        few.add(RowFactory.create(WRONG, "a b ".repeat(250_000), "c d ".repeat(250_000)));
        few.add(RowFactory.create(WRONG, "x".repeat(1_000_000), "字".repeat(1_000_000)));
        few.add(RowFactory.create(WRONG, "\u0000\u0001\uD800", "\uFFFE"));
        assertThat(dropped(few, learn(few, 3), true)).doesNotContain(true);
    }

    @Test
    void aShareOfHashesLiesUpToItsBound() {
        for (double share : new double[] {0.01, 0.4, 0.5, 0.6, 0.99}) {
            double below = AlignmentLearning.bound(share) / 0x1p64 + 0.5;
            assertThat(below).isCloseTo(share, within(1e-6));
        }
    }
}
