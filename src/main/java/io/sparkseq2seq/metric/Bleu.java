package io.sparkseq2seq.metric;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;
import io.sparkseq2seq.config.BleuSmoothing;
import io.sparkseq2seq.config.BleuTokenizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * BLEU (Papineni et al., 2002): the geometric mean of the n-gram precisions p_1 to p_N, times the brevity penalty exp(1
 * - r/c) where the translations' c words are fewer than the references' r. An n-gram counts at most as often as in the
 * reference that has it most often. Of several references, r is the length of the one closest in length, or of the
 * shorter of two equally close ones.
 *
 * @param tokenizer splits a line into words
 * @param lowercase whether case is ignored
 * @param smoothing replaces a precision of zero (Chen and Cherry, 2014)
 * @param smoothingValue the count that floor takes instead of none, or the k of add-k; 0: the usual 0.1 and 1
 * @param order N, usually 4
 * @param effectiveOrder whether the mean leaves out orders for which the text is too short; for single sentences
 */
public record Bleu(
        BleuTokenizer tokenizer,
        boolean lowercase,
        BleuSmoothing smoothing,
        double smoothingValue,
        int order,
        boolean effectiveOrder)
        implements Metric {

    /** What papers report for a corpus: up to 4-grams, exponential smoothing. */
    public static Bleu of(BleuTokenizer tokenizer, boolean lowercase) {
        return new Bleu(tokenizer, lowercase, BleuSmoothing.EXP, 0, 4, false);
    }

    /** For single sentences: only the orders that a sentence has. */
    public Bleu forSentences() {
        return new Bleu(tokenizer, lowercase, smoothing, smoothingValue, order, true);
    }

    @Override
    public String name() {
        return "BLEU";
    }

    /** @return words of the hypothesis, words of the closest reference, then matches and n-grams of each order */
    @Override
    public double[] counts(String hypothesis, List<String> references) {
        List<String> words = words(hypothesis);
        var most = IntStream.range(0, order)
                .<Map<String, Integer>>mapToObj(n -> new HashMap<>())
                .toList();
        int closest = Integer.MAX_VALUE;
        for (String reference : references) {
            List<String> others = words(reference);
            closest = closer(words.size(), closest, others.size());
            var ngrams = NGrams.ofWords(others, order);
            for (int n = 0; n < order; n++) {
                var merged = most.get(n);
                ngrams.get(n).forEach((ngram, count) -> merged.merge(ngram, count, Math::max));
            }
        }
        double[] counts = new double[2 + 2 * order];
        counts[0] = words.size();
        counts[1] = closest;
        var ngrams = NGrams.ofWords(words, order);
        for (int n = 0; n < order; n++) {
            counts[2 + 2 * n] = NGrams.matches(ngrams.get(n), most.get(n));
            counts[3 + 2 * n] = Math.max(0, words.size() - n);
        }
        return counts;
    }

    private List<String> words(String line) {
        return Tokenizer.words(tokenizer, lowercase ? UCharacter.toLowerCase(ULocale.ROOT, line) : line);
    }

    /** @return the reference length closer to the hypothesis', or the shorter of two equally close ones */
    private static int closer(int hypothesis, int one, int other) {
        int distance = Math.abs(hypothesis - one);
        int otherDistance = Math.abs(hypothesis - other);
        return distance < otherDistance || distance == otherDistance && one < other ? one : other;
    }

    @Override
    public Score score(double[] counts, String references) {
        double[] precisions = new double[order];
        int orders = order;
        boolean matched = IntStream.range(0, order).anyMatch(n -> counts[2 + 2 * n] > 0);
        double value = smoothingValue > 0 ? smoothingValue : smoothing == BleuSmoothing.FLOOR ? 0.1 : 1;
        double halving = 1;
        for (int n = 0; matched && n < order; n++) {
            double add = smoothing == BleuSmoothing.ADD_K && n > 0 ? value : 0;
            double matches = counts[2 + 2 * n] + add;
            double total = counts[3 + 2 * n] + add;
            if (total == 0) {
                break;
            }
            if (effectiveOrder) {
                orders = n + 1;
            }
            if (matches == 0 && smoothing == BleuSmoothing.EXP) {
                halving /= 2;
                matches = halving;
            } else if (matches == 0 && smoothing == BleuSmoothing.FLOOR) {
                matches = value;
            }
            precisions[n] = matches / total;
        }
        double hypothesisLength = counts[0];
        double referenceLength = counts[1];
        double brevity = hypothesisLength >= referenceLength
                ? 1
                : hypothesisLength == 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
        double bleu = matched ? brevity * geometricMean(precisions, orders) : 0;
        return new Score(signature(references), 100 * bleu, detail(precisions, brevity, counts));
    }

    /** The geometric mean of the first values; 0 when one of them is 0. */
    private static double geometricMean(double[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.log(values[i]);
        }
        return Math.exp(sum / count);
    }

    private static String detail(double[] precisions, double brevity, double[] counts) {
        String shown = java.util.Arrays.stream(precisions)
                .mapToObj(precision -> Score.rounded(100 * precision, 1).toString())
                .collect(Collectors.joining("/"));
        double ratio = counts[1] > 0 ? counts[0] / counts[1] : 0;
        return shown + " (BP = " + Score.rounded(brevity, 3) + " ratio = " + Score.rounded(ratio, 3) + " hyp_len = "
                + (long) counts[0] + " ref_len = " + (long) counts[1] + ")";
    }

    private Signature signature(String references) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("nrefs", references);
        fields.put("case", lowercase ? "lc" : "mixed");
        fields.put("eff", effectiveOrder ? "yes" : "no");
        fields.put("tok", tokenizer.toString());
        fields.put(
                "smooth",
                switch (smoothing) {
                    case NONE -> "none";
                    case EXP -> "exp";
                    case FLOOR -> "floor[" + Score.rounded(smoothingValue > 0 ? smoothingValue : 0.1, 2) + "]";
                    case ADD_K -> "add-k[" + Score.rounded(smoothingValue > 0 ? smoothingValue : 1, 2) + "]";
                });
        return new Signature(name(), fields);
    }
}
