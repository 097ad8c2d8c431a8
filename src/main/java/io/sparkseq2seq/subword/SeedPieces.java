package io.sparkseq2seq.subword;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The substrings of words that a unigram model starts from: those that occur twice or more, and are followed by
 * different characters, or end a word, so that no longer one occurs just as often. Of too many, those stay that cover
 * the most characters of the text.
 *
 * <p>Found by sorting all suffixes of the words: neighbours share their beginnings, so each such substring is a run of
 * suffixes, and a stack finds all runs in one pass (the inner nodes of a suffix tree). Suffixes are compared only as
 * far as pieces may be long. Memory: 4 bytes a character of the table, and the substrings that stay.
 */
final class SeedPieces {
    /** Characters of the longest piece, as in SentencePiece. */
    static final int LONGEST = 16;

    private static final int COMPARED = LONGEST + 1;
    private static final int SMALL = 12;

    /**
     * A substring.
     *
     * @param covered characters of the text that it covers: how often it occurs, times its length
     * @param rank among all, in the order of their content
     */
    private record Seed(long covered, int rank, int start, int length) {}

    /** The worst first: what covers least, and of equals the last in the order of content. */
    private static final Comparator<Seed> WORST_FIRST = Comparator.comparingLong(Seed::covered)
            .thenComparing(Comparator.comparingInt(Seed::rank).reversed());

    /** A run of suffixes that begin alike, while it is open: how far, and how much came before it. */
    private final int[] depths = new int[COMPARED + 1];

    private final long[] before = new long[COMPARED + 1];
    private int open;

    private final WordTable words;
    private final char[] text;
    private final int most;
    private final PriorityQueue<Seed> seeds = new PriorityQueue<>(WORST_FIRST);

    /**
     * A substring and what it covers of the text, in characters.
     *
     * @param spelling in places of the alphabet
     */
    record Substring(String spelling, long covered) {}

    private SeedPieces(WordTable words, int most) {
        this.words = words;
        this.text = words.text();
        this.most = most;
    }

    /** At most {@code most} substrings of two characters or more, those that cover most first. */
    static List<Substring> of(WordTable words, int most) {
        return new SeedPieces(words, most).find();
    }

    private List<Substring> find() {
        var suffixes = new int[text.length - words.size()];
        int size = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] != WordTable.END) {
                suffixes[size++] = i;
            }
        }
        sort(suffixes, 0, size, 0);
        long sum = 0;
        for (int i = 0; i < size; i++) {
            int length = length(suffixes[i]);
            if (open == 0 || depths[open - 1] < length) {
                open(length, sum);
            }
            sum = Math.addExact(sum, words.count(words.wordAt(suffixes[i])));
            int shared = i + 1 == size ? 0 : shared(suffixes[i], suffixes[i + 1]);
            long start = sum;
            while (open > 0 && depths[open - 1] > shared) {
                open--;
                start = before[open];
                offer(sum - start, i, suffixes[i], depths[open]);
            }
            if (shared > 0 && (open == 0 || depths[open - 1] < shared)) {
                open(shared, start);
            }
        }
        var found = new ArrayList<>(seeds);
        found.sort(WORST_FIRST.reversed());
        return found.stream()
                .map(seed -> new Substring(new String(text, seed.start, seed.length), seed.covered))
                .toList();
    }

    private void open(int depth, long sum) {
        depths[open] = depth;
        before[open++] = sum;
    }

    private void offer(long count, int rank, int start, int length) {
        if (count < 2 || length < 2 || length > LONGEST) {
            return;
        }
        long covered = count > Long.MAX_VALUE / LONGEST ? Long.MAX_VALUE : count * length;
        var seed = new Seed(covered, rank, start, length);
        if (seeds.size() < most) {
            seeds.add(seed);
        } else if (WORST_FIRST.compare(seed, seeds.peek()) > 0) {
            seeds.poll();
            seeds.add(seed);
        }
    }

    /** How long a suffix is, as far as it matters. */
    private int length(int suffix) {
        int length = 0;
        while (length < COMPARED && text[suffix + length] != WordTable.END) {
            length++;
        }
        return length;
    }

    private int shared(int a, int b) {
        int length = 0;
        while (length < COMPARED && text[a + length] == text[b + length] && text[a + length] != WordTable.END) {
            length++;
        }
        return length;
    }

    /** Quicksort by one character after another: less, equal and greater apart (Bentley and Sedgewick, 1997). */
    private void sort(int[] suffixes, int from, int to, int depth) {
        while (to - from > SMALL && depth < COMPARED) {
            int pivot = median(
                    text[suffixes[from] + depth],
                    text[suffixes[from + to >>> 1] + depth],
                    text[suffixes[to - 1] + depth]);
            int less = from;
            int greater = to;
            for (int i = from; i < greater; ) {
                int c = text[suffixes[i] + depth];
                if (c < pivot) {
                    swap(suffixes, less++, i++);
                } else if (c > pivot) {
                    swap(suffixes, i, --greater);
                } else {
                    i++;
                }
            }
            sort(suffixes, from, less, depth);
            sort(suffixes, greater, to, depth);
            if (pivot == WordTable.END) {
                return;
            }
            from = less;
            to = greater;
            depth++;
        }
        for (int i = from + 1; i < to; i++) {
            int suffix = suffixes[i];
            int at = i;
            for (; at > from && compare(suffix, suffixes[at - 1], depth) < 0; at--) {
                suffixes[at] = suffixes[at - 1];
            }
            suffixes[at] = suffix;
        }
    }

    private int compare(int a, int b, int depth) {
        for (int i = depth; i < COMPARED; i++) {
            char x = text[a + i];
            if (x != text[b + i]) {
                return x - text[b + i];
            }
            if (x == WordTable.END) {
                return 0;
            }
        }
        return 0;
    }

    private static int median(int a, int b, int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void swap(int[] array, int i, int j) {
        int kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }
}
