package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Pieces by their prefixes: a walk from {@link #ROOT} by one {@code char} after another passes all pieces that a text
 * goes on with. A hash table holds the edges, half full at most. Immutable.
 */
final class PieceTrie implements Serializable {
    static final int ROOT = 0;
    static final int NONE = -1;

    private static final long serialVersionUID = 1;

    private long[] keys = new long[1 << 10];
    private int[] children = new int[1 << 10];
    private int[] pieces = {NONE};
    private int nodes = 1;

    /**
     * @param spellings of the pieces; empty ones are left out
     * @throws IllegalArgumentException for a spelling given twice
     */
    PieceTrie(String[] spellings) {
        for (int piece = 0; piece < spellings.length; piece++) {
            if (!spellings[piece].isEmpty()) {
                add(spellings[piece], piece);
            }
        }
        pieces = Arrays.copyOf(pieces, nodes);
    }

    /** The node behind an edge, or {@link #NONE}. */
    int child(int node, char next) {
        int slot = slot(node, next);
        return keys[slot] == 0 ? NONE : children[slot];
    }

    /** The piece that ends at a node, or {@link #NONE}. */
    int piece(int node) {
        return pieces[node];
    }

    /** The length of the longest piece that a text goes on with; 0 where there is none. */
    int longest(String text, int from) {
        int longest = 0;
        int node = ROOT;
        for (int i = from; i < text.length(); i++) {
            node = child(node, text.charAt(i));
            if (node == NONE) {
                break;
            }
            longest = pieces[node] == NONE ? longest : i + 1 - from;
        }
        return longest;
    }

    private void add(String spelling, int piece) {
        int node = ROOT;
        for (int i = 0; i < spelling.length(); i++) {
            int slot = slot(node, spelling.charAt(i));
            if (keys[slot] == 0) {
                keys[slot] = key(node, spelling.charAt(i));
                children[slot] = nodes;
                pieces = nodes == pieces.length ? Arrays.copyOf(pieces, 2 * nodes) : pieces;
                pieces[nodes] = NONE;
                node = nodes++;
                grow();
            } else {
                node = children[slot];
            }
        }
        if (pieces[node] != NONE) {
            throw new IllegalArgumentException("the piece '" + spelling + "' is given twice");
        }
        pieces[node] = piece;
    }

    private void grow() {
        if (2 * nodes < keys.length) {
            return;
        }
        var oldKeys = keys;
        var oldChildren = children;
        keys = new long[2 * oldKeys.length];
        children = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot((int) (oldKeys[i] >>> 16) - 1, (char) oldKeys[i]);
                keys[slot] = oldKeys[i];
                children[slot] = oldChildren[i];
            }
        }
    }

    private int slot(int node, char next) {
        long key = key(node, next);
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    /** Never 0. */
    private static long key(int node, char next) {
        return node + 1L << 16 | next;
    }
}
