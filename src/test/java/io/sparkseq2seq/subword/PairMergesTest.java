package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairMergesTest {
    /** Merges worked out by hand: counts first, then the greater left, then the greater right symbol. */
    @Test
    void mergesTheMostFrequentPairAndTheGreatestAmongEquals() {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("low", 5L);
        counts.put("lower", 2L);
        counts.put("newest", 6L);
        counts.put("widest", 3L);
        assertThat(merges(counts, 2, 100))
                .containsExactly(
                        "s t</w>",
                        "e st</w>",
                        "l o",
                        "w est</w>",
                        "n e",
                        "ne west</w>",
                        "lo w</w>",
                        "w i",
                        "wi d",
                        "wid est</w>",
                        "w e",
                        "we r</w>",
                        "lo wer</w>");
    }

    @Test
    void countsOverlappingPairsButJoinsFromTheLeft() {
        assertThat(merges(Map.of("aaaZ", 1L), 2, 100)).containsExactly("a a");
        assertThat(merges(Map.of("aaaZ", 1L), 1, 100)).containsExactly("a a", "aa a", "aaa Z</w>");
    }

    @Test
    void stopsBelowTheMinimum() {
        assertThat(merges(Map.of("ab", 3L, "cd", 2L), 3, 100)).containsExactly("a b</w>");
    }

    @Test
    void incrementalCountsGiveTheSameMergesAsCountingAnewAtEachStep() {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            var counts = new HashMap<String, Long>();
            for (int i = 0; i < 20; i++) {
                var word = new StringBuilder();
                for (int left = 1 + random.nextInt(12); left > 0; left--) {
                    word.append((char) ('a' + random.nextInt(3)));
                }
                counts.put(word.toString(), 1L + random.nextInt(4));
            }
            assertThat(merges(counts, 1, 40)).isEqualTo(mergesCountedAnew(counts, 40));
        }
    }

    /** The thousand merges that subword-nmt learned from the same text. */
    @Test
    void agreesWithSubwordNmtOnARealText() throws IOException {
        var folder = Path.of("../shared/data/bpe");
        assumeTrue(Files.isDirectory(folder), "no reference data here");
        var counts = new HashMap<String, Long>();
        for (var line : Files.readAllLines(folder.resolve("corpus.en"))) {
            for (var word : line.strip().split(" ")) {
                if (!word.isEmpty()) {
                    counts.merge(word, 1L, Long::sum);
                }
            }
        }
        var reference = Files.readAllLines(folder.resolve("bpe.ref"));
        assertThat(merges(counts, 2, 1000)).isEqualTo(reference.subList(1, reference.size()));
    }

    /** With subword-nmt's end-of-word mark on the last character. */
    private static List<String> merges(Map<String, Long> counts, long minimum, int most) {
        var symbols = new ArrayList<String>();
        var ids = new HashMap<String, Integer>();
        var table = new int[counts.size()][];
        var frequencies = new long[counts.size()];
        int row = 0;
        for (var entry : counts.entrySet()) {
            frequencies[row] = entry.getValue();
            table[row++] = spelled(entry.getKey()).stream()
                    .mapToInt(s -> ids.computeIfAbsent(s, k -> {
                        symbols.add(k);
                        return symbols.size() - 1;
                    }))
                    .toArray();
        }
        var pairs = new PairMerges(table, frequencies, symbols);
        var merges = new ArrayList<String>();
        for (var m = pairs.next(minimum); m != null && merges.size() < most; m = pairs.next(minimum)) {
            merges.add(symbols.get(m.left()) + " " + symbols.get(m.right()));
        }
        return merges;
    }

    static List<String> mergesCountedAnew(Map<String, Long> counts, int most) {
        var words = new HashMap<List<String>, Long>();
        counts.forEach((word, count) -> words.put(spelled(word), count));
        var merges = new ArrayList<String>();
        while (merges.size() < most) {
            var pairs = new HashMap<List<String>, Long>();
            words.forEach((word, count) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    pairs.merge(List.copyOf(word.subList(i, i + 2)), count, Long::sum);
                }
            });
            if (pairs.isEmpty()) {
                break;
            }
            var best = pairs.entrySet().stream()
                    .max(Map.Entry.<List<String>, Long>comparingByValue()
                            .thenComparing(e -> e.getKey().get(0), Comparator.naturalOrder())
                            .thenComparing(e -> e.getKey().get(1), Comparator.naturalOrder()))
                    .orElseThrow()
                    .getKey();
            merges.add(String.join(" ", best));
            var joined = new HashMap<List<String>, Long>();
            words.forEach((word, count) -> joined.merge(join(word, best), count, Long::sum));
            words.clear();
            words.putAll(joined);
        }
        return merges;
    }

    private static List<String> join(List<String> word, List<String> pair) {
        var joined = new ArrayList<String>();
        for (int i = 0; i < word.size(); i++) {
            boolean here = i + 1 < word.size() && word.subList(i, i + 2).equals(pair);
            joined.add(here ? word.get(i) + word.get(++i) : word.get(i));
        }
        return joined;
    }

    private static List<String> spelled(String word) {
        var symbols = new ArrayList<>(Arrays.asList(word.split("")));
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + "</w>");
        return symbols;
    }
}
