package io.sparkseq2seq.align;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SwapsTest {
    /** Of 900 pairs each: articles, of which one is a verb on the other side, and nouns. */
    private final Sides sides = sides(
            new String[] {"", "the", "house", "die", "!"}, new long[] {2716, 900, 900, 16, 900},
            new String[] {"", "die", "haus", "stirb", "!"}, new long[] {2716, 900, 900, 16, 900});

    private static Sides sides(String[] sources, long[] sourceCounts, String[] targets, long[] targetCounts) {
        return new Sides(ids(sources), sources, sourceCounts, ids(targets), targets, targetCounts);
    }

    private static TermIds ids(String[] words) {
        var hashes = new long[words.length - 1];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Terms.hash(words[i + 1]);
        }
        return new TermIds(hashes);
    }

    private long evidence(String source, String target) {
        return sides.evidence(Terms.hashes(source), Terms.hashes(target)).agreed();
    }

    @Test
    void bothSidesMustSayThatTheyAreSwapped() {
        assertThat(evidence("The house", "Die Haus")).isGreaterThan(Sides.CLEAR);
        assertThat(evidence("Die Haus", "The house")).isLessThan(-Sides.CLEAR);
        assertThat(evidence("Die!", "Stirb!")).isZero();
        assertThat(evidence("Die!", "Unknown!")).isZero();
        assertThat(evidence("Die, die, die!", "Stirb, stirb!")).isZero();
        assertThat(evidence("!", "!")).isZero();
    }

    @Test
    void theFewerAreSwappedTheSurerAPairMustBe() {
        assertThat(new Swaps(0, 0, 10_000).threshold(0.5)).isEqualTo((long) Math.floor(-256 * Math.log(999_999)));
        assertThat(new Swaps(10, 0, 9_990).threshold(0.5)).isEqualTo((long) Math.floor(-256 * Math.log(999)));
        assertThat(new Swaps(10, 0, 9_990).threshold(0.2)).isGreaterThan(new Swaps(10, 0, 9_990).threshold(0.5));
        assertThat(new Swaps(900, 0, 9_100).threshold(0.5)).isEqualTo(-Sides.CLEAR);
    }

    @Test
    void noneIsSwappedAmongManyOrWherePairsAreFew() {
        assertThat(new Swaps(1_000, 0, 9_000).isBothWays()).isFalse();
        assertThat(new Swaps(1_001, 0, 8_999).isBothWays()).isTrue();
        assertThat(new Swaps(1_001, 0, 8_999).threshold(0.5)).isEqualTo(Swaps.NEVER);
        assertThat(new Swaps(0, 1_500, 8_500).isBothWays()).isFalse();
        assertThat(new Swaps(0, 1_501, 8_499).isBothWays()).isTrue();
        assertThat(new Swaps(25, 0, 474).threshold(0.5)).isEqualTo(Swaps.NEVER);
        assertThat(new Swaps(25, 0, 475).threshold(0.5)).isNotEqualTo(Swaps.NEVER);
    }
}
