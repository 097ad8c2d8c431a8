package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranslatorTest {

    private final EchoModel model = new EchoModel();

    @Test
    void translationsComeInTheOrderOfTheirLines() {
        var lines = List.of("Tom loves the dog", "the", "Tom loves playing football.", "我们", "dog");
        assertThat(texts(model.translator(2, 100).translate(lines))).isEqualTo(lines);
    }

    @Test
    void batchesHoldSentencesOfSimilarLength() {
        var lines = IntStream.range(0, 20)
                .mapToObj(i -> "the ".repeat(i * 7 % 20 + 1))
                .toList();
        model.translator(6, 100).translate(lines);
        assertThat(model.batches).extracting(List::size).containsExactly(6, 6, 6, 2);
        var lengths = model.batches.stream().flatMap(List::stream).toList();
        assertThat(lengths).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void emptyLinesHaveAnEmptyTranslationOfProbabilityOne() {
        var lines = List.of("", "the", " \t\u3000\u00a0", "\u0000");
        var translations = model.translator(4, 100).translate(lines);
        assertThat(texts(translations)).containsExactly("", "the", "", "");
        assertThat(translations.get(0).logProbability()).isZero();
        assertThat(translations.get(2).logProbability()).isZero();
        assertThat(model.batches).containsExactly(List.of(EchoModel.SUBWORDS.encode("the").length));
        assertThat(model.translator(4, 100).translate(List.of())).isEmpty();
    }

    @Test
    void sourcesAreNormalized() {
        assertThat(texts(model.translator(4, 100).translate(List.of("  Tom \t loves\u00a0 the  dog"))))
                .containsExactly("Tom loves the dog");
    }

    @Test
    void theLogProbabilityIsThatOfTheWholeTranslation() {
        int tokens = EchoModel.SUBWORDS.encode("Tom loves the dog").length;
        assertThat(model.translator(4, 100)
                        .translate(List.of("Tom loves the dog"))
                        .get(0)
                        .logProbability())
                .isCloseTo((tokens + 1) * Math.log(0.9), within(1e-5));
    }

    @Test
    void overlongSourcesAreTranslatedInParts() {
        var sentences = "Tom loves the dog sleeps. ".repeat(30).strip();
        var words = "Tom loves the dog ".repeat(30).strip();
        var word = "football".repeat(40);
        var chinese = "我们我们我们。".repeat(30);
        var lines = List.of(sentences, words, word, chinese, "Tom", sentences + " " + word + " " + words);
        var translations = model.translator(8, 20).translate(lines);
        // A word that is cut between tokens is joined with spaces.
        assertThat(texts(translations)).element(2).asString().contains(" ");
        assertThat(texts(translations).stream()
                        .map(text -> text.replace(" ", ""))
                        .toList())
                .isEqualTo(lines.stream().map(text -> text.replace(" ", "")).toList());
        assertThat(texts(translations).subList(0, 2)).isEqualTo(lines.subList(0, 2));
        assertThat(texts(translations).get(3)).isEqualTo(chinese);
        assertThat(model.batches.stream().flatMap(List::stream)).allMatch(length -> length <= 20);
        assertThat(translations.get(0).logProbability()).isLessThan(20 * Math.log(0.9));
    }

    @Test
    void partsAreCutAtSentenceEnds() {
        var cutter = new SourceCutter(EchoModel.SUBWORDS, 20);
        var sentence = "Tom loves the dog.";
        assertThat(cutter.cut((sentence + " ").repeat(5).strip()))
                .extracting(part -> EchoModel.SUBWORDS.decode(part.ids()))
                .allMatch(part -> part.endsWith("dog.") && part.startsWith("Tom"));
    }

    @Test
    void scriptsWithoutSpacesBetweenWordsHaveThemBetweenSentencesOnly() {
        // Two sentences, cut at the space; a run of letters, cut anywhere.
        var sentences = "ฉันรัก ".repeat(8).strip();
        var run = "ฉันรัก".repeat(8);
        for (var line :
                List.of(sentences, run, "ខ្ញុំ".repeat(9), "ຂ້ອຍ".repeat(9), "မင်္ဂလာပါ".repeat(9), "我们。".repeat(20))) {
            assertThat(new SourceCutter(EchoModel.SUBWORDS, 54).cut(line)).hasSizeGreaterThan(1);
            assertThat(texts(model.translator(8, 54).translate(List.of(line)))).containsExactly(line);
        }
    }

    @Test
    void translationsStayOnOneLine() {
        var ids = EchoModel.SUBWORDS.encode("Tom\n\tloves\r\u0085the\u2028dog");
        assertThat(model.translator(4, 100).text(ids)).isEqualTo("Tom loves the dog");
    }

    @Test
    void threadsShareATranslator() throws Exception {
        var translator = model.translator(4, 100);
        var threads = Executors.newFixedThreadPool(4);
        try {
            var tasks = new ArrayList<Callable<List<String>>>();
            for (int i = 0; i < 40; i++) {
                var lines = List.of("the ".repeat(1 + i % 7) + "dog", "Tom " + i);
                tasks.add(() -> texts(translator.translate(lines)));
            }
            var results = threads.invokeAll(tasks);
            for (int i = 0; i < 40; i++) {
                assertThat(results.get(i).get()).containsExactly("the ".repeat(1 + i % 7) + "dog", "Tom " + i);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aModelsNonsenseIsNamed() {
        assertThatThrownBy(() -> model.translator(4, 100).translate(List.of("the", EchoModel.POISON)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void theScoreIsTheMeanLogProbabilityATokenWithTheEndOfEachPart() {
        var sentence = "Tom loves the dog sleeps.";
        var translations = model.translator(8, 20).translate(List.of(sentence, (sentence + " ").repeat(9), ""));
        for (var translation : translations.subList(0, 2)) {
            assertThat(translation.score()).isCloseTo(Math.log(0.9), within(1e-3));
            assertThat(translation.score() * (translation.tokens() + translation.parts()))
                    .isCloseTo(translation.logProbability(), within(1e-9));
        }
        assertThat(translations).extracting(Translation::parts).containsExactly(1, 5, 0);
        assertThat(translations.get(2).score()).isZero();
    }

    @Test
    void everyLineHasAStatus() {
        int limit = EchoModel.SUBWORDS.encode("Tom loves the dog").length;
        var translator = model.translator(new BeamSearch(2, 0.6, limit, 3), 4, 100);
        var lines = Arrays.asList(
                "Tom loves", "Tom loves the dog", "Tom loves the dog the dog", " \u0000", null, EchoModel.POISON);
        var outcomes = Outcome.of(translator, lines);
        assertThat(outcomes)
                .extracting(Outcome::status)
                .containsExactly(
                        Status.TRANSLATED, Status.TRANSLATED, Status.CUT, Status.EMPTY, Status.MISSING, Status.FAILED);
        assertThat(outcomes.get(2).translation().text()).isEqualTo("Tom loves the dog");
        assertThat(outcomes.get(2).reason()).isEqualTo("stopped at the longest length, after " + limit + " tokens");
        assertThat(outcomes.get(5).reason()).contains("NaN");
        assertThat(outcomes.get(0).reason()).isNull();
        assertThat(Status.CUT.word()).isEqualTo("cut");
    }

    @Test
    void aTextIsCutWhereOneOfItsPartsIs() {
        var translator = model.translator(new BeamSearch(1, 0, 8, 3), 4, 13);
        var whole = "Tom loves the dog sleeps.";
        assertThat(EchoModel.SUBWORDS.encode(whole)).hasSizeBetween(7, 8);
        var lines = List.of(whole + " " + whole + " " + whole, whole + " abcdefghij. " + whole);
        var translations = translator.translate(lines);
        assertThat(translations).extracting(Translation::parts).containsExactly(3, 3);
        assertThat(translations).extracting(Translation::cut).containsExactly(false, true);
    }

    @Test
    void alternativesAreTheBestTranslationsThisOneFirst() {
        var plain = new BeamSearch(4, 0.6, 1000, 3);
        var line = "Tom loves the dog";
        var translation = model.translator(plain.withNBest(4), 4, 100)
                .translate(List.of(line))
                .get(0);
        var best = translation.alternatives().get(0);
        assertThat(best.text()).isEqualTo(line);
        assertThat(best.score()).isEqualTo(translation.score());
        assertThat(best.logProbability()).isEqualTo(translation.logProbability());
        assertThat(translation.alternatives())
                .hasSizeBetween(2, 4)
                .extracting(Translation.Alternative::text)
                .doesNotHaveDuplicates();
        var alone = model.translator(plain, 4, 100).translate(List.of(line)).get(0);
        assertThat(alone.alternatives()).isNull();
        assertThat(alone.text()).isEqualTo(translation.text());
        assertThat(alone.logProbability()).isEqualTo(translation.logProbability());
        assertThat(model.translator(plain.withNBest(4), 4, 3)
                        .translate(List.of(line))
                        .get(0)
                        .alternatives())
                .isEmpty();
    }

    @Test
    void alignmentsCountWordsAndCharactersOfScriptsWithoutSpaces() {
        assertThat(alignment("Tom loves the dog.", 100)).isEqualTo("0-0 1-1 2-2 3-3");
        assertThat(alignment("Tom 我们 loves。", 100)).isEqualTo("0-0 1-1 2-2 3-3");
        assertThat(alignment("รักมาก", 100)).isEqualTo("0-0 1-1 2-2 3-3 4-4");
        assertThat(alignment("", 100)).isEmpty();
        assertThat(alignment("the dog. ".repeat(4), 10)).isEqualTo("0-0 1-1 2-2 3-3 4-4 5-5 6-6 7-7");
        assertThat(alignment("我们。".repeat(4), 5)).isEqualTo("0-0 1-1 2-2 3-3 4-4 5-5 6-6 7-7 8-8 9-9 10-10 11-11");
        assertThat(model.translator(4, 100).translate(List.of("the")).get(0).alignment())
                .isNull();
    }

    private String alignment(String line, int maxSourceLength) {
        var search = new BeamSearch(2, 0.6, 1000, 3).withAttention();
        return model.translator(search, 4, maxSourceLength)
                .translate(List.of(line))
                .get(0)
                .alignment();
    }

    private static List<String> texts(List<Translation> translations) {
        return translations.stream().map(Translation::text).toList();
    }

    /** As JavaCPP says it, of memory outside the heap. */
    @Test
    void aBatchTooLargeForTheNativeMemoryIsHalved() {
        var lines = List.of("Tom", "loves", "the", "dog");
        var outcomes = Outcome.of(limited("Physical memory usage is too high", 1), lines);
        assertThat(outcomes).extracting(outcome -> outcome.translation().text()).isEqualTo(lines);
        assertThat(Outcome.of(limited("Cannot allocate new FloatPointer(9)", 0), List.of("Tom")))
                .extracting(Outcome::error)
                .containsExactly("Cannot allocate new FloatPointer(9)");
        assertThatThrownBy(() -> Outcome.of(limited("Java heap space", 1), lines))
                .isInstanceOf(OutOfMemoryError.class);
    }

    private Translator limited(String message, int most) {
        return new Translator(
                EchoModel.SUBWORDS,
                EchoModel.SUBWORDS,
                ids -> {
                    if (ids.length > most) {
                        throw new OutOfMemoryError(message);
                    }
                    return model.start(ids);
                },
                new BeamSearch(1, 0, 100, 3),
                64,
                100);
    }
}
