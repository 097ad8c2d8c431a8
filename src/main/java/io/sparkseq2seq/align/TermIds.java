package io.sparkseq2seq.align;

import java.io.Serializable;

/**
 * The terms of a side that are known well enough: ids from 1 in the order given; 0 is the empty word, of which words
 * come that nothing on the other side stands for. Open addressing, half full at most; 20 bytes a term or up to 40.
 */
public final class TermIds implements Serializable {
    /** The empty word. */
    public static final int EMPTY = 0;
    /** A term that is not known. */
    public static final int UNKNOWN = -1;

    private static final long serialVersionUID = 1;

    private final long[] hashes;
    private final int[] ids;
    private final int size;

    /** The i-th hash gets the id i + 1. Of equal ones, the first does. */
    public TermIds(long[] terms) {
        int capacity = Integer.highestOneBit(Math.max(4, terms.length)) * 4;
        hashes = new long[capacity];
        ids = new int[capacity];
        size = terms.length;
        for (int i = 0; i < terms.length; i++) {
            int slot = slot(terms[i]);
            if (ids[slot] == EMPTY) {
                hashes[slot] = terms[i];
                ids[slot] = i + 1;
            }
        }
    }

    /** How many there are, the empty word not counted. */
    public int size() {
        return size;
    }

    /** The id of the term of a hash, or {@link #UNKNOWN}. */
    public int id(long hash) {
        int id = ids[slot(hash)];
        return id == EMPTY ? UNKNOWN : id;
    }

    /** The ids of a text's terms, {@link #UNKNOWN} among them. */
    public int[] ids(String text) {
        return ids(Terms.hashes(text));
    }

    /** The ids of terms by their hashes, {@link #UNKNOWN} among them. */
    public int[] ids(long[] terms) {
        var found = new int[terms.length];
        for (int i = 0; i < terms.length; i++) {
            found[i] = id(terms[i]);
        }
        return found;
    }

    private int slot(long hash) {
        int slot = (int) (hash * 0x9E3779B97F4A7C15L >>> 32) & hashes.length - 1;
        while (ids[slot] != EMPTY && hashes[slot] != hash) {
            slot = slot + 1 & hashes.length - 1;
        }
        return slot;
    }
}
