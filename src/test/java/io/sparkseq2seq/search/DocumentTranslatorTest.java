package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Symbols;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DocumentTranslatorTest {
    private static final DocumentSettings DEFAULTS =
            Settings.load(Optional.empty(), List.of()).translate().document();

    private final EchoModel model = new EchoModel();
    private final Translator sentences = model.translator(4, 100);
    private final DocumentTranslator documents = new DocumentTranslator(sentences, DEFAULTS);

    private List<String> texts(String... texts) {
        return documents.translate(List.of(texts)).stream()
                .map(Translation::text)
                .toList();
    }

    @Test
    void aSentenceOnALineIsTranslatedAsTheTranslatorDoes() {
        for (var line : List.of("Tom loves the dog.", "the", "- Tom loves playing  football", "我们", "No. 5 sleeps.")) {
            assertThat(documents.translate(List.of(line))).isEqualTo(sentences.translate(List.of(line)));
        }
    }

    @Test
    void textsComeBackInTheirForm() {
        var text = "Tom loves the dog. The dog sleeps.\n\n- Tom\n- dog\n\n  我们。我们。\n-----\n";
        assertThat(texts(text, "Tom", text)).containsExactly(text, "Tom", text);
    }

    @Test
    void theLogProbabilityIsTheSumOfTheSentences() {
        var one = sentences.translate(List.of("Tom loves the dog.")).get(0);
        var both = documents
                .translate(List.of("Tom loves the dog.\n\n Tom loves the dog."))
                .get(0);
        assertThat(both.tokens()).isEqualTo(2 * one.tokens());
        assertThat(both.logProbability()).isEqualTo(2 * one.logProbability());
    }

    @Test
    void sentencesOfAllTextsAreTranslatedTogetherAndEachOnce() {
        documents.translate(List.of("Tom sleeps. The dog sleeps.", "Tom sleeps.\nTom sleeps.", "..."));
        assertThat(model.batches).hasSize(1).first().asList().hasSize(2);
    }

    @Test
    void textsOfNothingHaveAnEmptyTranslation() {
        assertThat(documents.translate(List.of("", " \n\t", "\u0000", "\uFEFF")))
                .extracting(Translation::text)
                .containsOnly("");
        assertThat(model.batches).isEmpty();
    }

    @Test
    void theAlignmentCountsTheWordsOfAllSentencesAndOfWhatStandsBetween() {
        var aligning = new DocumentTranslator(sentences.withAlignment(), DEFAULTS);
        var one = aligning.translate(List.of("Tom loves the dog.")).get(0).alignment();
        var text = "- Tom loves the dog.\n- Tom loves the dog.";
        var both = aligning.translate(List.of(text)).get(0);
        assertThat(both.text()).isEqualTo(text);
        assertThat(one).matches("\\d-0 \\d-1 \\d-2 \\d-3");
        assertThat(both.alignment()).isEqualTo(moved(one, 1) + " " + moved(one, 6));
        assertThat(documents.translate(List.of(text)).get(0).alignment()).isNull();
    }

    /** Gives its sources back, but x for 7 and y for 9. */
    private static Translator withoutNumbers() {
        int seven = EchoModel.SUBWORDS.encodeUnspaced("7")[0];
        int nine = EchoModel.SUBWORDS.encodeUnspaced("9")[0];
        int x = EchoModel.SUBWORDS.encodeUnspaced("x")[0];
        int y = EchoModel.SUBWORDS.encodeUnspaced("y")[0];
        return new Translator(
                EchoModel.SUBWORDS,
                EchoModel.SUBWORDS,
                sources -> new EchoModel()
                        .start(Arrays.stream(sources)
                                .map(source -> Arrays.stream(source)
                                        .map(token -> token == seven ? x : token == nine ? y : token)
                                        .toArray())
                                .toArray(int[][]::new)),
                new BeamSearch(2, 0.6, 1000, 3),
                4,
                100);
    }

    @Test
    void whatOtherTextsAskForDoesNotChangeATranslation() {
        var translator = new DocumentTranslator(withoutNumbers(), DEFAULTS);
        var texts = List.of("Call {0} now.", "Call <b>9</b> now.", "Call {0} and {1}.", "Call <b>9</b> and 8.");
        var alone = texts.stream()
                .map(text -> translator.translate(List.of(text)).get(0))
                .toList();
        assertThat(alone.get(0).text()).isEqualTo(texts.get(0));
        assertThat(alone.get(1).text()).isEqualTo("Call <b>y</b> now.");
        assertThat(translator.translate(texts)).isEqualTo(alone);
    }

    @Test
    void aSymbolOfTheModelIsNoTagOfTheText() {
        var learner = new SubwordLearner(400, 1, 1, 2, false, Normalizer.PLAIN);
        learner.define(new Symbols(List.of("<web>")), false);
        List.of(" Tom", " sleeps").forEach(word -> learner.add(word, 10));
        var subwords = learner.learn();
        var seen = new ArrayList<String>();
        var translator = new Translator(
                subwords,
                EchoModel.SUBWORDS,
                sources -> {
                    Arrays.stream(sources).map(subwords::decode).forEach(seen::add);
                    return model.start(sources);
                },
                new BeamSearch(2, 0.6, 1000, 3),
                4,
                100);
        new DocumentTranslator(translator, DEFAULTS).translate(List.of("<web> Tom sleeps", "<b>Tom</b> sleeps <web>"));
        assertThat(seen).contains("<web> Tom sleeps", "Tom sleeps <web>");
    }

    @Test
    void oneWayIsEnoughWhereItsTermsAreCopied() {
        assertThat(texts("Tom loves {0}.")).containsExactly("Tom loves {0}.");
        assertThat(model.batches).hasSize(1).first().asList().hasSize(1);
    }

    private static String moved(String alignment, int by) {
        return Arrays.stream(alignment.split("[ -]"))
                .map(word -> Integer.parseInt(word) + by)
                .map(String::valueOf)
                .collect(Collectors.joining("-"))
                .replaceAll("(\\d+-\\d+)-", "$1 ");
    }
}
