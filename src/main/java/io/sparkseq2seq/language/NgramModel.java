package io.sparkseq2seq.language;

import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;

/**
 * OpenNLP's model of languages in a table that is looked up without an object for each n-gram, some ten times as fast
 * as OpenNLP's own way: the text is normalized as there, the weights of its distinct runs of one to three characters,
 * in lower case, are added up for each language, and the exponentials of the sums, scaled to add up to 1, are the
 * probabilities. They differ from OpenNLP's in the last digits, for the sums are taken in the order of the text, from
 * 0, and the exponential is the strict one, so that each machine has the same.
 *
 * <p>Immutable and safe to share between threads; a {@link Scratch} is one thread's.
 */
final class NgramModel {
    private static final int LONGEST = 3;
    /** A key has its length above its characters, so that none is 0. */
    private static final int LENGTH_SHIFT = LONGEST * Character.SIZE;

    private final String[] languages;
    private final long[] keys;
    /** The number of a key's n-gram. */
    private final int[] places;

    private final int[][] outcomes;
    private final double[][] weights;

    /** Which n-grams of a text were seen. */
    final class Scratch {
        private final int[] seenIn = new int[outcomes.length];
        private int text;
    }

    NgramModel(LanguageDetectorModel model) {
        if (!(model.getMaxentModel() instanceof AbstractModel weighted)) {
            throw new IllegalStateException(model.getMaxentModel().getClass().getName());
        }
        var parts = weighted.getDataStructures();
        languages = (String[]) parts[2];
        @SuppressWarnings("unchecked")
        var contexts = (Map<String, Context>) parts[1];
        keys = new long[Integer.highestOneBit(Math.max(1, contexts.size())) * 4];
        places = new int[keys.length];
        outcomes = new int[contexts.size()][];
        weights = new double[contexts.size()][];
        int number = 0;
        for (var context : contexts.entrySet()) {
            var gram = context.getKey();
            if (!gram.isEmpty() && gram.length() <= LONGEST) {
                long key = 0;
                for (int i = 0; i < gram.length(); i++) {
                    key = key << Character.SIZE | gram.charAt(i);
                }
                int at = at(key | (long) gram.length() << LENGTH_SHIFT);
                keys[at] = key | (long) gram.length() << LENGTH_SHIFT;
                places[at] = number;
                outcomes[number] = context.getValue().getOutcomes();
                weights[number++] = context.getValue().getParameters();
            }
        }
    }

    /** Codes of ISO 639-3, in the order of probabilities. */
    String[] languages() {
        return languages;
    }

    /** Where a key is, or would be. */
    private int at(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int at = (int) (hash >>> 32) & keys.length - 1;
        while (keys[at] != 0 && keys[at] != key) {
            at = at + 1 & keys.length - 1;
        }
        return at;
    }

    /** How probable each language is. */
    double[] probabilities(String text, Scratch scratch) {
        var normalized = DetectorText.of(text);
        var sums = new double[languages.length];
        scratch.text++;
        int length = normalized.length();
        var lower = new char[length];
        for (int i = 0, c; i < length; i += Character.charCount(c)) {
            c = Character.toLowerCase(Character.codePointAt(normalized, i));
            Character.toChars(c, lower, i);
        }
        for (int i = 0; i < length; i++) {
            long key = 0;
            for (int n = 1; n <= LONGEST && i + n <= length; n++) {
                key = key << Character.SIZE | lower[i + n - 1];
                add(key | (long) n << LENGTH_SHIFT, scratch, sums);
            }
        }
        double all = 0;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = StrictMath.exp(sums[i]);
            all += sums[i];
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= all;
        }
        return sums;
    }

    private void add(long key, Scratch scratch, double[] sums) {
        int at = at(key);
        if (keys[at] == 0 || scratch.seenIn[places[at]] == scratch.text) {
            return;
        }
        int number = places[at];
        scratch.seenIn[number] = scratch.text;
        var of = outcomes[number];
        var weight = weights[number];
        for (int i = 0; i < of.length; i++) {
            sums[of[i]] += weight[i];
        }
    }
}
