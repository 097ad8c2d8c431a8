package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private static double score(Ter ter, String hypothesis, String... references) {
        return new Scorer(List.of(ter))
                .scores(List.of(hypothesis), List.of(List.of(references)))
                .get(0)
                .value();
    }

    private static int edits(String hypothesis, String reference) {
        return Edits.count(WhiteSpace.split(hypothesis), WhiteSpace.split(reference));
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "a b c d, a b c d, 0",
        "d e f, a b c, 3",
        "a b c, a c, 1",
        "a c, a b c, 1",
        "'', a b, 2",
        "a b, '', 2",
        "'', '', 0",
        "b a, a b, 1",
        "d e f g h a b c, a b c d e f g h, 1",
        "a b c x d e f, d e f x a b c, 2",
        "c d a b x, a b c d y, 2"
    })
    void aRunOfWordsShiftsAtTheCostOfOneEdit(String hypothesis, String reference, int edits) {
        assertThat(edits(hypothesis, reference)).isEqualTo(edits);
    }

    @Test
    void atMostTenWordsShiftTogether() {
        // Ten words to the front are one shift; of eleven, ten and one are two.
        assertThat(edits(numbers(0, 20) + " " + numbers(100, 110), numbers(100, 110) + " " + numbers(0, 20)))
                .isEqualTo(1);
        assertThat(edits(numbers(0, 20) + " " + numbers(100, 111), numbers(100, 111) + " " + numbers(0, 20)))
                .isEqualTo(2);
    }

    @Test
    void wordsShiftAtMostFiftyPlaces() {
        assertThat(edits(numbers(0, 50) + " x", "x " + numbers(0, 50))).isEqualTo(1);
        assertThat(edits(numbers(0, 51) + " x", "x " + numbers(0, 51))).isEqualTo(2);
    }

    @Test
    void alignmentsOutsideTheBeamAreNotFound() {
        // Row 2 of 2 has its diagonal at 28 and begins at 28 - 25 = 3: the second match, at column 2, is not seen.
        assertThat(edits("0 1", numbers(0, 27))).isEqualTo(25);
        assertThat(edits("0 1", numbers(0, 28))).isEqualTo(27);
    }

    @Test
    void theBeamWidensForReferencesFiftyTimesAsLong() {
        // 51 words a word: the half of 51 and 25, rounded up, reaches column 1 from column 51; of 50 words, 25 do not.
        assertThat(edits("0", numbers(0, 50))).isEqualTo(50);
        assertThat(edits("0", numbers(0, 51))).isEqualTo(50);
    }

    @Test
    void aShiftedRunGoesWhereItsNewNeighboursAre() {
        int[] words = {0, 1, 2, 3, 4, 5};
        assertThat(Edits.moved(words, 4, 2, 0)).containsExactly(4, 5, 0, 1, 2, 3);
        assertThat(Edits.moved(words, 0, 2, 4)).containsExactly(2, 3, 0, 1, 4, 5);
        assertThat(Edits.moved(words, 1, 2, 6)).containsExactly(0, 3, 4, 5, 1, 2);
        assertThat(Edits.moved(words, 1, 3, 3)).containsExactly(0, 4, 5, 1, 2, 3);
    }

    @Test
    void ofSeveralReferencesTheFewestEditsCountByTheMeanLength() {
        assertThat(score(Ter.usual(), "a x", "a b", "a b c d")).isCloseTo(100 / 3.0, EXACT);
        assertThat(score(Ter.usual(), "a x", "a b", "")).isCloseTo(100, EXACT);
    }

    @Test
    void withoutReferenceWordsAnyEditIsAHundred() {
        assertThat(score(Ter.usual(), "a b c", "")).isEqualTo(100);
        assertThat(score(Ter.usual(), "", "")).isZero();
        assertThat(score(Ter.usual(), "a b c", "x")).isEqualTo(300);
    }

    @Test
    void caseIsIgnoredUnlessAskedFor() {
        assertThat(score(Ter.usual(), "A b", "a b")).isZero();
        assertThat(score(new Ter(true, false, false, false), "A b", "a b")).isCloseTo(50, EXACT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "false | false | false | A b, C. | a b, c.",
                "false | true  | false | A ; B) C: D. | a b c d",
                "true  | false | false | Jim's car, (4.2) | jim 's car , ( 4.2 )",
                "true  | false | false | it's, &amp; 3-4's | it's , & 3 - 4 's",
                "true  | false | false | 我爱。 | 我爱。",
                "true  | false | true  | 我爱りの拳、x | 我 爱 りの 拳 、 x",
                "false | true  | true  | 我，爱。！x! | 我爱x",
                "true  | true  | true  | 我，爱。(x) | 我 爱 x"
            })
    void wordsAreCutAsTercomDoes(boolean normalized, boolean noPunctuation, boolean asian, String line, String words) {
        assertThat(new TerTokenizer(false, normalized, noPunctuation, asian).words(line))
                .isEqualTo(WhiteSpace.split(words));
    }

    @Test
    void theSignatureSaysHowItWasComputed() {
        assertThat(new Ter(true, true, true, true)
                        .score(new double[] {1, 3}, "2")
                        .line(3))
                .isEqualTo("TER|nrefs:2|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|version:2.6.0"
                        + "|by:spark-seq2seq = 33.333");
        assertThat(Ter.usual().score(new double[] {0, 0}, "1").signature().text())
                .startsWith("nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:");
    }
}
