package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ChrfTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private static double score(Chrf chrf, String hypothesis, String... references) {
        return new Scorer(List.of(chrf))
                .scores(List.of(hypothesis), List.of(List.of(references)))
                .get(0)
                .value();
    }

    @Test
    void precisionAndRecallAreMeansOverTheOrdersThatBothHave() {
        var chrf = Chrf.characters(false);
        // One of two characters, none of one pair.
        assertThat(score(chrf, "ab", "ac")).isCloseTo(25, EXACT);
        // P = (2/3 + 1/2) / 2, R = 1, and F = 5 P R / (4 P + R); the reference has no triples.
        assertThat(score(chrf, "abc", "ab")).isCloseTo(87.5, EXACT);
        // P = 1, R = 7/12.
        assertThat(score(chrf, "ab", "abc")).isCloseTo(100 * 5 * 7 / 12.0 / (4 + 7 / 12.0), EXACT);
    }

    @Test
    void withoutEffectiveOrderTheScoresOfAllOrdersAreAveraged() {
        var all = new Chrf(6, 0, 2, false, false, false);
        assertThat(score(all, "a", "a")).isCloseTo(100 / 6.0, EXACT);
        assertThat(score(all, "aa", "ab")).isCloseTo(50 / 6.0, EXACT);
        assertThat(score(all, "a b c", "abc")).isCloseTo(50, EXACT);
        assertThat(score(all, "", "ref")).isCloseTo(0, EXACT);
    }

    @Test
    void wordsCountInChrfPlusPlusWithOnePunctuationMarkCutOff() {
        var plusPlus = Chrf.withWords(false);
        // Characters 1/2 and 0/1, words 1/2 and 0/1.
        assertThat(score(plusPlus, "a b", "a c")).isCloseTo(25, EXACT);
        // Characters 2/3, 1/2, 0/1; words "hi ." against "hi !": 1/2, 0/1.
        assertThat(score(plusPlus, "hi.", "hi !")).isCloseTo(100 / 3.0, EXACT);
        // Only one mark is cut off: "(a" and ")" against "(", "a" and ")".
        assertThat(plusPlus.counts("(a)", List.of("(a )"))[6 * 3 + 2]).isEqualTo(1);
        assertThat(plusPlus.counts("(a", List.of("( a"))[6 * 3 + 2]).isEqualTo(2);
        assertThat(plusPlus.counts("-", List.of("-"))[6 * 3]).isEqualTo(1);
    }

    @Test
    void whiteSpaceCountsOnlyWhenAsked() {
        assertThat(score(Chrf.characters(false), "a b c", "abc")).isCloseTo(100, EXACT);
        var whitespace = new Chrf(6, 0, 2, true, false, true);
        assertThat(whitespace.counts("a b", List.of("ab"))).startsWith(3, 2, 2, 2, 1, 0);
    }

    @Test
    void ofSeveralReferencesTheBestCounts() {
        assertThat(score(Chrf.characters(false), "ab", "xy", "ac", "", "zz")).isCloseTo(25, EXACT);
        assertThat(score(Chrf.characters(false), "ab", "", "")).isZero();
    }

    @Test
    void aCorpusIsTheSumOfItsSentencesNotTheirMean() {
        var scorer = new Scorer(List.of(Chrf.characters(false)));
        // Characters 1 of 2, and no pairs.
        assertThat(scorer.scores(List.of("a", "b"), List.of(List.of("a"), List.of("c")))
                        .get(0)
                        .value())
                .isCloseTo(50, EXACT);
    }

    @Test
    void nothingScoresZeroAndTheSameAHundred() {
        var chrf = Chrf.withWords(false);
        assertThat(score(chrf, "", "b")).isZero();
        assertThat(score(chrf, "b", "")).isZero();
        assertThat(score(chrf, "", "")).isZero();
        assertThat(score(chrf, "a", "b")).isZero();
        assertThat(score(chrf, "我爱𠀀😀。", "我爱𠀀😀。")).isCloseTo(100, EXACT);
        // Characters, not halves of surrogate pairs.
        assertThat(chrf.counts("𠀀😀", List.of("𠀀😀"))[0]).isEqualTo(2);
    }

    @Test
    void caseCountsUnlessLowercased() {
        assertThat(score(Chrf.characters(false), "Ä", "ä")).isZero();
        assertThat(score(Chrf.characters(true), "Ä", "ä")).isCloseTo(100, EXACT);
    }

    @Test
    void theSignatureSaysHowItWasComputed() {
        assertThat(Chrf.withWords(true).score(new double[24], "1").line(2))
                .isEqualTo("chrF2++|nrefs:1|case:lc|eff:yes|nc:6|nw:2|space:no|version:2.6.0|by:spark-seq2seq = 0.00");
        assertThat(Chrf.characters(false).name()).isEqualTo("chrF2");
    }
}
