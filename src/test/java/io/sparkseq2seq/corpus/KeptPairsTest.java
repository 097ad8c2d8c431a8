package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.WordAligner;
import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.parallel.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * Good pairs that look like bad ones are kept: short ones, those of a corpus of both directions, those of a small one.
 */
class KeptPairsTest implements SparkTest {
    private static final FilterRule.Alignment RULE = new FilterRule.Alignment(0.2, 500_000, 100_000, 2_000_000);
    private static final StructType TEXT =
            new StructType().add(Pairs.SOURCE, DataTypes.StringType).add(Pairs.TARGET, DataTypes.StringType);

    private static WordAligner learn(List<Row> pairs) {
        var rows = SparkTest.spark().createDataFrame(pairs, TEXT).repartition(2);
        return AlignmentLearning.from(rows, pairs.size(), RULE, 1).aligner();
    }

    private static List<Row> dropped(List<Row> pairs, WordAligner aligner) {
        var links = new PairLinks(aligner.table());
        return pairs.stream()
                .filter(pair -> aligner.fault(pair.getString(0), pair.getString(1), links)
                        .isPresent())
                .collect(Collectors.toList());
    }

    private static Row pair(String source, String target) {
        return RowFactory.create(source, target);
    }

    private static List<Row> sentences(int number) {
        return AlignmentLearningTest.sentences(number, 0).stream()
                .map(row -> pair(row.getString(1), row.getString(2)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Words of one side beside those of the other, one in so many of which has no translation. */
    private static List<Row> strings(int number, int longest, int untranslated) {
        var random = new Random(11);
        var pairs = new ArrayList<Row>();
        while (pairs.size() < number) {
            var source = new ArrayList<String>();
            var target = new ArrayList<String>();
            for (int i = random.nextInt(longest); i >= 0; i--) {
                int word = (int) Math.exp(random.nextDouble() * Math.log(400));
                source.add(AlignmentLearningTest.word("bdfgk", word));
                if (target.isEmpty() || random.nextInt(untranslated) > 0) {
                    target.add(AlignmentLearningTest.word("mnprs", word));
                }
            }
            pairs.add(pair(String.join(" ", source), String.join(" ", target)));
        }
        return pairs;
    }

    @Test
    void aGlossaryLosesNone() {
        var glossary = strings(2000, 1, 8);
        assertThat(dropped(glossary, learn(glossary))).isEmpty();
    }

    /** Single words are kept, also those that the other language has for something else. */
    @Test
    void singleWordsAmongSentencesAreKept() {
        var words = strings(600, 1, 8);
        var ofTarget = AlignmentLearningTest.word("mnprs", 1);
        var ofSource = AlignmentLearningTest.word("bdfgk", 1);
        for (int i = 0; i < 5; i++) {
            words.add(pair(ofTarget + "!", "stirb!"));
            words.add(pair("die!", ofSource + "!"));
        }
        var all = sentences(2400);
        all.addAll(words);
        var aligner = learn(all);
        assertThat(dropped(words, aligner)).isEmpty();
        assertThat(dropped(all, aligner)).hasSizeLessThan(5);
        assertThat(aligner.swaps().swapped()).isZero();
    }

    @Test
    void stringsOfOneToFourWordsAreKept() {
        var strings = strings(3000, 4, 8);
        assertThat(dropped(strings, learn(strings))).isEmpty();
    }

    @Test
    void theSmallerOfTwoDirectionsIsKept() {
        for (boolean isTagged : new boolean[] {false, true}) {
            var all = sentences(3000);
            for (int i = 0; i < all.size(); i++) {
                var pair = all.get(i);
                boolean isBack = i % 6 == 0;
                var tag = isTagged ? isBack ? "<2en> " : "<2de> " : "";
                all.set(i, pair(tag + pair.getString(isBack ? 1 : 0), pair.getString(isBack ? 0 : 1)));
            }
            var aligner = learn(all);
            assertThat(aligner.swaps().isBothWays()).isTrue();
            assertThat(aligner.swaps().share()).isBetween(0.15, 0.18);
            assertThat(dropped(all, aligner)).hasSizeLessThan(5);
        }
    }

    @Test
    void fewerThanFiveHundredPairsAreNotJudged() {
        var few = sentences(499);
        for (int i = 0; i < 40; i++) {
            var pair = few.get(i);
            few.set(
                    i,
                    i % 2 == 0
                            ? pair(pair.getString(1), pair.getString(0))
                            : pair(pair.getString(0), pair.getString(1).substring(0, 4)));
        }
        assertThat(dropped(few, learn(few))).isEmpty();
        var more = new ArrayList<>(few);
        more.addAll(sentences(700).subList(499, 700));
        assertThat(dropped(more, learn(more))).hasSizeGreaterThan(30);
    }
}
