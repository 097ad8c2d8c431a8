package io.sparkseq2seq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sentences of made-up words, about as long as image captions. A word of rank r is drawn about as often as 1/r, as in
 * natural text (Zipf's law), and consists of syllables, so that there are subwords to learn.
 */
public final class ZipfText {
    private static final String CONSONANTS = "bcdfghklmnprstvz";
    private static final String VOWELS = "aeiou";

    private final int words;
    private final Random random;

    /**
     * @param words how many different ones there are
     * @param seed of what is drawn; the words themselves are always the same
     */
    public ZipfText(int words, long seed) {
        this.words = words;
        this.random = new Random(seed);
    }

    List<String> sentences(int count) {
        var sentences = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            sentences.add(sentence());
        }
        return sentences;
    }

    private String sentence() {
        int length = (int) Math.max(4, Math.min(40, Math.round(12 + 4 * random.nextGaussian())));
        var sentence = new StringBuilder();
        for (int i = 0; i < length; i++) {
            // The logarithm of the rank is drawn evenly.
            int rank = (int) Math.exp(random.nextDouble() * Math.log(words));
            sentence.append(i == 0 ? "" : " ").append(word(rank));
        }
        return sentence.append(" .").toString();
    }

    private static String word(int rank) {
        var syllables = new Random(rank);
        var word = new StringBuilder();
        for (int left = 1 + syllables.nextInt(4); left > 0; left--) {
            word.append(CONSONANTS.charAt(syllables.nextInt(CONSONANTS.length())))
                    .append(VOWELS.charAt(syllables.nextInt(VOWELS.length())));
            if (syllables.nextInt(3) == 0) {
                word.append(CONSONANTS.charAt(syllables.nextInt(CONSONANTS.length())));
            }
        }
        return word.toString();
    }
}
