package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SubwordLearnerTest {
    private static SubwordLearner learner(int merges) {
        int size = SubwordLearner.SMALLEST_VOCABULARY + 4 + merges;
        return new SubwordLearner(Splitting.KINDS, size, 1, 1, 2, false, Normalizer.PLAIN);
    }

    private static List<String> merges(Subwords subwords) {
        var pairs = (BytePairs) subwords.segmenter();
        var merges = new ArrayList<String>();
        for (int i = 0; i < pairs.merges(); i++) {
            merges.add(String.join(" ", pairs.merge(i)));
        }
        return merges;
    }

    private static Map<String, Long> table(Random random, int words) {
        var table = new TreeMap<String, Long>();
        for (int i = 0; i < words; i++) {
            var word = new StringBuilder();
            for (int left = 1 + random.nextInt(8); left > 0; left--) {
                word.append((char) ('a' + Math.min(random.nextInt(4), random.nextInt(4))));
            }
            table.putIfAbsent(word.toString(), (long) Math.exp(random.nextDouble() * 9));
        }
        return table;
    }

    private static CutWords cut(Map<String, Long> words, int pairs) {
        var counts = new HashMap<Long, Long>();
        words.forEach((word, count) -> {
            for (long key : CutWords.keys(word, Splitting.KINDS)) {
                counts.merge(key, count, Long::sum);
            }
        });
        var cut = new CutWords();
        var ranked = new ArrayList<>(counts.entrySet());
        ranked.sort(Map.Entry.<Long, Long>comparingByValue().reversed());
        int left = pairs;
        for (var entry : ranked) {
            if (CutWords.isPair(entry.getKey())) {
                if (left-- > 0) {
                    cut.add(entry.getKey(), entry.getValue());
                } else {
                    cut.others(entry.getValue());
                    break;
                }
            }
        }
        ranked.stream().filter(e -> !CutWords.isPair(e.getKey())).forEach(e -> cut.add(e.getKey(), e.getValue()));
        return cut;
    }

    @Test
    void mergesThatAreProvenAreThoseOfTheWholeTable() {
        var random = new Random(8);
        int proven = 0;
        int open = 0;
        for (int round = 0; round < 300; round++) {
            var table = table(random, 60);
            var whole = learner(8);
            table.forEach(whole::add);
            var expected = merges(whole.learn());
            var most = learner(8);
            var cut = new TreeMap<>(table);
            long rare = 1 + random.nextInt(20);
            cut.values().removeIf(count -> count > rare);
            table.keySet().removeAll(cut.keySet());
            table.forEach(most::add);
            most.cut(cut(cut, random.nextInt(12)));
            var learned = merges(most.learn());
            assertThat(learned.subList(0, most.certainMerges())).isEqualTo(expected.subList(0, most.certainMerges()));
            if (most.isCertain()) {
                assertThat(learned).isEqualTo(expected);
                proven++;
            } else {
                open++;
            }
        }
        assertThat(proven).as("rounds that were proven as a whole").isGreaterThan(5);
        assertThat(open).as("rounds that were not").isGreaterThan(5);
    }

    @Test
    void nothingIsOpenWhereNoWordWasCut() {
        var learner = learner(30);
        table(new Random(1), 60).forEach(learner::add);
        assertThat(merges(learner.learn())).hasSize(learner.certainMerges());
        assertThat(learner.isCertain()).isTrue();
    }

    @Test
    void charactersOfWordsThatWereCutCountAsWell() {
        var learner = learner(0);
        learner.add("ab", 10);
        learner.cut(cut(Map.of("c", 5L, "d", 3L), 5));
        assertThat(learner.learn().characters()).isEqualTo(" abcd".length());
    }

    @Test
    void countsUpToTheEndOfSixtyFourBitsGiveTheSameMerges() {
        var table = table(new Random(2), 200);
        long sum = table.entrySet().stream()
                .mapToLong(e -> e.getKey().length() * e.getValue())
                .sum();
        var expected = learned(table, 1);
        for (long factor : new long[] {1L << 32, (1L << 33) + 7, Long.MAX_VALUE / sum}) {
            assertThat(learned(table, factor)).isEqualTo(expected);
        }
    }

    private static List<String> learned(Map<String, Long> table, long factor) {
        var learner = learner(60);
        table.forEach((word, count) -> learner.add(word, count * factor));
        // The smallest count of a merge is not multiplied; none of these is so rare.
        return merges(learner.learn());
    }
}
