package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePairsTest {
    @Test
    void everyLengthOfWordIsJoinedAsTheSimpleLoopDoes() {
        var random = new Random(3);
        for (int round = 0; round < 400; round++) {
            var letters = List.of("a", "b", "c", "d").subList(0, 1 + random.nextInt(4));
            var merges = merges(letters, random);
            var pairs = new BytePairs(letters, merges, false);
            for (int length : new int[] {1, 1 + random.nextInt(20), 505 + random.nextInt(20), 1500}) {
                var word = word(letters, random, length);
                var expected = joinedSimply(word, merges);
                assertThat(spelled(pairs, pairs.segment(word))).isEqualTo(expected);
                assertThat(spelled(pairs, LongWord.joined(pairs.spelled(word), pairs.ranks(), pairs.results())))
                        .isEqualTo(expected);
            }
        }
    }

    /** Several merges may make one piece, and a later merge may come to apply before an earlier one. */
    private static List<String[]> merges(List<String> letters, Random random) {
        var pieces = new ArrayList<>(letters);
        var merges = new ArrayList<String[]>();
        var seen = new HashSet<String>();
        for (int left = random.nextInt(30); left > 0; left--) {
            var a = pieces.get(random.nextInt(pieces.size()));
            var b = pieces.get(random.nextInt(pieces.size()));
            if ((a + b).length() < 40 && seen.add(a + " " + b)) {
                merges.add(new String[] {a, b});
                if (!pieces.contains(a + b)) {
                    pieces.add(a + b);
                }
            }
        }
        return merges;
    }

    private static String word(List<String> letters, Random random, int length) {
        var word = new StringBuilder();
        while (word.length() < length) {
            // Stretches of one letter, of a pattern that repeats, and of anything.
            var part = letters.get(random.nextInt(letters.size())) + letters.get(random.nextInt(letters.size()));
            word.append(part.repeat(1 + random.nextInt(random.nextBoolean() ? 2 : 9)));
        }
        return word.substring(0, length);
    }

    private static List<String> joinedSimply(String word, List<String[]> merges) {
        var symbols = new ArrayList<>(List.of(word.split("")));
        while (true) {
            var present = new HashSet<List<String>>();
            for (int i = 0; i + 1 < symbols.size(); i++) {
                present.add(List.copyOf(symbols.subList(i, i + 2)));
            }
            var best = merges.stream().map(List::of).filter(present::contains).findFirst();
            if (best.isEmpty()) {
                return symbols;
            }
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (symbols.subList(i, i + 2).equals(best.get())) {
                    symbols.set(i, symbols.get(i) + symbols.remove(i + 1));
                }
            }
        }
    }

    private static List<String> spelled(BytePairs pairs, int[] ids) {
        var spelled = new ArrayList<String>();
        for (int id : ids) {
            spelled.add(pairs.spellings()[id - Subwords.FIRST_CHARACTER]);
        }
        return spelled;
    }
}
