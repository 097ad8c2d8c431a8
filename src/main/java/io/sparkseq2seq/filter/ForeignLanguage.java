package io.sparkseq2seq.filter;

import io.sparkseq2seq.language.LanguageDetector;
import java.util.List;
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

    private static final List<String> LANGUAGES = LanguageDetector.languages();

    @Override
    public String name() {
        return "another language";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        var ofSource = Scores.of(pair.source(), source, target);
        if (ofSource.isPresent() && ofSource.get().isForeign(margin)) {
            return Optional.of("the source reads like " + ofSource.get().name());
        }
        var ofTarget = Scores.of(pair.target(), target, source);
        if (ofTarget.isPresent() && ofTarget.get().isForeign(margin)) {
            return Optional.of("the target reads like " + ofTarget.get().name());
        }
        // Both sides together may tell what neither does.
        return ofSource.isPresent()
                        && ofTarget.isPresent()
                        && ofSource.get().likeOther + ofTarget.get().likeOther
                                > StrictMath.log(margin) + ofSource.get().own + ofTarget.get().own
                ? Optional.of("the sides are swapped")
                : Optional.empty();
    }

    /**
     * What a text's languages tell, as logarithms.
     *
     * @param own of the side's own language
     * @param likeOther of the other side's
     * @param foreign of the most probable one that is not its own
     * @param place of that one
     */
    private record Scores(double own, double likeOther, double foreign, int place) {
        /** None where the side's language is not given, or the text is too short to tell. */
        static Optional<Scores> of(String text, Set<String> language, Set<String> other) {
            return language.isEmpty()
                    ? Optional.empty()
                    : DETECTOR.get().scores(AddressMatch.without(text)).map(all -> of(all, language, other));
        }

        private static Scores of(double[] all, Set<String> language, Set<String> other) {
            int place = -1;
            for (int i = 0; i < all.length; i++) {
                if ((place < 0 || all[i] > all[place]) && !language.contains(LANGUAGES.get(i))) {
                    place = i;
                }
            }
            return new Scores(sum(all, language), sum(all, other), all[place], place);
        }

        /** The logarithm of the sum of the probabilities of one language's names. */
        private static double sum(double[] all, Set<String> codes) {
            double most = Double.NEGATIVE_INFINITY;
            for (var code : codes) {
                most = Math.max(most, all[LANGUAGES.indexOf(code)]);
            }
            if (codes.size() <= 1) {
                return most;
            }
            double sum = 0;
            for (var code : codes) {
                sum += StrictMath.exp(all[LANGUAGES.indexOf(code)] - most);
            }
            return most + StrictMath.log(sum);
        }

        boolean isForeign(double margin) {
            return foreign > StrictMath.log(margin) + own;
        }

        String name() {
            return LANGUAGES.get(place);
        }
    }
}
