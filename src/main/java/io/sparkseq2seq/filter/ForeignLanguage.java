package io.sparkseq2seq.filter;

import io.sparkseq2seq.language.LanguageDetector;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A side in a language that is not its own. What decides is the margin between its language and the most probable other
 * one, not how sure the detector is: related languages share the probability of a short sentence, and both are right
 * then.
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
        var first = reason(AddressMatch.without(pair.source()), source, "source");
        return first.isPresent() ? first : reason(AddressMatch.without(pair.target()), target, "target");
    }

    private Optional<String> reason(String text, Set<String> own, String side) {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        double right = 0;
        double other = 0;
        String name = "";
        for (Map.Entry<String, Double> language :
                DETECTOR.get().probabilities(text).entrySet()) {
            if (own.contains(language.getKey())) {
                right += language.getValue();
            } else if (language.getValue() > other) {
                other = language.getValue();
                name = language.getKey();
            }
        }
        return other > margin * right ? Optional.of("the " + side + " reads like " + name) : Optional.empty();
    }
}
