package io.sparkseq2seq.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexicalTableTest {
    /** Of the source words a (1) and b (2), and of the target words x (1) and y (2). */
    private static final List<int[][]> PAIRS = List.of(new int[][] {{1, 2}, {1, 2}}, new int[][] {{1}, {1}});

    private static LexicalTable first() {
        var together = new Cooccurrences();
        PAIRS.forEach(pair -> together.add(pair[0], pair[1]));
        var keys = new ArrayList<Long>();
        together.forEach((key, count) -> keys.add(key));
        var pairs = new WordPairs(keys.stream().mapToLong(key -> key).toArray());
        var counts = new long[pairs.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = together.count(pairs.key(i));
        }
        return LexicalTable.first(pairs, counts, new long[] {3, 2, 1}, new long[] {3, 2, 1});
    }

    private static Expectations expect(LexicalTable table, List<int[][]> pairs) {
        var sums = new Expectations(table.pairs().size());
        var links = new PairLinks(table);
        pairs.forEach(pair -> {
            links.set(pair[0], pair[1]);
            sums.add(links);
        });
        return sums;
    }

    private static double forward(LexicalTable table, int source, int target) {
        return table.forward()[table.pairs().index(source, target)] / (double) LexicalTable.ONE;
    }

    @Test
    void aRoundGivesWhatIsComputedByHand() {
        var first = first();
        // Together: a-x twice, a-y, b-x, b-y once; the empty word with x twice, with y once.
        assertThat(forward(first, 1, 1)).isEqualTo(2 / 3.0, within(1e-8));
        assertThat(forward(first, 2, 2)).isEqualTo(1 / 2.0, within(1e-8));
        // The first pair's x: empty 2/3, a 2/3, b 1/2 of 11/6; its y: 1/3, 1/3, 1/2 of 7/6. The second's x: 1/2, 1/2.
        var next = first.next(expect(first, PAIRS), 0);
        double ax = 4 / 11.0 + 1 / 2.0;
        double ay = 2 / 7.0;
        assertThat(forward(next, 1, 1)).isEqualTo(ax / (ax + ay), within(1e-6));
        double bx = 3 / 11.0;
        double by = 3 / 7.0;
        assertThat(forward(next, 2, 2)).isEqualTo(by / (bx + by), within(1e-6));
        assertThat(forward(next, TermIds.EMPTY, 2)).isEqualTo(2 / 7.0 / (2 / 7.0 + 4 / 11.0 + 1 / 2.0), within(1e-6));
        // Both directions are the same, for so are the sides.
        assertThat(next.backward()[next.pairs().index(1, 2)])
                .isEqualTo(next.forward()[next.pairs().index(2, 1)]);
    }

    @Test
    void roundsTellApartWhatStoodTogether() {
        var table = first();
        for (int round = 0; round < 30; round++) {
            table = table.next(expect(table, PAIRS), 0);
        }
        assertThat(forward(table, 1, 1)).isGreaterThan(0.9);
        assertThat(forward(table, 2, 2)).isGreaterThan(0.9);
    }

    @Test
    void theOrderOfPairsChangesNoBit() {
        var random = new Random(1);
        var pairs = new ArrayList<int[][]>();
        for (int i = 0; i < 500; i++) {
            pairs.add(new int[][] {
                random.ints(1 + random.nextInt(4), 1, 3).toArray(),
                random.ints(1 + random.nextInt(4), 1, 3).toArray()
            });
        }
        var table = first();
        var sums = expect(table, pairs);
        Collections.shuffle(pairs, random);
        var others = expect(table, pairs);
        assertThat(others.forward()).isEqualTo(sums.forward());
        assertThat(others.backward()).isEqualTo(sums.backward());
    }

    @Test
    void evidenceIsTheLogarithmOfHowMuchTheOtherSideTells() {
        var table = first();
        var links = new PairLinks(table);
        links.set(new int[] {1}, new int[] {1});
        // p(x) is 2/3; p(x | a) the mean of t(x | empty) and t(x | a), both 2/3; a is the same.
        assertThat(links.evidence()).isEqualTo(0, within(1e-6));
        links.set(new int[] {2, TermIds.UNKNOWN}, new int[] {2});
        // p(y) is 1/3; p(y | b) the mean of 1/3 and 1/2.
        assertThat(links.evidence()).isEqualTo(2 * Math.log(0.9 * (5 / 12.0) / (1 / 3.0) + 0.1), within(1e-6));
        assertThat(links.score()).isEqualTo(links.evidence() / 2, within(1e-12));
        links.set(new int[] {}, new int[] {});
        assertThat(links.score()).isZero();
    }

    @Test
    void aDiscountForgetsWhatOnePairHasSeen() {
        var table = first();
        var next = table.next(expect(table, PAIRS), Expectations.ONE).pruned();
        assertThat(next.pairs().index(2, 2)).isEqualTo(WordPairs.NONE);
        assertThat(next.sourceCounts()).containsExactly(3, 0, 0);
        var links = new PairLinks(next);
        links.set(new int[] {1, 2}, new int[] {1, 2});
        assertThat(links.words()).isZero();
    }

    @Test
    void pairsOfWordsAreFoundAgainAndOthersNot() {
        var keys = new long[200_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Cooccurrences.key(i % 1000 + 1, i / 1000 + 1);
        }
        var pairs = new WordPairs(keys);
        for (int i = 0; i < keys.length; i += 7) {
            int index = pairs.index(i % 1000 + 1, i / 1000 + 1);
            assertThat(pairs.key(index)).isEqualTo(keys[i]);
            assertThat(pairs.index(i % 1000 + 1, 201 + i)).isEqualTo(WordPairs.NONE);
        }
        assertThat(pairs.index(0, 1)).isEqualTo(WordPairs.NONE);
        assertThat(pairs.index(1_001, 1)).isEqualTo(WordPairs.NONE);
        assertThat(pairs.index(TermIds.UNKNOWN, 1)).isEqualTo(WordPairs.NONE);
        assertThat(pairs.index(1, TermIds.UNKNOWN)).isEqualTo(WordPairs.NONE);
        assertThat(new WordPairs(new long[0]).index(0, 0)).isEqualTo(WordPairs.NONE);
    }
}
