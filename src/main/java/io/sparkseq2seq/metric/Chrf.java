package io.sparkseq2seq.metric;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * chrF (Popović, 2015) and, with words, chrF++ (Popović, 2017): precision and recall of n-grams of characters, averaged
 * over the orders that both sides have, and their F-score with recall beta times as important. With several references,
 * each sentence is scored against the one that gives it the best score.
 *
 * @param characterOrder longest n-grams of characters, usually 6
 * @param wordOrder longest n-grams of words; 0: none, chrF; 2: chrF++
 * @param beta usually 2
 * @param whitespace whether white space counts as characters, usually not
 * @param lowercase whether case is ignored
 * @param effectiveOrder true: average precision and recall over the orders that both sides have, as usual. false:
 *     average the F-scores of all orders, with a tiny number where there is no n-gram, as chrF++.py and Moses do
 */
public record Chrf(
        int characterOrder, int wordOrder, int beta, boolean whitespace, boolean lowercase, boolean effectiveOrder)
        implements Metric {
    private static final double TINY = 1e-16;
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /** chrF2: characters alone. */
    public static Chrf characters(boolean lowercase) {
        return new Chrf(6, 0, 2, false, lowercase, true);
    }

    /** chrF2++: words and pairs of words as well. */
    public static Chrf withWords(boolean lowercase) {
        return new Chrf(6, 2, 2, false, lowercase, true);
    }

    @Override
    public String name() {
        return "chrF" + beta + "+".repeat(wordOrder);
    }

    /** @return of each order, characters first: n-grams of the hypothesis, of the reference, and matches */
    @Override
    public double[] counts(String hypothesis, List<String> references) {
        var ngrams = ngrams(hypothesis);
        double[] best = null;
        for (String reference : references) {
            double[] counts = counts(ngrams, ngrams(reference));
            if (best == null || value(counts) > value(best)) {
                best = counts;
            }
        }
        return best;
    }

    private static double[] counts(List<Map<String, Integer>> hypothesis, List<Map<String, Integer>> reference) {
        double[] counts = new double[3 * hypothesis.size()];
        for (int n = 0; n < hypothesis.size(); n++) {
            long inReference = NGrams.total(reference.get(n));
            // The hypothesis cannot be judged by an order for which the reference is too short.
            counts[3 * n] = inReference == 0 ? 0 : NGrams.total(hypothesis.get(n));
            counts[3 * n + 1] = inReference;
            counts[3 * n + 2] = NGrams.matches(hypothesis.get(n), reference.get(n));
        }
        return counts;
    }

    private List<Map<String, Integer>> ngrams(String line) {
        String text = lowercase ? UCharacter.toLowerCase(ULocale.ROOT, line) : line;
        var ngrams = new ArrayList<>(NGrams.ofCharacters(whitespace ? text : WhiteSpace.join(text), characterOrder));
        if (wordOrder > 0) {
            ngrams.addAll(NGrams.ofWords(words(text), wordOrder));
        }
        return ngrams;
    }

    /** WhiteSpace with at most one ASCII punctuation mark cut off: their last character, or else their first. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (String word : WhiteSpace.split(text)) {
            int last = word.length() - 1;
            if (last > 0 && PUNCTUATION.indexOf(word.charAt(last)) >= 0) {
                words.add(word.substring(0, last));
                words.add(word.substring(last));
            } else if (last > 0 && PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
                words.add(word.substring(0, 1));
                words.add(word.substring(1));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    @Override
    public Score score(double[] counts, String references) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("nrefs", references);
        fields.put("case", lowercase ? "lc" : "mixed");
        fields.put("eff", effectiveOrder ? "yes" : "no");
        fields.put("nc", String.valueOf(characterOrder));
        fields.put("nw", String.valueOf(wordOrder));
        fields.put("space", whitespace ? "yes" : "no");
        return new Score(new Signature(name(), fields), 100 * value(counts), "");
    }

    private double value(double[] counts) {
        double precision = 0;
        double recall = 0;
        double scores = 0;
        int orders = 0;
        for (int i = 0; i < counts.length; i += 3) {
            double ofOrder = counts[i] > 0 ? counts[i + 2] / counts[i] : TINY;
            double recallOfOrder = counts[i + 1] > 0 ? counts[i + 2] / counts[i + 1] : TINY;
            scores += ofOrder + recallOfOrder > 0 ? f(ofOrder, recallOfOrder) : TINY;
            if (counts[i] > 0 && counts[i + 1] > 0) {
                precision += ofOrder;
                recall += recallOfOrder;
                orders++;
            }
        }
        if (!effectiveOrder) {
            return scores / (characterOrder + wordOrder);
        }
        return precision + recall > 0 ? f(precision / orders, recall / orders) : 0;
    }

    /** F = (1 + beta^2) P R / (beta^2 P + R). */
    private double f(double precision, double recall) {
        double weight = (double) beta * beta;
        return (1 + weight) * precision * recall / (weight * precision + recall);
    }
}
