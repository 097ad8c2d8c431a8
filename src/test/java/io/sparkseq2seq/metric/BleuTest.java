package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.config.BleuSmoothing;
import io.sparkseq2seq.config.BleuTokenizer;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BleuTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final String CAT = "the cat sat on the mat";
    /** Shares 5 of 6 words, 3 of 5 pairs, 1 of 4 triples and none of 3 fours with {@link #CAT}. */
    private static final String REFERENCE = "the cat is on the mat";

    private static Score score(Bleu bleu, String hypothesis, String... references) {
        return new Scorer(List.of(bleu))
                .scores(List.of(hypothesis), List.of(List.of(references)))
                .get(0);
    }

    private static Bleu bleu(BleuSmoothing smoothing, double value) {
        return new Bleu(BleuTokenizer.THIRTEEN_A, false, smoothing, value, 4, false);
    }

    private static double mean(double... precisions) {
        double product = 1;
        for (double precision : precisions) {
            product *= precision;
        }
        return 100 * Math.pow(product, 1.0 / precisions.length);
    }

    @Test
    void anOrderWithoutAMatchIsSmoothed() {
        assertThat(score(bleu(BleuSmoothing.EXP, 0), CAT, REFERENCE).value())
                .isCloseTo(mean(5 / 6.0, 3 / 5.0, 1 / 4.0, 0.5 / 3), EXACT);
        assertThat(score(bleu(BleuSmoothing.FLOOR, 0), CAT, REFERENCE).value())
                .isCloseTo(mean(5 / 6.0, 3 / 5.0, 1 / 4.0, 0.1 / 3), EXACT);
        assertThat(score(bleu(BleuSmoothing.FLOOR, 0.5), CAT, REFERENCE).value())
                .isCloseTo(mean(5 / 6.0, 3 / 5.0, 1 / 4.0, 0.5 / 3), EXACT);
        assertThat(score(bleu(BleuSmoothing.ADD_K, 0), CAT, REFERENCE).value())
                .isCloseTo(mean(5 / 6.0, 4 / 6.0, 2 / 5.0, 1 / 4.0), EXACT);
        assertThat(score(bleu(BleuSmoothing.ADD_K, 2), CAT, REFERENCE).value())
                .isCloseTo(mean(5 / 6.0, 5 / 7.0, 3 / 6.0, 2 / 5.0), EXACT);
        assertThat(score(bleu(BleuSmoothing.NONE, 0), CAT, REFERENCE).value()).isZero();
    }

    @Test
    void eachFurtherOrderWithoutAMatchIsSmoothedHalfAsMuch() {
        // 1 of 4 words; no pairs of 3, triples of 2, fours of 1.
        assertThat(score(bleu(BleuSmoothing.EXP, 0), "a b c d", "d x y z").value())
                .isCloseTo(mean(1 / 4.0, 0.5 / 3, 0.25 / 2, 0.125 / 1), EXACT);
    }

    @Test
    void aShortTranslationIsPenalized() {
        var sentence = Bleu.of(BleuTokenizer.THIRTEEN_A, false).forSentences();
        Score score = score(sentence, "the cat", "the cat sat");
        assertThat(score.value()).isCloseTo(100 * Math.exp(1 - 3 / 2.0), EXACT);
        assertThat(score.detail()).isEqualTo("100.0/100.0/0.0/0.0 (BP = 0.607 ratio = 0.667 hyp_len = 2 ref_len = 3)");
    }

    @Test
    void withoutEffectiveOrderAShortTextScoresZero() {
        var corpus = Bleu.of(BleuTokenizer.THIRTEEN_A, false);
        assertThat(score(corpus, "the cat", "the cat").value()).isZero();
        assertThat(score(corpus.forSentences(), "the cat", "the cat").value()).isCloseTo(100, EXACT);
    }

    @Test
    void aWordCountsAtMostAsOftenAsInTheReferenceThatHasItMost() {
        double[] counts = Bleu.of(BleuTokenizer.NONE, false).counts("a a a b", List.of("a a c", "b a"));
        assertThat(counts[2]).isEqualTo(3);
        assertThat(counts[3]).isEqualTo(4);
    }

    @Test
    void theClosestReferenceLengthCountsAndOfTwoTheShorter() {
        var bleu = Bleu.of(BleuTokenizer.NONE, false);
        assertThat(bleu.counts("a b c", List.of("a b c d", "a b"))[1]).isEqualTo(2);
        assertThat(bleu.counts("a b c", List.of("a", "a b c d"))[1]).isEqualTo(4);
        assertThat(bleu.counts("a b c", List.of("a b c d", ""))[1]).isEqualTo(4);
    }

    @Test
    void caseCountsUnlessLowercased() {
        assertThat(score(Bleu.of(BleuTokenizer.CHAR, false), "ÄBCDE", "äbcde").value())
                .isZero();
        Score score = score(Bleu.of(BleuTokenizer.CHAR, true), "ÄBCDE", "äbcde");
        assertThat(score.value()).isCloseTo(100, EXACT);
        assertThat(score.signature().text()).contains("case:lc").contains("tok:char");
    }

    @Test
    void nothingScoresZeroAndTheSameScoresAHundred() {
        var bleu = Bleu.of(BleuTokenizer.ZH, false);
        assertThat(score(bleu, "", "我爱足球").value()).isZero();
        assertThat(score(bleu, "我爱足球", "").value()).isZero();
        assertThat(score(bleu, "", "").value()).isZero();
        assertThat(score(bleu, "我爱足球", "我爱足球").value()).isCloseTo(100, EXACT);
        assertThat(score(bleu, "我爱足球", "", "我爱足球").value()).isCloseTo(100, EXACT);
    }

    @Test
    void theSignatureSaysHowItWasComputed() {
        Score score = score(bleu(BleuSmoothing.EXP, 0), CAT, REFERENCE, CAT);
        assertThat(score.line(1))
                .isEqualTo("BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|by:spark-seq2seq = 100.0 "
                        + "100.0/100.0/100.0/100.0 (BP = 1.000 ratio = 1.000 hyp_len = 6 ref_len = 6)");
        assertThat(score(bleu(BleuSmoothing.FLOOR, 0), CAT, CAT).signature().text())
                .contains("smooth:floor[0.10]");
        assertThat(score(bleu(BleuSmoothing.ADD_K, 2), CAT, CAT).signature().text())
                .contains("smooth:add-k[2.00]");
    }
}
