package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Edits of a translation; those of terms can be asked for by their places, in a text of any length. */
final class Edits {
    private final List<Edit> all = new ArrayList<>();
    /** Those of terms that replace something, by their starts: none overlaps another. */
    private final TreeMap<Integer, Edit> terms = new TreeMap<>();

    /** Those so far, in the order in which they were added. */
    List<Edit> all() {
        return all;
    }

    /** Adds one that nothing is asked of. */
    void add(Edit edit) {
        all.add(edit);
    }

    /** Adds one that replaces something, if it overlaps no other such. */
    boolean addFree(Edit edit) {
        var before = terms.lowerEntry(edit.end());
        boolean free = before == null || before.getValue().end() <= edit.start();
        if (free) {
            terms.put(edit.start(), edit);
            all.add(edit);
        }
        return free;
    }

    /** A place that is within no term: the term's start, or its end. */
    int outside(int at, boolean before) {
        var around = terms.lowerEntry(at);
        if (around == null || around.getValue().end() <= at) {
            return at;
        }
        return before ? around.getKey() : around.getValue().end();
    }
}
