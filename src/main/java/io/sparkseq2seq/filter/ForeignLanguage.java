package io.sparkseq2seq.filter;

import io.sparkseq2seq.language.LanguageDetector;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A side in a language that is not its own. What decides is the margin between its language and the most probable other
 * one, not how sure the detector is: related languages share the probability of a short sentence, and both are right
 * then. Sides that are swapped are known by both together.
 *
 * @param source codes of the source's language
 * @param target codes of the target's language
 * @param margin so many times as probable as the side's own language another one must be
 */
record ForeignLanguage(Set<String> source, Set<String> target, double margin) implements PairFilter {
    /** Tells languages for one thread. */
    private static final ThreadLocal<LanguageDetector> DETECTOR = ThreadLocal.withInitial(LanguageDetector::new);

    @Override
    public String name() {
        return "another language";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        var ofSource = probabilities(pair.source(), source);
        var first = reason(ofSource, source, "source");
        if (first.isPresent()) {
            return first;
        }
        var ofTarget = probabilities(pair.target(), target);
        var second = reason(ofTarget, target, "target");
        return second.isPresent() ? second : swapped(ofSource, ofTarget);
    }

    private static Map<String, Double> probabilities(String text, Set<String> own) {
        return own.isEmpty() ? Map.of() : DETECTOR.get().probabilities(AddressMatch.without(text));
    }

    private Optional<String> reason(Map<String, Double> probabilities, Set<String> own, String side) {
        double other = 0;
        String name = "";
        for (Map.Entry<String, Double> language : probabilities.entrySet()) {
            if (!own.contains(language.getKey()) && language.getValue() > other) {
                other = language.getValue();
                name = language.getKey();
            }
        }
        return other > margin * of(own, probabilities)
                ? Optional.of("the " + side + " reads like " + name)
                : Optional.empty();
    }

    /** Both sides together may tell what neither does. */
    private Optional<String> swapped(Map<String, Double> ofSource, Map<String, Double> ofTarget) {
        double straight = of(source, ofSource) * of(target, ofTarget);
        double crossed = of(target, ofSource) * of(source, ofTarget);
        return crossed > margin * straight ? Optional.of("the sides are swapped") : Optional.empty();
    }

    private static double of(Set<String> languages, Map<String, Double> probabilities) {
        return languages.stream()
                .mapToDouble(language -> probabilities.getOrDefault(language, 0.0))
                .sum();
    }
}
