package io.sparkseq2seq.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tag of a sentence, with its end where it has one, and the elements within.
 *
 * @param open the index of its mark
 * @param close the index of its end's; the same where it holds nothing
 */
record Element(int open, int close, List<Element> children) {
    /** Elements within elements: more than a text of sense has, fewer than a thread's stack has room for. */
    private static final int MOST_LEVELS = 100;

    /** The elements of a sentence; empty where a tag lacks its other one, or they are nested too deeply. */
    static Optional<List<Element>> of(List<Mark> marks) {
        var top = new ArrayList<Element>();
        var levels = new ArrayDeque<List<Element>>(List.of(top));
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < marks.size(); i++) {
            var mark = marks.get(i);
            switch (mark.kind()) {
                case EMPTY -> levels.peek().add(new Element(i, i, List.of()));
                case OPEN -> {
                    open.push(i);
                    levels.push(new ArrayList<>());
                    if (levels.size() > MOST_LEVELS) {
                        return Optional.empty();
                    }
                }
                case CLOSE -> {
                    if (open.isEmpty() || !marks.get(open.peek()).name().equals(mark.name())) {
                        return Optional.empty();
                    }
                    var children = levels.pop();
                    levels.peek().add(new Element(open.pop(), i, children));
                }
                case TERM, BREAK -> {
                    // no tags
                }
            }
        }
        return open.isEmpty() ? Optional.of(top) : Optional.empty();
    }
}
