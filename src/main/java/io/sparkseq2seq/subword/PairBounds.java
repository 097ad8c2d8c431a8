package io.sparkseq2seq.subword;

import io.sparkseq2seq.subword.PairMerges.Pair;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * How often each pair may occur at most, the words counted that were cut from the table: proves of a merge that it
 * would be the same with all words.
 */
final class PairBounds {
    /** The most that a pair may lack, by its base symbols' indices. */
    interface Missing {
        long pair(int left, int right);

        /** Of any pair. */
        long most();
    }

    private record Bound(long most, Pair pair) {}

    private final Missing missing;
    private final PriorityQueue<Bound> bounds;

    /** Of each symbol: the base symbols it begins and ends with, and the most that it may lack itself. */
    private int[] first;

    private int[] last;
    private long[] within;

    PairBounds(int baseSymbols, Missing missing, Comparator<Pair> spelling) {
        this.missing = missing;
        bounds = new PriorityQueue<>(Comparator.comparingLong(Bound::most)
                .thenComparing(Bound::pair, spelling)
                .reversed());
        first = new int[baseSymbols];
        last = new int[baseSymbols];
        within = new long[baseSymbols];
        for (int i = 0; i < baseSymbols; i++) {
            first[i] = i;
            last[i] = i;
            within[i] = Long.MAX_VALUE;
        }
    }

    /** Tells of a pair that has come up or has got more frequent. */
    void add(Pair pair) {
        bounds.add(new Bound(most(pair), pair));
    }

    /** Tells that a new symbol is made of two. */
    void made(int symbol, int left, int right) {
        if (symbol == first.length) {
            int room = 2 * symbol + 1;
            first = Arrays.copyOf(first, room);
            last = Arrays.copyOf(last, room);
            within = Arrays.copyOf(within, room);
        }
        first[symbol] = first[left];
        last[symbol] = last[right];
        within[symbol] = missing(left, right);
    }

    /** Whether no other pair may come before this one, which is the first by what is known. */
    boolean isFirst(Pair best, Comparator<Pair> spelling) {
        if (missing.most() >= best.count) {
            return false; // a pair may be as frequent that is in words that were cut only
        }
        Bound own = null;
        var top = top();
        if (top != null && top.pair == best) {
            own = bounds.poll();
            top = top();
            while (top != null && top.pair == best) {
                bounds.poll();
                top = top();
            }
        }
        boolean first =
                top == null || top.most < best.count || top.most == best.count && spelling.compare(best, top.pair) > 0;
        if (own != null) {
            bounds.add(own);
        }
        return first;
    }

    /** Whether a pair may occur so often. */
    boolean mayOccur(long count) {
        var top = top();
        return missing.most() >= count || top != null && top.most >= count;
    }

    /** Counts that have fallen since are corrected when they get here. */
    private Bound top() {
        while (!bounds.isEmpty()) {
            var bound = bounds.peek();
            long now = most(bound.pair);
            if (bound.most == now && bound.pair.count > 0) {
                return bound;
            }
            bounds.poll();
            if (bound.pair.count > 0 && now < bound.most) {
                bounds.add(new Bound(now, bound.pair));
            }
        }
        return null;
    }

    private long most(Pair pair) {
        long sum = pair.count + missing(pair.left, pair.right);
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private long missing(int left, int right) {
        return Math.min(Math.min(within[left], within[right]), missing.pair(last[left], first[right]));
    }
}
