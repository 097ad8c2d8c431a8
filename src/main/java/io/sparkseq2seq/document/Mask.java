package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A segment's text as a model gets it: with a stand-in for each term, and without tags. A model knows no placeholder
 * and no address, but it knows what to do with a number or a name.
 *
 * @param segment whose it is
 * @param text to translate
 * @param marks those of the segment, at their places in {@code text}
 * @param standIns for each mark; empty where the mark is no term
 */
public record Mask(Segment segment, String text, List<Mark> marks, List<String> standIns) {

    /**
     * What stands in for terms, each once in a sentence, of two kinds that are in the vocabulary of most models; and
     * what is then put in its place to see what of a translation comes from it.
     */
    private static final List<List<String>> STAND_INS = List.of(
            List.of("7 9", "8 6", "5 4", "3 2"),
            List.of("Tom John", "Anna Mary", "Paul David", "Lucy Susan", "Peter Michael", "Maria Sarah"));

    /** The segment's text as it is. */
    static Mask none(Segment segment) {
        return with(segment, List.of(), -1);
    }

    /** The ways to translate a segment, one at least; the better is the one whose translation has more of its terms. */
    public static List<Mask> of(Segment segment) {
        return segment.marks().stream().anyMatch(mark -> mark.kind() == Mark.Kind.TERM)
                ? STAND_INS.stream().map(kind -> with(segment, kind, -1)).toList()
                : List.of(none(segment));
    }

    /**
     * For each mark the same text with another stand-in for it: where its translation differs from that of this one,
     * the mark's translation is. Null for marks that are no terms, and where there is no other stand-in.
     */
    public List<String> others() {
        var others = new ArrayList<String>();
        for (int i = 0; i < marks.size(); i++) {
            var standIn = standIns.get(i);
            var kind = STAND_INS.stream()
                    .filter(pairs ->
                            !standIn.isEmpty() && pairs.stream().anyMatch(pair -> pair.startsWith(standIn + " ")))
                    .findFirst();
            others.add(kind.isPresent() ? with(segment, kind.get(), i).text : null);
        }
        return others;
    }

    /** @param swapped the mark that has the other stand-in of its pair */
    private static Mask with(Segment segment, List<String> kind, int swapped) {
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
                String pair;
                do {
                    pair = next < kind.size() ? kind.get(next) : Integer.toString(11 + next);
                    next++;
                } while (isIn(segment.text(), pair));
                standIn = pair.split(" ")[marks.size() - 1 == swapped ? 1 : 0];
                text.append(standIn);
                from++;
            }
            standIns.add(standIn);
        }
        text.append(segment.text(), from, segment.text().length());
        return new Mask(segment, text.toString(), List.copyOf(marks), List.copyOf(standIns));
    }

    private static boolean isIn(String text, String pair) {
        return Arrays.stream(pair.split(" ")).anyMatch(text::contains);
    }
}
