package io.sparkseq2seq.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.ChineseScript;
import io.sparkseq2seq.text.Normalizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    private static final Glossary GLOSSARY = new Glossary(Map.of(
            "dog", List.of("Hund", "Hündin"),
            "New York", List.of("Neu York"),
            "New York Times", List.of(),
            "IT", List.of("EDV"),
            "eau", List.of("Wasser"),
            "北京", List.of("Peking"),
            "C++", List.of()));

    private static List<String> found(String text) {
        return GLOSSARY.found(text).stream()
                .map(term -> text.substring(term.start(), term.end()) + "=" + String.join("|", term.forms()))
                .toList();
    }

    @Test
    void termsAreWholeWords() {
        assertThat(found("My dog and its doghouse, dogs; dog's, (dog)"))
                .containsExactly("dog=Hund|Hündin", "dog=Hund|Hündin", "dog=Hund|Hündin");
        assertThat(found("l'eau du bureau")).containsExactly("eau=Wasser");
        assertThat(found("C++ or C")).containsExactly("C++=C++");
    }

    @Test
    void charactersOfScriptsWithoutSpacesAreWords() {
        assertThat(found("我住在北京市, ok")).containsExactly("北京=Peking");
    }

    @Test
    void theLongestTermCounts() {
        assertThat(found("The New York Times is from New York."))
                .containsExactly("New York Times=New York Times", "New York=Neu York");
    }

    @Test
    void termsInLowerCaseAreFoundInAnyCaseOthersAsWritten() {
        assertThat(found("Dog DOG")).hasSize(2);
        assertThat(found("IT is it. It's new york")).containsExactly("IT=EDV");
    }

    @Test
    void termsAreChangedLikeTheTextsOfAModel() {
        var lower = GLOSSARY.in(new Normalizer(true, ChineseScript.KEEP));
        assertThat(lower.found("it reads the new york times").stream().map(Required::forms))
                .containsExactly(List.of("EDV"), List.of("New York Times"));
        var simplified =
                new Glossary(Map.of("計畫", List.of("plan"))).in(new Normalizer(false, ChineseScript.SIMPLIFIED));
        assertThat(simplified.found("计划")).hasSize(1);
        assertThat(GLOSSARY.in(Normalizer.PLAIN)).isSameAs(GLOSSARY);
    }

    @Test
    void theDigestIsThatOfTheTermsInAnyOrder() {
        var one = new Glossary(Map.of("a", List.of("x"), "b", List.of("y", "z")));
        assertThat(new Glossary(Map.of(" b ", List.of("y", "z"), "a", List.of("x", "x"))).digest())
                .isEqualTo(one.digest())
                .hasSize(64);
        assertThat(new Glossary(Map.of("a", List.of("x"), "b", List.of("y"))).digest())
                .isNotEqualTo(one.digest());
        assertThat(Glossary.EMPTY.found("a b")).isEmpty();
    }
}
