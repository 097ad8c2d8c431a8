package io.sparkseq2seq.subword;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text in a unigram model of SentencePiece's and in one that is learned here: of as many pieces, with the same
 * characters, from the text as that model's rules leave it. The logarithms of the best paths' probabilities are added
 * up, over whole lines there and over words here. A character without a piece costs the same in both.
 *
 * @param characters of the text, a space before each line counted
 * @param pieces of each model
 * @param given the text's log-likelihood in the given model
 * @param learned the same in the learned one
 * @param seconds that learning took
 */
public record UnigramComparison(long characters, int pieces, double given, double learned, double seconds) {
    /**
     * Compares them.
     *
     * @param model the {@code .model} file
     * @param where it comes from, for messages
     * @param text lines; those that are empty do not count
     * @throws UserException when the model is no unigram model
     */
    public static UnigramComparison of(byte[] model, String where, String text) {
        if (!(SentencePieces.read(model, where, Normalizer.PLAIN).segmenter() instanceof Unigrams given)) {
            throw new UserException("its pieces are merged byte pairs", where, "Give a unigram model.");
        }
        var frequencies = new HashMap<Integer, Long>();
        var counts = new LinkedHashMap<String, Long>();
        var lines = new ArrayList<String>();
        double likelihood = 0;
        long characters = 0;
        for (var line : text.split("\n")) {
            var prepared = given.prepared(line);
            if (!prepared.isEmpty()) {
                var spaced = " " + prepared;
                lines.add(prepared);
                likelihood += given.score(spaced);
                characters += spaced.codePointCount(0, spaced.length());
                spaced.codePoints().forEach(c -> frequencies.merge(c, 1L, Long::sum));
                Splitting.KINDS.words(prepared).forEach(word -> counts.merge(word, 1L, Long::sum));
            }
        }
        long start = System.nanoTime();
        var learned = learn(given, frequencies, counts);
        double seconds = (System.nanoTime() - start) / 1e9;
        double own = 0;
        for (var line : lines) {
            for (var word : Splitting.KINDS.words(line)) {
                own += learned.score(word);
            }
        }
        return new UnigramComparison(characters, learned.spellings().length, likelihood, own, seconds);
    }

    private static Unigrams learn(Unigrams given, Map<Integer, Long> frequencies, Map<String, Long> counts) {
        var alphabet = new ArrayList<Integer>();
        for (var spelling : given.spellings()) {
            int first = spelling.codePointAt(0);
            if (spelling.length() == Character.charCount(first) && frequencies.containsKey(first)) {
                alphabet.add(first);
            }
        }
        alphabet.sort(
                Comparator.<Integer>comparingLong(c -> -frequencies.get(c)).thenComparing(c -> c));
        var words = new ArrayList<int[]>();
        counts.keySet().forEach(word -> words.add(word.codePoints().toArray()));
        var table =
                new WordTable(words, counts.values().stream().mapToLong(c -> c).toArray(), alphabet);
        var pieces = new UnigramLearner(table, given.spellings().length).learn();
        return new Unigrams(new ScoredPieces(pieces, true, TextRules.NONE));
    }
}
