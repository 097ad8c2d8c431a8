package io.sparkseq2seq.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.language.LanguageDetector;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ForeignLanguageTest {
    private static final List<String> TEXTS = List.of(
            "The weather is beautiful today.",
            "Das Wetter ist heute sehr schön.",
            "Været er veldig fint i dag, og vi skal gå en tur.",
            "Vejret er meget smukt i dag, og vi skal ud og gå.",
            "Vi skal spise middag sammen med familien",
            "Il fait très beau temps aujourd'hui.",
            "Laba diena, kaip sekasi jums",
            "De kinderen spelen in de tuin.",
            "Die Kinder spielen im Garten.",
            "Yes.");
    private static final List<String> LANGUAGES = List.of("en", "de", "no", "da", "nl", "et", "");

    /** The reason as probabilities give it. */
    private static String reason(Pair pair, Set<String> source, Set<String> target, double margin) {
        var ofSource = probabilities(pair.source(), source);
        var ofTarget = probabilities(pair.target(), target);
        if (isForeign(ofSource, source, margin)) {
            return "source";
        }
        if (isForeign(ofTarget, target, margin)) {
            return "target";
        }
        double straight = sum(ofSource, source) * sum(ofTarget, target);
        double crossed = sum(ofSource, target) * sum(ofTarget, source);
        return crossed > margin * straight ? "swapped" : "";
    }

    private static Map<String, Double> probabilities(String text, Set<String> own) {
        return own.isEmpty() ? Map.of() : new LanguageDetector().probabilities(text);
    }

    private static boolean isForeign(Map<String, Double> probabilities, Set<String> own, double margin) {
        return probabilities.entrySet().stream()
                .anyMatch(language ->
                        !own.contains(language.getKey()) && language.getValue() > margin * sum(probabilities, own));
    }

    private static double sum(Map<String, Double> probabilities, Set<String> languages) {
        return languages.stream()
                .mapToDouble(language -> probabilities.getOrDefault(language, 0.0))
                .sum();
    }

    @Test
    void whatDecidesIsHowProbableLanguagesAre() {
        var random = new Random(2);
        var reasons = new TreeMap<String, Integer>();
        for (int i = 0; i < 1_500; i++) {
            var pair = new Pair(text(random), text(random));
            var source = codes(random);
            var target = codes(random);
            double margin = Math.pow(10, 6 * random.nextDouble());
            var expected = reason(pair, source, target, margin);
            var said = new ForeignLanguage(source, target, margin).reason(pair).orElse("");
            assertThat(said)
                    .as(pair + " " + source + " " + target + " " + margin)
                    .contains(expected);
            assertThat(said.isEmpty()).isEqualTo(expected.isEmpty());
            reasons.merge(expected, 1, Integer::sum);
        }
        assertThat(reasons.keySet()).containsExactly("", "source", "swapped", "target");
    }

    private static Set<String> codes(Random random) {
        var language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
        return language.isEmpty() ? Set.of() : LanguageDetector.codes(language, "x");
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
