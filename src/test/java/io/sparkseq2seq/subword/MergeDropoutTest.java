package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.subword.ScoredPieces.Piece;
import io.sparkseq2seq.subword.ScoredPieces.Use;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MergeDropoutTest {
    private static Map<String, Double> shares(Subwords subwords, String text, double dropout) {
        var random = new SplittableRandom(5);
        var shares = new HashMap<String, Double>();
        for (int i = 0; i < 20_000; i++) {
            var way = Arrays.stream(subwords.sample(text, dropout, 0, random))
                    .mapToObj(subwords::piece)
                    .collect(Collectors.joining(" "));
            shares.merge(way, 1.0 / 20_000, Double::sum);
        }
        return shares;
    }

    private static Subwords pairs(String... merges) {
        var sides = Arrays.stream(merges).map(merge -> merge.split(" ")).toList();
        return new Subwords(Splitting.WHOLE_UNMARKED, new BytePairs(List.of("a", "b"), sides, false), Normalizer.PLAIN);
    }

    @Test
    void aMergeIsLeftOutAtAPlaceAsOftenAsAsked() {
        for (double p : new double[] {0.1, 0.5}) {
            double q = 1 - p;
            // Of two places both are joined at once, or one and in the next step the other; where all are left out it
            // ends.
            var shares = shares(pairs("a b"), "abab", p);
            assertThat(shares.get("ab ab")).isCloseTo(q * q + 2 * p * q * q, within(0.015));
            assertThat(shares.get("ab a b")).isCloseTo(p * q * p, within(0.015));
            assertThat(shares.get("a b ab")).isCloseTo(p * q * p, within(0.015));
            assertThat(shares.get("a b a b")).isCloseTo(p * p, within(0.015));
        }
    }

    @Test
    void withTheEarliestMergeLeftOutALaterOneIsTaken() {
        // ba is joined where ab is left out and ba is not, in the first step.
        assertThat(shares(pairs("a b", "b a"), "aba", 0.3).get("a ba")).isCloseTo(0.3 * 0.7, within(0.015));
    }

    @Test
    void withoutDropoutWordsAreCutAsUsualAndWithCertainDropoutIntoCharacters() throws IOException {
        var learned = learned();
        var random = new SplittableRandom(1);
        for (var line : Files.readAllLines(Path.of("data-samples/test.en"))) {
            var text = line + "足€";
            assertThat(learned.sample(text, 0, 0, random)).isEqualTo(learned.encode(text));
            assertThat(Arrays.stream(learned.sample(text, 1, 0, random)).mapToObj(learned::piece))
                    .allMatch(piece -> piece.length() == 1 || piece.startsWith("<0x"));
        }
    }

    @Test
    void theSameSeedCutsTheSameAndNothingIsLost() throws IOException {
        var learned = learned();
        int other = 0;
        var lines = Files.readAllLines(Path.of("data-samples/test.en"));
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i) + "足€ " + "ab".repeat(300);
            var drawn = learned.sample(text, 0.1, 0, new SplittableRandom(i));
            assertThat(learned.sample(text, 0.1, 0, new SplittableRandom(i))).isEqualTo(drawn);
            assertThat(learned.decode(drawn)).isEqualTo(text);
            other += Arrays.equals(drawn, learned.encode(text)) ? 0 : 1;
        }
        assertThat(other).isGreaterThan(lines.size() / 2);
    }

    @Test
    void sentencePiecesBytePairsAreLeftOutOneByOne() {
        var pieces = List.of(
                new Piece("a", -2, Use.NORMAL), new Piece("b", -3, Use.NORMAL), new Piece("ab", -1, Use.NORMAL));
        var subwords = new Subwords(
                Splitting.WHOLE_UNMARKED,
                new PieceMerges(new ScoredPieces(pieces, false, TextRules.NONE)),
                Normalizer.PLAIN);
        var shares = shares(subwords, "abab", 0.2);
        assertThat(shares.get("ab ab")).isCloseTo(0.64, within(0.015));
        assertThat(shares.get("a b a b")).isCloseTo(0.04, within(0.015));
        assertThat(shares(subwords, "abab", 0)).containsOnlyKeys("ab ab");
    }

    private static Subwords learned() throws IOException {
        var learner = new SubwordLearner(700, 1, 0.9, 2, false, Normalizer.PLAIN);
        var words = new HashMap<String, Long>();
        Files.readAllLines(Path.of("data-samples/test.en"))
                .forEach(line -> Splitting.KINDS.words(line).forEach(word -> words.merge(word, 1L, Long::sum)));
        words.forEach(learner::add);
        return learner.learn();
    }
}
