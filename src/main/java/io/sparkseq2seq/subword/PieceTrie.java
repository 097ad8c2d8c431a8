package io.sparkseq2seq.subword;

import java.io.Serializable;

/**
 * Pieces by their prefixes: a walk from {@link #ROOT} by one {@code char} after another passes all pieces that a text
 * goes on with. A hash table holds the edges, half full at most. Immutable.
 */
final class PieceTrie implements Serializable {
    static final int ROOT = 0;
    static final int NONE = -1;
    static final long NO_EDGE = 0;

    private static final long serialVersionUID = 1;
    private static final long NODE_BITS = 0xFFFFFFFFL;

    private long[] keys = new long[1 << 10];
    private long[] edges = new long[1 << 10];
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
    }

    /** The edge from a node by a char, or {@link #NO_EDGE}. */
    long edge(int node, char next) {
        int slot = slot(node, next);
        return keys[slot] == 0 ? NO_EDGE : edges[slot];
    }

    /** The node behind an edge. */
    static int node(long edge) {
        return (int) edge;
    }

    /** The piece that ends behind an edge, or {@link #NONE}. */
    static int piece(long edge) {
        return (int) (edge >> Integer.SIZE);
    }

    /** The length of the longest piece that a text goes on with; 0 where there is none. */
    int longest(String text, int from) {
        int longest = 0;
        int node = ROOT;
        for (int i = from; i < text.length(); i++) {
            long edge = edge(node, text.charAt(i));
            if (edge == NO_EDGE) {
                break;
            }
            node = node(edge);
            longest = piece(edge) == NONE ? longest : i + 1 - from;
        }
        return longest;
    }

    private void add(String spelling, int piece) {
        int node = ROOT;
        for (int i = 0; i < spelling.length(); i++) {
            int slot = slot(node, spelling.charAt(i));
            if (keys[slot] == 0) {
                grow();
                slot = slot(node, spelling.charAt(i));
                keys[slot] = key(node, spelling.charAt(i));
                edges[slot] = (long) NONE << Integer.SIZE | nodes++;
            }
            if (i == spelling.length() - 1) {
                if (piece(edges[slot]) != NONE) {
                    throw new IllegalArgumentException("the piece '" + spelling + "' is given twice");
                }
                edges[slot] = (long) piece << Integer.SIZE | edges[slot] & NODE_BITS;
            }
            node = node(edges[slot]);
        }
    }

    private void grow() {
        if (2L * nodes < keys.length) {
            return;
        }
        var oldKeys = keys;
        var oldEdges = edges;
        keys = new long[Math.multiplyExact(2, oldKeys.length)];
        edges = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot((int) (oldKeys[i] >>> 16) - 1, (char) oldKeys[i]);
                keys[slot] = oldKeys[i];
                edges[slot] = oldEdges[i];
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
