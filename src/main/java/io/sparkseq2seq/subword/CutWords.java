package io.sparkseq2seq.subword;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the rare words that a learner does not get: how often their characters occur, and their pairs of
 * neighbouring characters. The first make the choice of characters exact, the others bound what a pair of symbols may
 * lack: wherever it stands, so does each pair of neighbours within its spelling.
 */
public final class CutWords {
    private static final int SYMBOL_BITS = 25;
    private static final long ONE_SYMBOL = (1L << SYMBOL_BITS) - 1;

    private final Map<Integer, Long> characters = new HashMap<>();
    private final Map<Long, Long> pairs = new HashMap<>();
    private long rarer;
    private long most;

    /** A number for each character of a word, and for each pair of neighbours in it. */
    public static long[] keys(String word, Splitting splitting) {
        var symbols = BaseSymbol.of(word, splitting);
        var keys = new long[2 * symbols.length - 1];
        for (int i = 0; i < symbols.length; i++) {
            keys[2 * i] = symbols[i];
            if (i > 0) {
                keys[2 * i - 1] = key(symbols[i - 1], symbols[i]);
            }
        }
        return keys;
    }

    /** Whether one of {@link #keys} is that of a pair. */
    public static boolean isPair(long key) {
        return key > ONE_SYMBOL;
    }

    /** Adds one of {@link #keys} of the words that were cut, each at most once. */
    public void add(long key, long count) {
        if (isPair(key)) {
            pairs.put(key, count);
            most = Math.max(most, count);
        } else {
            characters.put((int) key, count);
        }
    }

    /** Pairs that were not added occur at most so often, each. */
    public void others(long count) {
        rarer = count;
        most = Math.max(most, count);
    }

    Map<Integer, Long> characters() {
        return characters;
    }

    /** How often two symbols, of one character each, are neighbours, at most. */
    long pair(int left, int right) {
        return pairs.getOrDefault(key(left, right), rarer);
    }

    /** How often any two are. */
    long mostFrequent() {
        return most;
    }

    private static long key(int left, int right) {
        return (left + 1L) << SYMBOL_BITS | right;
    }
}
