package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Joins the pairs of a long word, in time that grows with its length and not with its square: a doubly linked list of
 * symbols, and for each merge the places where it applies. All places of one merge are joined from left to right before
 * the next merge is looked for, as {@link BytePairs} does for short words, with the same result.
 */
final class LongWord {
    private static final int NOWHERE = -1;

    private final PairTable ranks;
    private final int[] results;
    private final int[] ids;
    private final int[] next;
    private final int[] previous;
    /** The merge that joins each symbol to the one behind it. */
    private final int[] merges;

    /** Merges that may apply somewhere, and of each the places, as a list of entries. */
    private final BitSet waiting;

    private final int[] heads;
    private int[] places;
    private int[] nextEntries;
    private int entries;

    /** Places of one merge; places whose pair has changed. */
    private int[] batch = new int[64];

    private int[] changed = new int[64];
    private int changes;

    private LongWord(int[] ids, PairTable ranks, int[] results) {
        this.ranks = ranks;
        this.results = results;
        this.ids = ids;
        next = new int[ids.length];
        previous = new int[ids.length];
        merges = new int[ids.length];
        places = new int[ids.length];
        nextEntries = new int[ids.length];
        waiting = new BitSet(results.length);
        heads = new int[results.length];
        Arrays.fill(heads, NOWHERE);
        for (int i = 0; i < ids.length; i++) {
            previous[i] = i - 1;
            next[i] = i + 1 < ids.length ? i + 1 : NOWHERE;
        }
        Arrays.fill(merges, PairTable.NONE);
        for (int i = ids.length - 1; i >= 0; i--) {
            look(i);
        }
    }

    /**
     * Joins pairs in the order in which their merges were learned, until none applies.
     *
     * @param ids of the word's characters; overwritten
     * @param results the id that each merge makes
     * @return a new array
     */
    static int[] joined(int[] ids, PairTable ranks, int[] results) {
        var word = new LongWord(ids, ranks, results);
        for (int merge = word.waiting.nextSetBit(0); merge >= 0; merge = word.waiting.nextSetBit(0)) {
            word.apply(merge);
        }
        int size = 0;
        for (int at = 0; at != NOWHERE; at = word.next[at]) {
            ids[size++] = ids[at];
        }
        return Arrays.copyOf(ids, size);
    }

    private void apply(int merge) {
        int size = takePlaces(merge);
        changes = 0;
        for (int i = 0; i < size; i++) {
            int at = batch[i];
            if (merges[at] != merge) {
                continue; // the pair was broken up, or this place is listed twice
            }
            int gone = next[at];
            ids[at] = results[merge];
            merges[at] = PairTable.NONE;
            merges[gone] = PairTable.NONE;
            next[at] = next[gone];
            if (next[at] != NOWHERE) {
                previous[next[at]] = at;
            }
            change(at);
            if (previous[at] != NOWHERE) {
                merges[previous[at]] = PairTable.NONE;
                change(previous[at]);
            }
        }
        for (int i = 0; i < changes; i++) {
            look(changed[i]);
        }
    }

    /** Moves the places of a merge to the batch, in order; only of a pair of equal symbols does the order matter. */
    private int takePlaces(int merge) {
        int size = 0;
        boolean sorted = true;
        for (int entry = heads[merge]; entry != NOWHERE; entry = nextEntries[entry]) {
            if (size == batch.length) {
                batch = Arrays.copyOf(batch, 2 * size);
            }
            sorted &= size == 0 || batch[size - 1] <= places[entry];
            batch[size++] = places[entry];
        }
        if (!sorted) {
            Arrays.sort(batch, 0, size);
        }
        heads[merge] = NOWHERE;
        waiting.clear(merge);
        return size;
    }

    private void change(int at) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changes);
        }
        changed[changes++] = at;
    }

    /** Lists a place under the merge that applies there. */
    private void look(int at) {
        int merge = next[at] == NOWHERE ? PairTable.NONE : ranks.get(ids[at], ids[next[at]]);
        if (merge == merges[at]) {
            return;
        }
        merges[at] = merge;
        if (entries == places.length) {
            places = Arrays.copyOf(places, 2 * entries);
            nextEntries = Arrays.copyOf(nextEntries, 2 * entries);
        }
        places[entries] = at;
        nextEntries[entries] = heads[merge];
        heads[merge] = entries++;
        waiting.set(merge);
    }
}
