package io.sparkseq2seq.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShinglesTest {
    /** Shingles as strings, made the slow way. */
    private static Set<String> spelled(String text, int length) {
        var shingles = new HashSet<String>();
        if (!text.isEmpty()) {
            var whole = "\2" + text.toLowerCase(Locale.ROOT) + "\2";
            for (int i = 0; i == 0 || i + length <= whole.length(); i++) {
                shingles.add(whole.substring(i, Math.min(whole.length(), i + length)));
            }
        }
        return shingles;
    }

    private static double similarity(Set<String> one, Set<String> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all.isEmpty() ? 0 : (double) (one.size() + other.size() - all.size()) / all.size();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void theSimilarityIsThatOfTheSetsOfShingles(int length) {
        var random = new Random(3);
        var refilled = new ShingleSet();
        var otherRefilled = new ShingleSet();
        for (int i = 0; i < 2_000; i++) {
            var one = text(random);
            var other = random.nextBoolean() ? text(random) : one.replace('a', 'b');
            var set = Shingles.set(Shingles.of(one, length));
            var otherSet = Shingles.set(Shingles.of(other, length));
            double ours = Shingles.similarity(set, otherSet);
            assertThat(ours)
                    .as(one + " | " + other)
                    .isCloseTo(similarity(spelled(one, length), spelled(other, length)), within(1e-12));
            for (double least : new double[] {ours, Math.nextUp(ours), random.nextDouble()}) {
                assertThat(Shingles.areSimilar(set, otherSet, least))
                        .as(one + " | " + other + " " + least)
                        .isEqualTo(ours >= least);
            }
            refilled.fill(Shingles.of(one, length));
            otherRefilled.fill(Shingles.of(other, length));
            assertThat(refilled.size()).isEqualTo(set.length);
            assertThat(refilled.similarity(otherRefilled)).isEqualTo(ours);
        }
    }

    @Test
    void aSetGrowsAndIsFilledAnew() {
        var set = new ShingleSet();
        var small = new ShingleSet();
        small.fill(new long[] {5, 7, 5});
        for (int size : new int[] {3, 5_000, 10, 70_000, 0}) {
            set.fill(new Random(size).longs(size).toArray());
            assertThat(set.size()).isEqualTo(size);
            assertThat(set.similarity(small)).isZero();
            assertThat(set.similarity(set)).isEqualTo(size == 0 ? 0 : 1);
        }
        set.fill(new long[] {0, 7});
        assertThat(set.similarity(small)).isEqualTo(1.0 / 3);
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(14); length > 0; length--) {
            text.append("abcdeAB 他她去".charAt(random.nextInt(11)));
        }
        return text.toString();
    }

    @Test
    void theSidesOfAPairAreApart() {
        var pair = Shingles.set(Shingles.of("to be", "sein", 4));
        assertThat(pair).hasSize(3 + 3);
        assertThat(Shingles.similarity(pair, Shingles.set(Shingles.of("sein", "to be", 4))))
                .isZero();
    }

    @Test
    void shortSentencesThatMeanSomethingElseAreFarApart() {
        var he = Shingles.set(Shingles.of("他是学生。", "He is a student.", 4));
        var she = Shingles.set(Shingles.of("她是学生。", "She is a student.", 4));
        assertThat(Shingles.similarity(he, she)).isLessThan(0.75);
    }

    @Test
    void numbersAreToldApartWhereverTheyStandAndWhateverTheirDigits() {
        long three = Distinction.of("3 men", "drei Männer");
        assertThat(Distinction.of("three men", "drei Männer")).isZero();
        assertThat(three)
                .isNotZero()
                .isEqualTo(Distinction.of("men: 3", "Männer"))
                .isEqualTo(Distinction.of("３ men", ""))
                .isNotEqualTo(Distinction.of("4 men", "drei Männer"))
                .isNotEqualTo(Distinction.of("men", "3 Männer"))
                .isNotEqualTo(Distinction.of("3 men, 3", ""));
        assertThat(Distinction.of("You go?", "你去？"))
                .isNotEqualTo(Distinction.of("You go.", "你去。"))
                .isEqualTo(Distinction.of("Who?", "谁?"));
        assertThat(Distinction.of("1 2", "")).isNotEqualTo(Distinction.of("12", ""));
        assertThat(Distinction.of("0", ""))
                .isNotEqualTo(Distinction.of("00", ""))
                .isNotZero();
    }
}
