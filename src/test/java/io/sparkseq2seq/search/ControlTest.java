package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.glossary.Glossary;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.search.TableDecoding.Table;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    private static final int VOCABULARY = 8;
    private static final BeamSearch BEAM = new BeamSearch(4, 0.6, 20, 100);

    private static Control repeats(int noRepeat) {
        return new Control(0, noRepeat, 0, 0, null, Terms.NONE);
    }

    private static Control sampling(double temperature, int topK, long seed) {
        return new Control(0, 0, 0, 0, new Sampling(temperature, topK, seed), Terms.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void noRunOfTokensComesTwice(int length) {
        int repeated = 0;
        for (int seed = 0; seed < 100; seed++) {
            repeated += repeats(best(BEAM, random(seed)).tokens(), length) ? 1 : 0;
            assertThat(repeats(best(BEAM.with(repeats(length)), random(seed)).tokens(), length))
                    .isFalse();
        }
        assertThat(repeated).as("that repeat a run without it").isPositive();
    }

    private static boolean repeats(int[] tokens, int length) {
        var seen = new HashSet<List<Integer>>();
        return IntStream.rangeClosed(0, tokens.length - length)
                .anyMatch(i ->
                        !seen.add(Arrays.stream(tokens, i, i + length).boxed().toList()));
    }

    @Test
    void translationsHaveTheShortestLengthAtLeast() {
        Table table = (sentence, prefix) -> next(0.9, 4, 0.06, 5, 0.04);
        assertThat(best(BEAM, table).tokens()).isEmpty();
        assertThat(best(BEAM.with(new Control(0, 0, 3, 0, null, Terms.NONE)), table)
                        .tokens())
                .hasSize(3);
        // Of 4 source tokens.
        var byRatio = new Control(0, 0, 3, 1.7, null, Terms.NONE);
        assertThat(BEAM.with(byRatio)
                        .search(new TableDecoding(VOCABULARY, table, 0), new int[] {4})
                        .get(0)
                        .get(0)
                        .tokens())
                .hasSize(6);
        // Never beyond the longest.
        assertThat(best(BEAM.with(new Control(0, 0, 500, 0, null, Terms.NONE)), table)
                        .tokens())
                .hasSize(20);
    }

    @Test
    void theCoveragePenaltyFavoursTranslationsThatLookedAtAllOfTheSource() {
        // 4 is a little more probable; only behind 5 is the source's second token looked at.
        Table table = (sentence, prefix) -> prefix.isEmpty() ? next(0, 4, 0.55, 5, 0.45) : next(1);
        class Looking extends TableDecoding {
            Looking() {
                super(VOCABULARY, table, 0);
            }

            @Override
            public int attention(int row, float[] into) {
                boolean covers = prefixes.get(row).contains(5);
                into[0] = covers ? 0.2f : 0.9f;
                into[1] = covers ? 0.7f : 0.05f;
                into[2] = covers ? 0.1f : 0.05f;
                return 3;
            }
        }
        var plain = BEAM.search(new Looking(), new int[] {2}).get(0).get(0);
        assertThat(plain.tokens()).containsExactly(4);
        var search = BEAM.with(new Control(0.2, 0, 0, 0, null, Terms.NONE));
        var found = search.search(new Looking(), new int[] {2}).get(0).get(0);
        assertThat(found.tokens()).containsExactly(5);
        assertThat(found.attention()).isNull();
        // Of two steps: 0.9 + 0.2 counts as 1, and 0.05 + 0.7 as it is.
        double expected = Math.log(0.45) / Math.pow(7 / 6.0, 0.6) + 0.2 * Math.log(0.75);
        assertThat(found.score()).isCloseTo(expected, within(1e-6));
        assertThat(found.logProbability()).isCloseTo(Math.log(0.45), within(1e-6));
    }

    @Test
    void samplesAreDrawnByTheProbabilitiesToThePowerOfOneByTheTemperature() {
        var probabilities = new double[] {0.5, 0.3, 0.15, 0.05};
        for (double temperature : new double[] {1, 0.5, 2}) {
            for (int topK : new int[] {0, 3}) {
                var drawn = new HashMap<Integer, Integer>();
                var sampling = new Sampling(temperature, topK, 7);
                int draws = 20_000;
                for (int i = 0; i < draws; i++) {
                    var next = new NextTokens(VOCABULARY);
                    next.setLogProbabilities(next(0.5, 4, 0.3, 5, 0.15, 6, 0.05));
                    drawn.merge(sampling.draw(next, sampling.stream(new int[] {i}), i % 5), 1, Integer::sum);
                }
                var tokens = new int[] {Subwords.END, 4, 5, 6};
                int kept = topK == 0 ? 4 : topK;
                double sum = Arrays.stream(probabilities)
                        .limit(kept)
                        .map(p -> Math.pow(p, 1 / temperature))
                        .sum();
                for (int i = 0; i < 4; i++) {
                    double expected = i < kept ? Math.pow(probabilities[i], 1 / temperature) / sum : 0;
                    assertThat(drawn.getOrDefault(tokens[i], 0) / (double) draws)
                            .isCloseTo(expected, within(0.015));
                }
            }
        }
    }

    @Test
    void aSampleDependsOnItsTextAndTheSeedAlone() {
        var model = new EchoModel();
        var lines = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            lines.add("the dog ".repeat(1 + i % 4) + i);
        }
        var search = new BeamSearch(1, 0, 1000, 3).with(sampling(1, 0, 3));
        var together = model.translator(search, 7, 100).translate(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(model.translator(search, 1, 100).translate(List.of(lines.get(i))))
                    .containsExactly(together.get(i));
        }
        assertThat(model.translator(search.with(sampling(1, 0, 4)), 7, 100).translate(lines))
                .isNotEqualTo(together);
        // Cold enough, it is greedy search.
        assertThat(model.translator(search.with(sampling(0.01, 0, 4)), 7, 100).translate(lines))
                .isEqualTo(
                        model.translator(new BeamSearch(1, 0, 1000, 3), 7, 100).translate(lines));
        assertThat(model.translator(search.with(sampling(5, 1, 4)), 7, 100).translate(lines))
                .isEqualTo(
                        model.translator(new BeamSearch(1, 0, 1000, 3), 7, 100).translate(lines));
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> BEAM.with(sampling(1, 0, 1))).hasMessageContaining("beam of 4");
        assertThatThrownBy(() -> sampling(0, 0, 1)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> sampling(1, -1, 1)).hasMessageContaining("top-k");
        assertThatThrownBy(() -> repeats(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Control(Double.NaN, 0, 0, 0, null, Terms.NONE))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Control(0, 0, 0, 0, new Sampling(1, 0, 1), new Terms(Glossary.EMPTY, true)))
                .hasMessageContaining("terms");
    }

    private static Hypothesis best(BeamSearch search, Table table) {
        return search.search(new TableDecoding(VOCABULARY, table, 0), new int[] {1})
                .get(0)
                .get(0);
    }

    private static float[] next(double end, Number... pairs) {
        var next = new float[VOCABULARY];
        Arrays.fill(next, Float.NEGATIVE_INFINITY);
        next[Subwords.END] = (float) Math.log(end);
        for (int i = 0; i < pairs.length; i += 2) {
            next[pairs[i].intValue()] = (float) Math.log(pairs[i + 1].doubleValue());
        }
        return next;
    }

    /** Likes what came two tokens before. */
    private static Table random(long seed) {
        return (sentence, prefix) -> {
            var random = new Random(seed * 1_000_003 + prefix.size());
            var logits = random.doubles(VOCABULARY).map(x -> 2 * x).toArray();
            logits[Subwords.END] = -1;
            if (prefix.size() > 1) {
                logits[prefix.get(prefix.size() - 2)] += 3;
            }
            var norm = Math.log(Arrays.stream(logits).map(Math::exp).sum());
            var next = new float[VOCABULARY];
            for (int i = 0; i < VOCABULARY; i++) {
                next[i] = (float) (logits[i] - norm);
            }
            return next;
        };
    }
}
