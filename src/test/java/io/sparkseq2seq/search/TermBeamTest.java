package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.search.RequiredTerms.Form;
import io.sparkseq2seq.search.RequiredTerms.Term;
import io.sparkseq2seq.search.TableDecoding.Table;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermBeamTest {
    private static final int VOCABULARY = 8;
    private static final int[] TOKENS = {Subwords.UNKNOWN, 4, 5, 6, 7};
    /** Of bytes that are no letters, so terms may stand anywhere. */
    private static final TokenEdges EDGES = new TokenEdges(EchoModel.SUBWORDS);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.6, 2})
    void aBeamAsWideAsTheSpaceFindsTheBestOfAllThatHoldTheTerms(double alpha) {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var table = random(seed);
            var terms = randomTerms(random);
            int limit = 5;
            var found = search(new BeamSearch(3000, alpha, limit, 100), table, terms);
            double[] best = {Double.NEGATIVE_INFINITY};
            grow(table, new ArrayList<>(), 0, limit, (tokens, sum) -> {
                if (holds(tokens, terms, 0, new boolean[tokens.size()])) {
                    best[0] = Math.max(best[0], sum / StrictMath.pow((5 + tokens.size() + 1) / 6.0, alpha));
                }
            });
            var tokens = Arrays.stream(found.tokens()).boxed().toList();
            assertThat(holds(tokens, terms, 0, new boolean[tokens.size()])).isTrue();
            assertThat(found.unmet()).isEmpty();
            assertThat(found.score()).as("seed %d: %s", seed, tokens).isCloseTo(best[0], within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aNarrowBeamHoldsAllTermsToo(int beam) {
        for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var terms = new ArrayList<>(randomTerms(random));
            terms.addAll(randomTerms(random));
            int needed = new RequiredTerms(terms, EDGES, List.of()).length();
            // From no room to spare to much.
            var found = search(new BeamSearch(beam, 0.6, needed + seed % 7, 100), random(seed), terms);
            var tokens = Arrays.stream(found.tokens()).boxed().toList();
            assertThat(found.unmet()).as("seed %d: %s", seed, tokens).isEmpty();
            assertThat(holds(tokens, terms, 0, new boolean[tokens.size()]))
                    .as("seed %d: %s", seed, tokens)
                    .isTrue();
        }
    }

    @Test
    void aBatchGivesWhatEachSentenceAloneGives() {
        var table = random(5);
        var search = new BeamSearch(3, 0.6, 20, 1).withNBest(2);
        var sentences = new ArrayList<BeamSearch.Sentence>();
        for (int i = 0; i < 30; i++) {
            var terms = i % 3 == 0 ? null : required(randomTerms(new Random(i)));
            sentences.add(new BeamSearch.Sentence(i, 0, terms));
        }
        var ids = IntStream.range(0, 30).toArray();
        var together = search.search(new TableDecoding(VOCABULARY, table, ids), sentences);
        for (int i = 0; i < ids.length; i++) {
            var alone = search.search(new TableDecoding(VOCABULARY, table, i), sentences.subList(i, i + 1));
            assertThat(together.get(i)).usingRecursiveComparison().isEqualTo(alone.get(0));
        }
    }

    @Test
    void aTranslationThatHoldsItsTermsAnywayIsTheSameWithThem() {
        for (int seed = 0; seed < 100; seed++) {
            var table = random(seed);
            var search = new BeamSearch(3000, 0.6, 4, 100);
            var free = search.search(new TableDecoding(VOCABULARY, table, 0), new int[] {1})
                    .get(0)
                    .get(0);
            if (free.tokens().length > 0) {
                var found = search(search, table, List.of(term(free.tokens()[0])));
                assertThat(found.tokens()).isEqualTo(free.tokens());
                assertThat(found.score()).isEqualTo(free.score());
            }
        }
    }

    @Test
    void termsWithoutRoomAreTold() {
        var terms = List.of(term(4, 5), term(6, 6, 6), term(7));
        var found = search(new BeamSearch(2, 0, 4, 100), random(1), terms);
        assertThat(found.unmet()).containsExactly("[6, 6, 6]");
        assertThat(found.tokens()).hasSizeLessThanOrEqualTo(4).contains(7).containsSequence(4, 5);
        assertThat(search(new BeamSearch(2, 0, 2, 100), random(1), List.of(term(4, 5, 6)))
                        .unmet())
                .containsExactly("[4, 5, 6]");
    }

    @Test
    void moreTermsThanAreRequiredOfOneSourceAreTold() {
        var terms = IntStream.range(0, RequiredTerms.MOST + 6)
                .mapToObj(i -> term(4 + i % 4))
                .toList();
        var found = search(new BeamSearch(2, 0, 100, 100), random(1), terms);
        assertThat(found.unmet()).hasSize(6);
        assertThat(found.tokens()).hasSizeGreaterThanOrEqualTo(RequiredTerms.MOST);
    }

    @Test
    void aTermThatTheModelCannotWriteIsTold() {
        Table table = (sentence, prefix) -> {
            var next = random(3).next(sentence, prefix);
            next[7] = Float.NEGATIVE_INFINITY;
            return next;
        };
        var found = search(new BeamSearch(3, 0.6, 6, 100), table, List.of(term(7), term(4)));
        assertThat(found.unmet()).containsExactly("[7]");
        assertThat(found.tokens()).contains(4).doesNotContain(7);
        Table never = (sentence, prefix) -> {
            var next = new float[VOCABULARY];
            Arrays.fill(next, Float.NEGATIVE_INFINITY);
            return next;
        };
        assertThat(search(new BeamSearch(3, 0.6, 6, 100), never, List.of(term(4)))
                        .unmet())
                .containsExactly("[4]");
    }

    @Test
    void aLongerTermTakesThePlaceOfTheOneWithinIt() {
        // 4 5 is a term, 4 5 6 another; the first must come twice.
        var terms = List.of(term(4, 5), term(4, 5, 6));
        var found = search(new BeamSearch(3000, 0, 5, 100), random(2), terms);
        assertThat(found.tokens()).hasSize(5).containsSequence(4, 5, 6);
    }

    private static Term term(int... tokens) {
        return new Term(Arrays.toString(tokens), false, List.of(new Form(tokens, false)));
    }

    /** One or two terms of one or two forms; of two terms, none of the tokens of the one is the other's. */
    private static List<Term> randomTerms(Random random) {
        var terms = new ArrayList<Term>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            int first = 4 + 2 * i;
            var forms = new ArrayList<Form>();
            for (int f = random.nextInt(2); f >= 0; f--) {
                int length = 1 + random.nextInt(2);
                forms.add(new Form(random.ints(length, first, first + 2).toArray(), false));
            }
            terms.add(new Term("term " + i, false, forms));
        }
        return terms;
    }

    private static RequiredTerms required(List<Term> terms) {
        return new RequiredTerms(terms, EDGES, List.of());
    }

    private static Hypothesis search(BeamSearch search, Table table, List<Term> terms) {
        var sentence = new BeamSearch.Sentence(1, 0, required(terms));
        return search.search(new TableDecoding(VOCABULARY, table, 0), List.of(sentence))
                .get(0)
                .get(0);
    }

    private interface Visitor {
        void visit(List<Integer> tokens, double logProbability);
    }

    /** Visits every sentence of up to {@code limit} tokens. */
    private static void grow(Table table, List<Integer> prefix, double sum, int limit, Visitor visitor) {
        var next = table.next(0, prefix);
        visitor.visit(prefix, sum + next[Subwords.END]);
        for (int i = 0; i < TOKENS.length && prefix.size() < limit; i++) {
            var longer = new ArrayList<>(prefix);
            longer.add(TOKENS[i]);
            grow(table, longer, sum + next[TOKENS[i]], limit, visitor);
        }
    }

    /** Whether there are places for all terms from the i-th on that no other has taken. */
    private static boolean holds(List<Integer> tokens, List<Term> terms, int i, boolean[] taken) {
        if (i == terms.size()) {
            return true;
        }
        for (var form : terms.get(i).forms()) {
            int length = form.tokens().length;
            for (int at = 0; at + length <= tokens.size(); at++) {
                boolean fits = true;
                for (int k = 0; k < length; k++) {
                    fits &= !taken[at + k] && tokens.get(at + k) == form.tokens()[k];
                }
                if (fits) {
                    Arrays.fill(taken, at, at + length, true);
                    if (holds(tokens, terms, i + 1, taken)) {
                        return true;
                    }
                    Arrays.fill(taken, at, at + length, false);
                }
            }
        }
        return false;
    }

    private static Table random(long seed) {
        return (sentence, prefix) -> {
            var random = new Random((seed * 1_000_003 + sentence) * 1_000_003 + prefix.hashCode());
            var logits = random.doubles(VOCABULARY).map(x -> 4 * x).toArray();
            var norm = Math.log(Arrays.stream(logits).map(Math::exp).sum());
            var next = new float[VOCABULARY];
            for (int i = 0; i < VOCABULARY; i++) {
                next[i] = (float) (logits[i] - norm);
            }
            return next;
        };
    }
}
