package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.BleuTokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final Scorer ALL = new Scorer(List.of(
            Bleu.of(BleuTokenizer.THIRTEEN_A, false), Chrf.characters(false), Chrf.withWords(false), Ter.usual()));
    private static final List<String> HYPOTHESES = List.of("The dog bit the man.", "It was odd, really.", "No.", "");
    private static final List<List<String>> REFERENCES = List.of(
            List.of("The dog bit the man.", "A dog bit a man."),
            List.of("It was really odd.", "This surprised us."),
            List.of("No!", "Never."),
            List.of("Oh.", ""));

    private static Tally tally(int from, int to) {
        Tally sum = ALL.tally(HYPOTHESES.get(from), REFERENCES.get(from));
        for (int i = from + 1; i < to; i++) {
            sum = sum.plus(ALL.tally(HYPOTHESES.get(i), REFERENCES.get(i)));
        }
        return sum;
    }

    @Test
    void partsOfACorpusInAnyOrderScoreAsTheWhole() {
        List<Score> whole = ALL.scores(HYPOTHESES, REFERENCES);
        assertThat(ALL.scores(tally(2, 4).plus(tally(0, 2)))).isEqualTo(whole);
        assertThat(ALL.scores(tally(1, 4).plus(tally(0, 1)))).isEqualTo(whole);
        assertThat(tally(0, 4).sentences()).isEqualTo(4);
        assertThat(whole)
                .extracting(score -> score.signature().metric())
                .containsExactly("BLEU", "chrF2", "chrF2++", "TER");
    }

    @Test
    void theNumberOfReferencesMayVary() {
        Tally tally = ALL.tally("a", List.of("a")).plus(ALL.tally("b", List.of("b", "c")));
        assertThat(ALL.scores(tally))
                .allSatisfy(score -> assertThat(score.signature().text()).startsWith("nrefs:var|"));
        assertThatThrownBy(() -> ALL.tally("a", List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void figuresAreRoundedFromTheirExactValue() {
        // The double nearest to 2.675 lies below it.
        assertThat(Score.rounded(2.675, 2)).hasToString("2.67");
        assertThat(Score.rounded(0.125, 2)).hasToString("0.12");
        assertThat(Score.rounded(28.751150758, 4)).hasToString("28.7512");
    }
}
