package io.sparkseq2seq.subword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The greedy loop of byte-pair encoding (Sennrich, Haddow and Birch, 2016): each step joins the most frequent pair of
 * neighbouring symbols in a table of words with counts. Among equally frequent pairs the greatest one wins, by the code
 * points of its left, then of its right symbol; so the merges depend on the table alone, not on its order.
 *
 * <p>A step touches only the words that hold its pair: an inverted index leads from each pair to its words, and a heap
 * with lazily corrected counts gives the next pair. Symbols of the same spelling are the same symbol, however joined.
 * Memory: the words' symbols, one index entry for each pair of each word, and the distinct pairs.
 */
final class PairMerges {
    /** A symbol that is never joined. */
    static final int BARRIER = -1;

    /**
     * Joins {@code left} and {@code right}, which were neighbours {@code count} times, to {@code result}.
     *
     * @param certain whether this and all merges before would be the same with the words that were cut from the table
     */
    record Merge(int left, int right, int result, long count, boolean certain) {}

    private record Candidate(long count, Pair pair) {}

    static final class Pair {
        final int left;
        final int right;
        long count;
        boolean grown;
        int[] words = new int[2];
        int size;

        Pair(int left, int right) {
            this.left = left;
            this.right = right;
        }

        void occursIn(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    private final int[][] words;
    private final long[] counts;
    private final List<String> symbols;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final List<Pair> grown = new ArrayList<>();
    private final PriorityQueue<Candidate> candidates;
    /** Null where no word was cut, and where merges are no longer certain. */
    private PairBounds bounds;

    private boolean certain = true;

    /**
     * @param words the symbols of each word, by their index in {@code symbols}, or {@link #BARRIER}; rewritten in place
     * @param counts how often each word occurs
     * @param symbols the spelling of each symbol, all different; a merge that makes a new one appends it
     */
    PairMerges(int[][] words, long[] counts, List<String> symbols) {
        this(words, counts, symbols, null);
    }

    /** @param missing what pairs lack at most, as words were cut from the table; null: nothing */
    PairMerges(int[][] words, long[] counts, List<String> symbols, PairBounds.Missing missing) {
        this.words = words;
        this.counts = counts;
        this.symbols = symbols;
        for (int id = 0; id < symbols.size(); id++) {
            ids.put(symbols.get(id), id);
        }
        this.candidates = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
                .thenComparing((a, b) -> compareSpelling(a.pair, b.pair))
                .reversed());
        bounds = missing == null ? null : new PairBounds(symbols.size(), missing, this::compareSpelling);
        for (int word = 0; word < words.length; word++) {
            count(word, 0, words[word].length - 1, 1);
        }
        pushGrown();
    }

    /** Joins the most frequent pair everywhere; null when none occurs at least {@code minimum} times. */
    Merge next(long minimum) {
        Pair best = mostFrequent();
        if (best == null || best.count < minimum) {
            certain &= bounds == null || !bounds.mayOccur(minimum);
            return null;
        }
        if (bounds != null && !bounds.isFirst(best, this::compareSpelling)) {
            certain = false;
            bounds = null;
        }
        long count = best.count;
        var spelling = symbols.get(best.left) + symbols.get(best.right);
        int result = ids.computeIfAbsent(spelling, s -> {
            symbols.add(s);
            if (bounds != null) {
                bounds.made(symbols.size() - 1, best.left, best.right);
            }
            return symbols.size() - 1;
        });
        // The best pair leaves the index while its words are rewritten, so its list of words stays as it is.
        for (int i = 0, size = best.size; i < size; i++) {
            join(best.words[i], best.left, best.right, result);
        }
        if (best.count != 0) {
            throw new IllegalStateException(
                    "'" + spelling + "' still counted " + best.count + " times after its merge");
        }
        pushGrown();
        return new Merge(best.left, best.right, result, count, certain);
    }

    /** Whether all merges, and their end, would be the same with the words that were cut from the table. */
    boolean certain() {
        return certain;
    }

    private Pair mostFrequent() {
        while (!candidates.isEmpty()) {
            var candidate = candidates.peek();
            if (candidate.count == candidate.pair.count) {
                return candidate.pair;
            }
            candidates.poll();
            if (candidate.pair.count > 0 && candidate.pair.count < candidate.count) {
                candidates.add(new Candidate(candidate.pair.count, candidate.pair));
            }
        }
        return null;
    }

    private void join(int word, int left, int right, int result) {
        int[] before = words[word];
        int first = -1;
        int last = -1;
        int joined = 0;
        var after = new int[before.length];
        int length = 0;
        for (int i = 0; i < before.length; i++) {
            if (before[i] == left && i + 1 < before.length && before[i + 1] == right) {
                first = first < 0 ? i : first;
                last = i++;
                joined++;
                after[length++] = result;
            } else {
                after[length++] = before[i];
            }
        }
        if (joined == 0) {
            return; // the pair has been broken up by an earlier merge, or the word is listed twice
        }
        // Only pairs that reach into the rewritten stretch change.
        count(word, Math.max(0, first - 1), Math.min(last + 2, before.length - 1), -1);
        words[word] = Arrays.copyOf(after, length);
        count(word, Math.max(0, first - 1), Math.min(last + 2 - joined, length - 1), 1);
    }

    /** Adds {@code sign} times the word's count to each of its pairs that starts in [from, to). */
    private void count(int word, int from, int to, int sign) {
        int[] line = words[word];
        for (int i = from; i < to; i++) {
            if (line[i] == BARRIER || line[i + 1] == BARRIER) {
                continue;
            }
            long key = (long) line[i] << 32 | line[i + 1];
            if (sign > 0) {
                var pair = pairs.computeIfAbsent(key, k -> new Pair((int) (k >>> 32), k.intValue()));
                pair.count += counts[word];
                pair.occursIn(word);
                if (!pair.grown) {
                    pair.grown = true;
                    grown.add(pair);
                }
            } else {
                var pair = pairs.get(key);
                pair.count -= counts[word];
                if (pair.count == 0) {
                    pairs.remove(key);
                }
            }
        }
    }

    private void pushGrown() {
        for (var pair : grown) {
            pair.grown = false;
            if (pair.count > 0) {
                candidates.add(new Candidate(pair.count, pair));
                if (bounds != null) {
                    bounds.add(pair);
                }
            }
        }
        grown.clear();
    }

    private int compareSpelling(Pair a, Pair b) {
        int left = compareCodePoints(symbols.get(a.left), symbols.get(b.left));
        return left != 0 ? left : compareCodePoints(symbols.get(a.right), symbols.get(b.right));
    }

    /** By code points: UTF-16 would put emoji before the end of the basic plane. */
    private static int compareCodePoints(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y)) : x - y;
            }
        }
        return a.length() - b.length();
    }
}
