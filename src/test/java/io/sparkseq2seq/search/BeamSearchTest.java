package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.search.TableDecoding.Table;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {

    private static final int VOCABULARY = 8;
    private static final int A = 4;
    private static final int B = 5;
    private static final Offset<Double> CLOSE = within(1e-6);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.6, 1, 2.5})
    void aBeamAsWideAsTheSpaceFindsWhatExhaustiveSearchFinds(double alpha) {
        for (int seed = 0; seed < 20; seed++) {
            var table = random(seed, 1.5);
            var expected = exhaustive(table, 4, alpha);
            var found = search(new BeamSearch(5000, alpha, 4, 100).withNBest(25), table);
            assertThat(found).usingRecursiveComparison().isEqualTo(expected.subList(0, 25));
        }
    }

    @Test
    void beamOneFollowsTheMostProbableToken() {
        for (int seed = 0; seed < 200; seed++) {
            var table = random(seed, 2);
            var chain = new ArrayList<Integer>();
            double sum = 0;
            while (true) {
                var next = table.next(0, chain);
                int best = Subwords.END;
                for (int token = 1; token < VOCABULARY && chain.size() < 12; token++) {
                    best = token != Subwords.START && next[token] > next[best] ? token : best;
                }
                sum += next[best];
                if (best == Subwords.END) {
                    break;
                }
                chain.add(best);
            }
            // Whatever the penalty: the only hypothesis has no rival.
            var found = best(new BeamSearch(1, seed % 3, 12, 100), table);
            assertThat(found.tokens())
                    .isEqualTo(chain.stream().mapToInt(Integer::intValue).toArray());
            assertThat(found.logProbability()).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void stoppingEarlyGivesWhatGoingOnToTheEndGives(int beam) {
        int saved = 0;
        for (int seed = 0; seed < 200; seed++) {
            var table = random(seed, 1 + seed % 3);
            int nBest = 1 + seed % 3;
            double alpha = seed % 5;
            var expected = plainBeamSearch(table, beam, 15, alpha);
            var decoding = new TableDecoding(VOCABULARY, table, 0);
            var search = new BeamSearch(beam, alpha, 15, 100).withNBest(nBest);
            var found = search.search(decoding, new int[] {1}).get(0);
            assertThat(found)
                    .usingRecursiveComparison()
                    .isEqualTo(expected.subList(0, Math.min(nBest, expected.size())));
            saved += 16 - decoding.rowsOfSteps.size();
        }
        assertThat(saved).as("steps saved").isPositive();
    }

    @Test
    void stopsAsSoonAsNoOpenHypothesisCanWin() {
        Table table = (sentence, prefix) -> prefix.isEmpty() ? next(0.9, A, 0.06, B, 0.04) : next(0.5, A, 0.5);
        // log(0.9) stands against log(0.06) at most: without a penalty, no length helps.
        var decoding = new TableDecoding(VOCABULARY, table, 0);
        new BeamSearch(3, 0, 100, 100).search(decoding, new int[] {9});
        assertThat(decoding.rowsOfSteps).containsExactly(1);
        // log(0.06) / ((5 + 8) / 6)^5 = -0.059 is better than log(0.9) = -0.105, so a longer one might win.
        var patient = new TableDecoding(VOCABULARY, table, 0);
        new BeamSearch(3, 5, 7, 100).search(patient, new int[] {9});
        assertThat(patient.rowsOfSteps).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aBatchGivesWhatEachSentenceAloneGives(int beam) {
        var table = random(3, 2);
        var search = new BeamSearch(beam, 0.6, 20, 1).withNBest(beam).withAttention();
        var sentences = IntStream.range(1, 31).toArray();
        var together = search.search(new TableDecoding(VOCABULARY, table, sentences), sentences);
        for (int i = 0; i < sentences.length; i++) {
            var alone = new TableDecoding(VOCABULARY, table, sentences[i]);
            assertThat(together.get(i))
                    .usingRecursiveComparison()
                    .isEqualTo(search.search(alone, new int[] {sentences[i]}).get(0));
        }
    }

    @Test
    void finishedSentencesLeaveTheBatch() {
        // Sentence n ends for certain after n tokens.
        Table table = (sentence, prefix) -> prefix.size() < sentence ? next(0, A, 1.0) : next(1);
        var decoding = new TableDecoding(VOCABULARY, table, 2, 0, 3, 1);
        var found = new BeamSearch(4, 0.6, 50, 50).search(decoding, new int[] {1, 1, 1, 1});
        assertThat(decoding.rowsOfSteps).containsExactly(4, 3, 2, 1);
        assertThat(found)
                .extracting(hypotheses -> hypotheses.get(0).tokens())
                .containsExactly(new int[] {A, A}, new int[] {}, new int[] {A, A, A}, new int[] {A});
    }

    @Test
    void aWiderBeamFindsWhatGreedySearchMisses() {
        Table table = (sentence, prefix) -> switch (prefix.size()) {
            case 0 -> next(0, A, 0.6, B, 0.4);
            case 1 -> prefix.get(0) == B ? next(0.9, A, 0.1) : next(0.4, A, 0.3, B, 0.3);
            default -> next(1);
        };
        assertThat(best(new BeamSearch(1, 0, 9, 9), table).tokens()).containsExactly(A);
        assertThat(best(new BeamSearch(2, 0, 9, 9), table).tokens()).containsExactly(B);
    }

    @Test
    void theLengthPenaltyFavoursLongerTranslations() {
        Table table = (sentence, prefix) -> switch (prefix.size()) {
            case 0 -> next(0.25, A, 0.75);
            case 1, 2, 3, 4 -> next(0.05, A, 0.75, B, 0.2);
            default -> next(1);
        };
        var shorter = best(new BeamSearch(3, 0, 9, 9), table);
        assertThat(shorter.tokens()).isEmpty();
        assertThat(shorter.score()).isEqualTo(shorter.logProbability());
        var longer = best(new BeamSearch(3, 1, 9, 9), table);
        assertThat(longer.tokens()).containsExactly(A, A, A, A, A);
        assertThat(longer.logProbability()).isCloseTo(5 * Math.log(0.75), CLOSE);
        // Five tokens and END: ((5 + 6) / 6)^1.
        assertThat(longer.score()).isCloseTo(5 * Math.log(0.75) * 6 / 11, CLOSE);
    }

    @Test
    void translationsEndAtTheLongestLength() {
        Table table = (sentence, prefix) -> next(0.01, A, 0.99);
        var byTokens = best(new BeamSearch(1, 0, 7, 100), table);
        assertThat(byTokens.tokens()).hasSize(7);
        assertThat(byTokens.logProbability()).isCloseTo(7 * Math.log(0.99) + Math.log(0.01), CLOSE);
        var search = new BeamSearch(1, 1, 1000, 1.5);
        var byRatio = search.search(new TableDecoding(VOCABULARY, table, 0, 1), new int[] {3, 0});
        assertThat(byRatio.get(0).get(0).tokens()).hasSize(4 + BeamSearch.SLACK);
        assertThat(byRatio.get(1).get(0).tokens()).hasSize(BeamSearch.SLACK);
        assertThat(byRatio).allMatch(found -> found.get(0).cut());
    }

    @Test
    void aTranslationThatEndsOfItselfAtTheLongestLengthIsNotCut() {
        Table table = (sentence, prefix) -> prefix.size() < 3 ? next(0.1, A, 0.9) : next(0.9, A, 0.1);
        assertThat(best(new BeamSearch(1, 0, 3, 9), table).cut()).isFalse();
        assertThat(best(new BeamSearch(1, 0, 4, 9), table).cut()).isFalse();
        var shorter = best(new BeamSearch(1, 0, 2, 9), table);
        assertThat(shorter.tokens()).containsExactly(A, A);
        assertThat(shorter.cut()).isTrue();
    }

    @Test
    void padAndStartAreNeverChosen() {
        Table table = (sentence, prefix) -> {
            var next = next(0.01, A, 0.01);
            next[Subwords.PAD] = (float) Math.log(0.5);
            next[Subwords.START] = (float) Math.log(0.48);
            return next;
        };
        for (var hypothesis : search(new BeamSearch(10, 1, 5, 5).withNBest(10), table)) {
            assertThat(hypothesis.tokens()).doesNotContain(Subwords.PAD, Subwords.START);
        }
    }

    @Test
    void equalScoresAreOrderedByRankAndTokenId() {
        Table table = (sentence, prefix) -> prefix.size() < 2 ? next(0, 7, 0.25, 6, 0.25, B, 0.25, A, 0.25) : next(1);
        var found = search(new BeamSearch(3, 0, 9, 9).withNBest(3), table);
        assertThat(found)
                .extracting(Hypothesis::tokens)
                .containsExactly(new int[] {A, A}, new int[] {A, B}, new int[] {A, 6});
    }

    @Test
    void attentionIsThatOfTheStepsThatChoseTheTokens() {
        Table table = (sentence, prefix) -> prefix.size() < 2 ? next(0, A, 0.4, B, 0.6) : next(1);
        var search = new BeamSearch(4, 0, 9, 9).withNBest(4);
        var last = search(search.withAttention(), table).get(3);
        assertThat(last.tokens()).containsExactly(A, A);
        assertThat(last.attention()).isDeepEqualTo(new float[][] {{0, Subwords.START}, {1, A}, {2, A}});
        assertThat(search(search, table)).extracting(Hypothesis::attention).allMatch(Objects::isNull);
    }

    @Test
    void aModelThatNeverEndsGivesItsBestOpenHypothesis() {
        Table table = (sentence, prefix) -> next(0, A, 0.6, B, 0.4);
        var found = best(new BeamSearch(3, 1, 4, 4).withAttention(), table);
        assertThat(found.tokens()).containsExactly(A, A, A, A);
        assertThat(found.logProbability()).isCloseTo(4 * Math.log(0.6), CLOSE);
        assertThat(found.attention()).hasDimensions(4, 2);
        assertThat(found.cut()).isTrue();
        assertThat(best(new BeamSearch(3, 1, 4, 4), (sentence, prefix) -> next(0))
                        .tokens())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 0.5f})
    void numbersThatAreNoLogProbabilitiesAreNamed(float wrong) {
        Table table = (sentence, prefix) -> {
            var next = next(0, A, 0.5, B, 0.5);
            next[7] = prefix.size() == 2 ? wrong : next[7];
            return next;
        };
        for (int beam : new int[] {1, 5}) {
            assertThatThrownBy(() -> best(new BeamSearch(beam, 1, 9, 9), table))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("token 7")
                    .hasMessageContaining(Float.toString(wrong));
        }
    }

    @Test
    void roundingAboveProbabilityOneIsNoGain() {
        Table table = (sentence, prefix) -> {
            var next = next(0);
            next[prefix.size() < 3 ? A : Subwords.END] = 1e-6f;
            return next;
        };
        var found = best(new BeamSearch(2, 1, 9, 9), table);
        assertThat(found.tokens()).containsExactly(A, A, A);
        assertThat(found.logProbability()).isZero();
    }

    @Test
    void anEmptyBatchTakesNoStep() {
        var decoding = new TableDecoding(VOCABULARY, random(1, 1));
        assertThat(new BeamSearch(2, 1, 9, 9).search(decoding, new int[0])).isEmpty();
        assertThat(decoding.rowsOfSteps).isEmpty();
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new BeamSearch(0, 1, 9, 9)).hasMessageContaining("beam is out of range: 0");
        assertThatThrownBy(() -> new BeamSearch(1, Double.NaN, 9, 9)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new BeamSearch(1, -1, 9, 9)).hasMessageContaining("length penalty");
        assertThatThrownBy(() -> new BeamSearch(1, 1, 0, 9)).hasMessageContaining("longest length");
        assertThatThrownBy(() -> new BeamSearch(1, 1, 9, -1)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> new BeamSearch(1, 1, 9, 9).withNBest(0)).hasMessageContaining("n-best");
    }

    private static List<Hypothesis> search(BeamSearch search, Table table) {
        return search.search(new TableDecoding(VOCABULARY, table, 0), new int[] {1})
                .get(0);
    }

    private static Hypothesis best(BeamSearch search, Table table) {
        return search(search, table).get(0);
    }

    /** Log-probabilities of END and of pairs of token and probability; all others have probability 0. */
    private static float[] next(double end, Number... pairs) {
        var next = new float[VOCABULARY];
        Arrays.fill(next, Float.NEGATIVE_INFINITY);
        next[Subwords.END] = (float) Math.log(end);
        for (int i = 0; i < pairs.length; i += 2) {
            next[pairs[i].intValue()] = (float) Math.log(pairs[i + 1].doubleValue());
        }
        return next;
    }

    /** A distribution of its own after each prefix of each sentence; the sharper, the less even. */
    private static Table random(long seed, double sharpness) {
        return (sentence, prefix) -> {
            var random = new Random((seed * 1_000_003 + sentence) * 1_000_003 + prefix.hashCode());
            var logits = random.doubles(VOCABULARY).map(x -> 2 * sharpness * x).toArray();
            var norm = Math.log(Arrays.stream(logits).map(Math::exp).sum());
            var next = new float[VOCABULARY];
            for (int i = 0; i < VOCABULARY; i++) {
                next[i] = (float) (logits[i] - norm);
            }
            return next;
        };
    }

    /** Every sentence of up to {@code limit} tokens, best first. */
    private static List<Hypothesis> exhaustive(Table table, int limit, double alpha) {
        var all = new ArrayList<Hypothesis>();
        grow(table, List.of(), 0, limit, alpha, all);
        all.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        return all;
    }

    private static void grow(
            Table table, List<Integer> prefix, double sum, int limit, double alpha, List<Hypothesis> all) {
        var next = table.next(0, prefix);
        all.add(scored(prefix, sum + next[Subwords.END], alpha, prefix.size() == limit && !ends(next)));
        for (int token = 1; token < VOCABULARY && prefix.size() < limit; token++) {
            if (token != Subwords.START && token != Subwords.END) {
                grow(table, append(prefix, token), sum + next[token], limit, alpha, all);
            }
        }
    }

    /** Beam search as it is told in a sentence: sorts everything, and goes on to the longest length. */
    private static List<Hypothesis> plainBeamSearch(Table table, int beam, int limit, double alpha) {
        record Open(List<Integer> tokens, double sum, boolean ends) {}
        var finished = new ArrayList<Hypothesis>();
        var open = List.of(new Open(List.of(), 0, true));
        while (!open.isEmpty()) {
            var all = new ArrayList<Open>();
            for (var one : open) {
                var next = table.next(0, one.tokens);
                for (int token = 1; token < VOCABULARY; token++) {
                    if (token != Subwords.START && (token == Subwords.END || one.tokens.size() < limit)) {
                        all.add(new Open(append(one.tokens, token), one.sum + next[token], ends(next)));
                    }
                }
            }
            all.sort(Comparator.comparingDouble(Open::sum).reversed());
            open = new ArrayList<>();
            for (var one : all.subList(0, Math.min(beam, all.size()))) {
                int last = one.tokens.size() - 1;
                if (one.tokens.get(last) == Subwords.END) {
                    finished.add(scored(one.tokens.subList(0, last), one.sum, alpha, last == limit && !one.ends));
                } else {
                    open.add(one);
                }
            }
        }
        finished.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        return finished;
    }

    /** Whether END is the most probable of the tokens that may be chosen. */
    private static boolean ends(float[] next) {
        return IntStream.range(0, VOCABULARY)
                .filter(token -> token != Subwords.PAD && token != Subwords.START)
                .allMatch(token -> next[token] <= next[Subwords.END]);
    }

    private static Hypothesis scored(List<Integer> tokens, double sum, double alpha, boolean cut) {
        var penalty = StrictMath.pow((5 + tokens.size() + 1) / 6.0, alpha);
        return new Hypothesis(
                tokens.stream().mapToInt(Integer::intValue).toArray(), sum, sum / penalty, null, cut, List.of());
    }

    private static List<Integer> append(List<Integer> prefix, int token) {
        var longer = new ArrayList<>(prefix);
        longer.add(token);
        return longer;
    }
}
