package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.subword.ScoredPieces.Piece;
import io.sparkseq2seq.subword.ScoredPieces.Use;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PathSamplerTest {
    private static final Map<String, Double> SCORES = Map.of("a", -1.0, "b", -1.5, "ab", -1.8, "ba", -2.4, "aba", -3.0);

    private final Subwords subwords = new Subwords(
            Splitting.WHOLE_UNMARKED,
            new Unigrams(new ScoredPieces(
                    SCORES.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(e -> new Piece(e.getKey(), e.getValue().floatValue(), Use.NORMAL))
                            .toList(),
                    false,
                    TextRules.NONE)),
            Normalizer.PLAIN);

    private Map<String, Double> shares(String text, double alpha, int draws) {
        var random = new SplittableRandom(7);
        var shares = new HashMap<String, Double>();
        for (int i = 0; i < draws; i++) {
            var way = Arrays.stream(subwords.sample(text, 0, alpha, random))
                    .mapToObj(subwords::piece)
                    .collect(Collectors.joining(" "));
            shares.merge(way, 1.0 / draws, Double::sum);
        }
        return shares;
    }

    @Test
    void eachWayIsDrawnByThePowerOfItsProbability() {
        for (double alpha : new double[] {0, 0.3, 1, 3}) {
            var ways = List.of("a b a", "ab a", "a ba", "aba");
            var weights = ways.stream()
                    .mapToDouble(way -> Math.exp(alpha
                            * Arrays.stream(way.split(" "))
                                    .mapToDouble(SCORES::get)
                                    .sum()))
                    .toArray();
            double sum = Arrays.stream(weights).sum();
            var shares = shares("aba", alpha, 20_000);
            for (int i = 0; i < ways.size(); i++) {
                assertThat(shares.getOrDefault(ways.get(i), 0.0)).isCloseTo(weights[i] / sum, within(0.015));
            }
        }
    }

    @Test
    void aLargeAlphaDrawsTheBestWay() {
        var best = Arrays.stream(subwords.encode("abab?ba"))
                .mapToObj(subwords::piece)
                .collect(Collectors.joining(" "));
        assertThat(shares("abab?ba", 100, 50)).containsOnlyKeys(best);
    }

    @Test
    void theSameSeedDrawsTheSameAndNothingIsLost() throws IOException {
        var learner = new SubwordLearner(900, 1, 0.9, 2, false, Normalizer.PLAIN);
        var lines = Files.readAllLines(Path.of("data-samples/test.en"));
        var words = new HashMap<String, Long>();
        lines.forEach(line -> Splitting.KINDS.words(line).forEach(word -> words.merge(word, 1L, Long::sum)));
        words.forEach(learner::add);
        var learned = learner.learnUnigrams();
        int other = 0;
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i) + "足€";
            var drawn = learned.sample(text, 0, 0.2, new SplittableRandom(i));
            assertThat(learned.sample(text, 0, 0.2, new SplittableRandom(i))).isEqualTo(drawn);
            assertThat(learned.decode(drawn)).isEqualTo(text);
            other += Arrays.equals(drawn, learned.encode(text)) ? 0 : 1;
        }
        assertThat(other).isGreaterThan(lines.size() / 2);
    }
}
