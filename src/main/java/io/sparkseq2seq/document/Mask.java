package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A segment's text as a model gets it: with a stand-in for each term, and without tags. A model knows no placeholder and
 * no address, but it knows what to do with a number or a name.
 *
 * @param segment whose it is
 * @param text to translate
 * @param marks those of the segment, at their places in {@code text}
 * @param standIns for each mark; empty where the mark is no term
 */
public record Mask(Segment segment, String text, List<Mark> marks, List<String> standIns) {

    /** What stands in for terms, of a kind that is in the vocabulary of most models; each once in a sentence. */
    private static final List<List<String>> STAND_INS = List.of(
            List.of("7", "8", "9", "6", "5", "4", "3", "2"),
            List.of("Tom", "Anna", "Paul", "Maria", "Peter", "Lucy", "John", "Mary"));

    /** The segment's text as it is. */
    static Mask none(Segment segment) {
        return with(segment, List.of());
    }

    /** The ways to translate a segment, one at least; the better is the one whose translation has more of its terms. */
    public static List<Mask> of(Segment segment) {
        boolean terms = segment.marks().stream().anyMatch(mark -> mark.kind() == Mark.Kind.TERM);
        return terms
                ? STAND_INS.stream().map(kind -> with(segment, kind)).toList()
                : List.of(none(segment));
    }

    private static Mask with(Segment segment, List<String> kind) {
        var text = new StringBuilder();
        var marks = new ArrayList<Mark>();
        var standIns = new ArrayList<String>();
        int from = 0;
        int next = 0;
        for (var mark : segment.marks()) {
            text.append(segment.text(), from, mark.at());
            marks.add(mark.at(text.length()));
            from = mark.at();
            var standIn = "";
            if (mark.kind() == Mark.Kind.TERM) {
                do {
                    standIn = next < kind.size() ? kind.get(next) : Integer.toString(11 + next);
                    next++;
                } while (segment.text().contains(standIn));
                text.append(standIn);
                from++;
            }
            standIns.add(standIn);
        }
        text.append(segment.text(), from, segment.text().length());
        return new Mask(segment, text.toString(), List.copyOf(marks), List.copyOf(standIns));
    }
}
