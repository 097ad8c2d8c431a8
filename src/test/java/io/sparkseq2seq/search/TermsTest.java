package io.sparkseq2seq.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkseq2seq.glossary.Glossary;
import io.sparkseq2seq.subword.SubwordLearner;
import io.sparkseq2seq.subword.Symbols;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Terms in a model that echoes its source. */
class TermsTest {
    private static final Glossary GLOSSARY = new Glossary(Map.of(
            "dog", List.of("Hund"),
            "cat", List.of("katze"),
            "playing", List.of("我们"),
            "football", List.of("Fuß", "Fußball"),
            "Tom", List.of()));

    private final EchoModel model = new EchoModel();

    private Translator translator(boolean numbers, int batch, int maxSourceLength) {
        var control = new Control(0, 0, 0, 0, null, new Terms(GLOSSARY, numbers));
        return model.translator(new BeamSearch(4, 0.6, 200, 3).with(control), batch, maxSourceLength);
    }

    private String translated(String line) {
        return translator(true, 4, 100).translate(List.of(line)).get(0).text();
    }

    @Test
    void termsStandInTheTranslationAsWholeWords() {
        assertThat(translated("the dog sleeps")).containsPattern("(^| )Hund($|[ .])");
        assertThat(translated("Tom loves playing football."))
                .contains("Tom", "我们")
                .containsPattern("Fuß(ball)?(?!\\p{IsLatin})");
        assertThat(translated("the dog and the dog")).containsPattern("\\bHund\\b.*\\bHund\\b");
    }

    @Test
    void aTermAtTheStartOfASentenceMayHaveACapital() {
        var terms = new Terms(GLOSSARY, false);
        var required = terms.in("Cat sleeps", new TokenEdges(EchoModel.SUBWORDS));
        assertThat(required.terms()).singleElement().satisfies(term -> assertThat(term.forms())
                .extracting(form -> EchoModel.SUBWORDS.decode(form.tokens()), RequiredTerms.Form::atStart)
                .contains(tuple("katze", false), tuple("Katze", true)));
    }

    @Test
    void noTermBeginsBehindAMarkOfCapitalsThatWouldChangeIt() {
        var learner = new SubwordLearner(300, 1, 0.9, 2, false, Normalizer.PLAIN);
        learner.define(Symbols.NONE, true);
        learner.add(" berlin", 5);
        var subwords = learner.learn();
        var edges = new TokenEdges(subwords);
        int mark = subwords.encode("Berlin")[0];
        assertThat(subwords.bytes(mark)).isEmpty();
        var behind = Prefix.EMPTY.then(subwords.encode("berlin")[0], 0, null);
        for (var text : List.of("berlin", "Berlin")) {
            var form = new RequiredTerms.Form(subwords.encode(text), false);
            assertThat(edges.mayBegin(form, false, behind)).isTrue();
            assertThat(edges.mayBegin(form, false, behind.then(mark, 0, null))).isFalse();
        }
    }

    @Test
    void numbersAreCopiedWithAllTheirDigits() {
        // The model echoes, so it is free to: what counts is that none is met by a part of another.
        assertThat(translated("5 of 15, 1,500.5 and 5")).isEqualTo("5 of 15, 1,500.5 and 5");
        var edges = new TokenEdges(EchoModel.SUBWORDS);
        assertThat(claims("15 and 1.5", "5", edges).allMet()).isFalse();
        assertThat(claims("5.1 and 51", "5", edges).allMet()).isFalse();
        assertThat(claims("51, (5)", "5", edges).allMet()).isTrue();
        assertThat(claims("A5.", "5", edges).allMet()).isTrue();
        assertThat(claims("我5们", "5", edges).allMet()).isTrue();
        assertThat(claims("dogs hotdog", "cat", edges).allMet()).isFalse();
        assertThat(claims("katzen", "cat", edges).allMet()).isFalse();
        assertThat(claims("(katze)", "cat", edges).allMet()).isTrue();
    }

    /** Of a text that is written token by token, for a source. */
    private static Claims claims(String text, String source, TokenEdges edges) {
        var claims = Claims.none(new Terms(GLOSSARY, true).in(source, edges));
        var prefix = Prefix.EMPTY;
        for (int id : EchoModel.SUBWORDS.encode(text)) {
            prefix = prefix.then(id, 0, null);
            claims = claims.after(prefix);
        }
        return claims;
    }

    @Test
    void numbersWithinTermsAreTheTerms() {
        var glossary = new Glossary(Map.of("Boeing 747", List.of("Jumbo")));
        assertThat(new Terms(glossary, true)
                        .in("a Boeing 747 of 1970", new TokenEdges(EchoModel.SUBWORDS))
                        .terms())
                .extracting(RequiredTerms.Term::name)
                .containsExactly("Jumbo", "1970");
    }

    @Test
    void translationsDoNotDependOnTheirNeighbours() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            lines.add(List.of(
                            "the dog",
                            "Tom loves the cat",
                            "sleeps",
                            "",
                            "playing " + i,
                            "the ".repeat(30) + "dog " + i)
                    .get(i % 6));
        }
        var expected = translator(true, 7, 20).translate(lines);
        assertThat(expected).allMatch(translation -> translation.unmet().isEmpty());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(translator(true, 1, 20).translate(List.of(lines.get(i)))).containsExactly(expected.get(i));
        }
        var order = new ArrayList<>(lines);
        Collections.shuffle(order, new Random(1));
        var shuffled = translator(true, 5, 20).translate(order);
        for (int i = 0; i < order.size(); i++) {
            assertThat(shuffled.get(i)).isEqualTo(expected.get(lines.indexOf(order.get(i))));
        }
    }

    @Test
    void termsWithCapitalsAreFoundInWhatAModelOfLowerCaseReads() {
        var control = new Control(
                0, 0, 0, 0, null, new Terms(new Glossary(Map.of("IT", List.of("dog"), "Tom", List.of("Hund"))), false));
        var lower = new Translator(
                EchoModel.lowerCase(),
                EchoModel.SUBWORDS,
                model::start,
                new BeamSearch(4, 0.6, 200, 3).with(control),
                4,
                100);
        assertThat(lower.translate(List.of("Tom loves IT")).get(0).text())
                .contains("Hund")
                .contains("dog");
    }

    @Test
    void aTermThatDoesNotFitIsToldInTheReason() {
        var long_ = new Glossary(Map.of("dog", List.of("x".repeat(300)), "cat", List.of("Katze")));
        var search = new BeamSearch(2, 0.6, 50, 3).with(new Control(0, 0, 0, 0, null, new Terms(long_, false)));
        var outcome = Outcome.of(model.translator(search, 4, 100), List.of("the dog and the cat"))
                .get(0);
        assertThat(outcome.status()).isEqualTo(Status.TRANSLATED);
        assertThat(outcome.reason()).startsWith("without the terms xxx").hasSizeLessThan(310);
        assertThat(outcome.translation().text()).contains("Katze");
    }
}
