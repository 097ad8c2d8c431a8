package io.sparkseq2seq.language;

import java.util.Arrays;
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
    /** Behind the languages of an n-gram. */
    private static final byte END = -1;

    /** N-grams with weights for more than one language in so many have one for each, which are added by vectors. */
    private static final int DENSE = 4;

    private final String[] languages;
    private final long[] keys;
    /** The number of a key's n-gram. */
    private final int[] places;
    /**
     * By the number of an n-gram, where its weights begin: in {@link #dense}, or, as the complement, in {@link #some}.
     */
    private final int[] starts;

    /** Weights for each language. */
    private final double[] dense;
    /** The languages of the weights of {@link #some}. */
    private final byte[] outcomes;

    private final double[] some;

    /** Which n-grams of a text were seen, and the sums. */
    final class Scratch {
        private final int[] seenIn = new int[starts.length];
        private int text;
        private final double[] sums = new double[languages.length];
    }

    NgramModel(LanguageDetectorModel model) {
        if (!(model.getMaxentModel() instanceof AbstractModel weighted)) {
            throw new IllegalStateException(model.getMaxentModel().getClass().getName());
        }
        var parts = weighted.getDataStructures();
        languages = (String[]) parts[2];
        @SuppressWarnings("unchecked")
        var contexts = ((Map<String, Context>) parts[1])
                .entrySet().stream()
                        .filter(context ->
                                !context.getKey().isEmpty() && context.getKey().length() <= LONGEST)
                        .toList();
        keys = new long[Integer.highestOneBit(Math.max(1, contexts.size())) * 4];
        places = new int[keys.length];
        starts = new int[contexts.size()];
        long rows =
                contexts.stream().filter(context -> isDense(context.getValue())).count();
        dense = new double[(int) rows * languages.length];
        int rest = contexts.stream()
                .filter(context -> !isDense(context.getValue()))
                .mapToInt(context -> context.getValue().getOutcomes().length + 1)
                .sum();
        outcomes = new byte[rest];
        some = new double[rest];
        int number = 0;
        int row = 0;
        int place = 0;
        for (var context : contexts) {
            var gram = context.getKey();
            long key = 0;
            for (int i = 0; i < gram.length(); i++) {
                key = key << Character.SIZE | gram.charAt(i);
            }
            int at = at(key | (long) gram.length() << LENGTH_SHIFT);
            keys[at] = key | (long) gram.length() << LENGTH_SHIFT;
            places[at] = number;
            int[] of = context.getValue().getOutcomes();
            double[] weights = context.getValue().getParameters();
            if (isDense(context.getValue())) {
                starts[number++] = row;
                for (int i = 0; i < of.length; i++) {
                    dense[row + of[i]] = weights[i];
                }
                row += languages.length;
            } else {
                starts[number++] = ~place;
                for (int i = 0; i < of.length; i++) {
                    outcomes[place] = (byte) of[i];
                    some[place++] = weights[i];
                }
                outcomes[place++] = END;
            }
        }
    }

    private boolean isDense(Context context) {
        return context.getOutcomes().length > languages.length / DENSE;
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
        var probabilities = scores(text, scratch).clone();
        double all = 0;
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = StrictMath.exp(probabilities[i]);
            all += probabilities[i];
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= all;
        }
        return probabilities;
    }

    /**
     * The logarithm of how probable each language is, and a number more that is the same for all.
     *
     * @return the scratch's, until the next text
     */
    double[] scores(String text, Scratch scratch) {
        var normalized = DetectorText.of(text);
        Arrays.fill(scratch.sums, 0);
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
                add(key | (long) n << LENGTH_SHIFT, scratch);
            }
        }
        return scratch.sums;
    }

    private void add(long key, Scratch scratch) {
        int at = at(key);
        if (keys[at] == 0 || scratch.seenIn[places[at]] == scratch.text) {
            return;
        }
        int number = places[at];
        scratch.seenIn[number] = scratch.text;
        if (starts[number] >= 0) {
            addAll(starts[number], scratch.sums);
        } else {
            for (int i = ~starts[number]; outcomes[i] != END; i++) {
                scratch.sums[outcomes[i]] += some[i];
            }
        }
    }

    private void addAll(int start, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += dense[start + i];
        }
    }
}
