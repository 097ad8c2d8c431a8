package io.sparkseq2seq.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.similarity.TextIndex.Likeness;
import io.sparkseq2seq.similarity.TextIndex.Match;
import io.sparkseq2seq.similarity.TextIndex.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextIndexTest {
    private static final TextIndex INDEX = new TextIndex(
            List.of(
                    new Text(3, "Two men are standing near the old river."),
                    new Text(4, "two men are standing near the old river"),
                    new Text(5, "他是学生。"),
                    new Text(6, ""),
                    new Text(7, "…"),
                    new Text(8, "C++")),
            0.8,
            4);

    private static Optional<Match> match(Likeness likeness, long id) {
        return Optional.of(new Match(likeness, id));
    }

    @Test
    void aTextIsFoundLetterByLetterThenByItsLettersThenByItsShingles() {
        assertThat(INDEX.find("two men are standing near the old river")).isEqualTo(match(Likeness.SAME, 4));
        assertThat(INDEX.find("Two men, are STANDING near the old river!")).isEqualTo(match(Likeness.SAME_LETTERS, 3));
        assertThat(INDEX.find("Two men are standing near the old rivers.")).isEqualTo(match(Likeness.NEAR, 3));
        assertThat(INDEX.find("他是 学生")).isEqualTo(match(Likeness.SAME_LETTERS, 5));
    }

    @Test
    void whatMeansSomethingElseIsNotFound() {
        assertThat(INDEX.find("Two women are sitting at the new river.")).isEmpty();
        assertThat(INDEX.find("她是学生。")).isEmpty();
        assertThat(INDEX.find("C#")).isEmpty();
        assertThat(INDEX.find("")).isEmpty();
        assertThat(INDEX.find("...")).isEmpty();
        assertThat(INDEX.find("…")).isEqualTo(match(Likeness.SAME, 7));
    }

    @Test
    void noTextThatIsNearIsMissed() {
        var random = new Random(5);
        for (double similarity : new double[] {0.6, 0.8, 0.9}) {
            var texts = new ArrayList<Text>();
            for (int i = 0; i < 200; i++) {
                texts.add(new Text(i, text(random)));
            }
            var index = new TextIndex(texts, similarity, 4);
            int near = 0;
            for (int i = 0; i < 1_000; i++) {
                var text = changed(texts.get(random.nextInt(200)).text(), random);
                long expected = texts.stream()
                        .filter(other -> similarity(other.text(), text) >= similarity)
                        .mapToLong(Text::id)
                        .min()
                        .orElse(-1);
                var found = index.find(text);
                if (found.filter(match -> match.likeness() != Likeness.NEAR).isEmpty()) {
                    assertThat(found.map(Match::id).orElse(-1L)).as(text).isEqualTo(expected);
                    near += found.isPresent() ? 1 : 0;
                }
            }
            assertThat(near).isGreaterThan(50);
        }
    }

    private static double similarity(String one, String other) {
        return Shingles.similarity(
                Shingles.set(Shingles.of(FoldedText.of(one), 4)), Shingles.set(Shingles.of(FoldedText.of(other), 4)));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int length = 40 + random.nextInt(120); length > 0; length--) {
            text.append("abcde fg, h".charAt(random.nextInt(11)));
        }
        return text.toString();
    }

    private static String changed(String text, Random random) {
        var changed = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            changed.setCharAt(random.nextInt(text.length()), (char) ('a' + random.nextInt(8)));
        }
        return changed.toString();
    }
}
