package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
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

    /** A sentence of more terms is a list or worse: it is translated in one way, whatever becomes of its terms. */
    private static final int MANY = 64;

    /** The segment's text as it is. */
    static Mask none(Segment segment) {
        return with(segment, List.of(), -1);
    }

    /** The ways to translate a segment, one at least; the better is the one whose translation has more of its terms. */
    public static List<Mask> of(Segment segment) {
        long terms = segment.marks().stream()
                .filter(mark -> mark.kind() == Mark.Kind.TERM)
                .count();
        return terms == 0
                ? List.of(none(segment))
                : STAND_INS.stream()
                        .limit(terms > MANY ? 1 : STAND_INS.size())
                        .map(kind -> with(segment, kind, -1))
                        .toList();
    }

    /** Whether it has more terms than it is worthwhile to look for each. */
    boolean hasMany() {
        return standIns.stream().filter(standIn -> !standIn.isEmpty()).count() > MANY;
    }

    /**
     * For each mark the same text with another stand-in for it: where its translation differs from that of this one,
     * the mark's translation is. Null for marks that are no terms, and where there is no other stand-in.
     */
    public List<String> others() {
        if (hasMany()) {
            return Collections.nCopies(marks.size(), null);
        }
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
        var free = new FreeStandIns(segment.text(), kind);
        int from = 0;
        for (var mark : segment.marks()) {
            text.append(segment.text(), from, mark.at());
            marks.add(mark.at(text.length()));
            from = mark.at();
            var standIn = "";
            if (mark.kind() == Mark.Kind.TERM) {
                standIn = free.next().split(" ")[marks.size() - 1 == swapped ? 1 : 0];
                text.append(standIn);
                from++;
            }
            standIns.add(standIn);
        }
        text.append(segment.text(), from, segment.text().length());
        return new Mask(segment, text.toString(), List.copyOf(marks), List.copyOf(standIns));
    }

    /** Those of a kind that a text does not have, then numbers that it does not have. */
    private static final class FreeStandIns {
        private static final int FIRST_NUMBER = 11;
        private static final int MOST_DIGITS = 7;

        private final String text;
        private final List<String> kind;
        private BitSet taken;
        private int next;

        FreeStandIns(String text, List<String> kind) {
            this.text = text;
            this.kind = kind;
        }

        String next() {
            for (; next < kind.size(); next++) {
                var pair = kind.get(next);
                if (Arrays.stream(pair.split(" ")).noneMatch(text::contains)) {
                    next++;
                    return pair;
                }
            }
            taken = taken == null ? numbers() : taken;
            int number = taken.nextClearBit(FIRST_NUMBER + next);
            next = number - FIRST_NUMBER + 1;
            return Integer.toString(number);
        }

        /** All numbers within the text's digits. */
        private BitSet numbers() {
            var numbers = new BitSet();
            for (int start = 0; start < text.length(); start++) {
                int number = 0;
                for (int at = start; at < Math.min(text.length(), start + MOST_DIGITS); at++) {
                    int digit = text.charAt(at) - '0';
                    if (digit < 0 || digit > 9 || number == 0 && digit == 0) {
                        break;
                    }
                    number = 10 * number + digit;
                    numbers.set(number);
                }
            }
            return numbers;
        }
    }
}
