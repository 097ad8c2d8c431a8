package io.sparkseq2seq.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** N-grams of words or of characters with how often each occurs, by order: entry 0 has the unigrams. */
final class NGrams {
    private NGrams() {}

    /** N-grams of words; no word may contain a space. */
    static List<Map<String, Integer>> ofWords(List<String> words, int order) {
        var byOrder = new ArrayList<Map<String, Integer>>(order);
        for (int n = 1; n <= order; n++) {
            var counts = new HashMap<String, Integer>();
            for (int i = 0; i + n <= words.size(); i++) {
                counts.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
            }
            byOrder.add(counts);
        }
        return byOrder;
    }

    /** N-grams of characters (Unicode code points). */
    static List<Map<String, Integer>> ofCharacters(String text, int order) {
        int[] characters = text.codePoints().toArray();
        var byOrder = new ArrayList<Map<String, Integer>>(order);
        for (int n = 1; n <= order; n++) {
            var counts = new HashMap<String, Integer>();
            for (int i = 0; i + n <= characters.length; i++) {
                counts.merge(new String(characters, i, n), 1, Integer::sum);
            }
            byOrder.add(counts);
        }
        return byOrder;
    }

    /** How many there are, repetitions included. */
    static long total(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** How many of the first are in the second, each at most as often as there. */
    static long matches(Map<String, Integer> first, Map<String, Integer> second) {
        long matches = 0;
        for (Map.Entry<String, Integer> entry : first.entrySet()) {
            matches += Math.min(entry.getValue(), second.getOrDefault(entry.getKey(), 0));
        }
        return matches;
    }
}
