package io.sparkseq2seq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Ter;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvaluatedSentenceTest {
    private static final Scorer SCORER = new Scorer(List.of(Ter.usual()));

    private static EvaluatedSentence sentence(long id, String reference, String translation) {
        return sentence(id, reference, translation, 0.5);
    }

    private static EvaluatedSentence sentence(long id, String reference, String translation, double confidence) {
        return new EvaluatedSentence(
                id, "s", reference, translation, -1.5, confidence, 1, 1, SCORER.tally(translation, List.of(reference)));
    }

    @Test
    void theBestIsTheMostAlikeAndOfEqualsTheLongest() {
        var sentences = List.of(
                sentence(0, "abc", "abd"),
                sentence(1, "abc", "abc"),
                sentence(2, "abcdef", "abcdef"),
                sentence(3, "abc", "xyz"),
                sentence(4, "abc", "abc"));
        assertThat(sentences.stream().sorted(EvaluatedSentence.order(true)).map(EvaluatedSentence::id))
                .containsExactly(2L, 1L, 4L, 0L, 3L);
        assertThat(sentences.stream().sorted(EvaluatedSentence.order(false)).map(EvaluatedSentence::id))
                .containsExactly(3L, 0L, 2L, 1L, 4L);
    }

    @Test
    void theDrawIsTheSeeds() {
        var sentences =
                LongStream.range(0, 50).mapToObj(id -> sentence(id, "a", "a")).toList();
        var one = sentences.stream().sorted(EvaluatedSentence.shuffled(1)).toList();
        assertThat(sentences.stream().sorted(EvaluatedSentence.shuffled(1)).toList())
                .isEqualTo(one);
        assertThat(sentences.stream().sorted(EvaluatedSentence.shuffled(2)).toList())
                .isNotEqualTo(one);
        assertThat(one).isNotEqualTo(sentences);
    }

    @Test
    void aRowIsOneLineOfFourCells() {
        assertThat(sentence(0, "a\tb", "c\nd").row()).isEqualTo("s\ta b\tc d\t-1.5000");
    }

    @Test
    void lengthsFallIntoGroupsWithoutGaps() {
        assertThat(List.of(0, 5, 6, 15, 16, 80, 81, 900).stream().map(LengthGroup::leastLength))
                .containsExactly(0, 0, 6, 11, 16, 61, 81, 81);
        assertThat(List.of(0, 6, 61, 81).stream().map(LengthGroup::name))
                .containsExactly("1–5", "6–10", "61–80", "81 and more");
    }

    @Test
    void confidenceIsComparedWithTheQualityOfItsGroup() {
        var groups = new TreeMap<Integer, ConfidenceGroup>();
        // Each is all right or all wrong: of the sure ones nine in ten are right, of the unsure ones half.
        for (int i = 0; i < 10; i++) {
            for (var each : List.of(
                    sentence(i, "abcdefgh", i == 0 ? "xyz" : "abcdefgh", 0.95),
                    sentence(i, "abcdefgh", i < 5 ? "xyz" : "abcdefgh", 0.3))) {
                groups.merge(
                        ConfidenceGroup.number(each.confidence()), ConfidenceGroup.of(each), ConfidenceGroup::plus);
            }
        }
        assertThat(groups.keySet()).containsExactly(3, 9);
        assertThat(groups.get(9).meanConfidence()).isCloseTo(0.95, within(1e-9));
        assertThat(groups.get(9).meanChrf()).isCloseTo(90, within(1e-9));
        assertThat(ConfidenceGroup.error(groups)).isCloseTo((0.05 + 0.2) / 2, within(1e-9));
        assertThat(ConfidenceGroup.number(1)).isEqualTo(9);
        assertThat(ConfidenceGroup.name(9)).isEqualTo("0.9–1.0");
    }
}
