package io.sparkseq2seq.document;

import com.ibm.icu.lang.UCharacter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes segments of the sentences of a stretch, one after another: with the marks that stand in a sentence, and those
 * at its ends that belong to them.
 */
final class Segmenter {
    private final CleanText clean;
    private final boolean keepsBreaks;
    private List<Block.Break> lastBreaks = List.of();
    private int firstBreak;

    /** @param keepsBreaks whether line breaks within a sentence are marks; else they are spaces */
    Segmenter(CleanText clean, boolean keepsBreaks) {
        this.clean = clean;
        this.keepsBreaks = keepsBreaks;
    }

    /** A segment without what stands before it, and where it begins and ends in the raw text. */
    record Located(int rawStart, int rawEnd, Segment segment) {}

    /** The sentence from {@code start} to {@code end}, exclusive, of the clean text. */
    Located segment(int start, int end, List<Block.Break> breaks) {
        firstBreak = breaks == lastBreaks ? firstBreak : 0;
        lastBreaks = breaks;
        int rawStart = clean.rawStart(start);
        int rawEnd = clean.rawEnd(end - 1);
        var tags = tags(start, end);
        if (!tags.isEmpty()) {
            rawStart = Math.min(rawStart, clean.tags().get(tags.get(0)).start());
            rawEnd =
                    Math.max(rawEnd, clean.tags().get(tags.get(tags.size() - 1)).end());
        }
        return new Located(rawStart, rawEnd, written(start, end, breaks, tags, clean.raw(rawStart, rawEnd)));
    }

    /** Those within the sentence, and those at its ends whose other one is within. */
    private List<Integer> tags(int start, int end) {
        var within = new ArrayList<Integer>();
        int first = clean.tagFrom(start + 1);
        int next = clean.tagFrom(end);
        for (int i = first; i < next; i++) {
            within.add(i);
        }
        var open = new ArrayDeque<String>();
        var ends = new ArrayDeque<String>();
        for (int i : within) {
            var tag = clean.tags().get(i);
            if (tag.kind() == Markup.Kind.OPEN) {
                open.push(tag.value());
            } else if (tag.kind() == Markup.Kind.CLOSE && tag.value().equals(open.peek())) {
                open.pop();
            } else if (tag.kind() == Markup.Kind.CLOSE) {
                ends.add(tag.value());
            }
        }
        int before = first;
        while (before > 0 && joins(before - 1, start, Markup.Kind.OPEN, ends)) {
            before--;
            ends.remove();
        }
        within.addAll(0, IntStream.range(before, first).boxed().toList());
        for (int i = next; i < clean.tags().size() && joins(i, end, Markup.Kind.CLOSE, open); i++) {
            within.add(i);
            open.pop();
        }
        return within;
    }

    private boolean joins(int tag, int place, Markup.Kind kind, ArrayDeque<String> names) {
        var found = clean.tags().get(tag);
        return clean.place(tag) == place
                && found.kind() == kind
                && found.value().equals(names.peek());
    }

    private Segment written(int start, int end, List<Block.Break> breaks, List<Integer> tags, String raw) {
        var source = clean.text();
        var text = new StringBuilder();
        var marks = new ArrayList<Mark>();
        int tag = 0;
        int nextBreak = firstBreak;
        for (int at = start; at <= end; at++) {
            while (nextBreak < breaks.size() && breaks.get(nextBreak).start() < at) {
                nextBreak++;
            }
            if (at > start
                    && nextBreak < breaks.size()
                    && breaks.get(nextBreak).start() == at
                    && breaks.get(nextBreak).end() < end) {
                var next = breaks.get(nextBreak);
                while (tag < tags.size() && clean.place(tags.get(tag)) <= at) {
                    add(tags.get(tag++), source, at, text, marks);
                }
                if (keepsBreaks) {
                    marks.add(new Mark(text.length(), source.substring(at, next.end()), Mark.Kind.BREAK, ""));
                }
                if (!keepsBreaks || Joint.areSpaced(source.codePointBefore(at), source.codePointAt(next.end()))) {
                    text.append(' ');
                }
                at = next.end();
            }
            while (tag < tags.size() && clean.place(tags.get(tag)) <= at) {
                add(tags.get(tag++), source, at, text, marks);
            }
            if (at < end) {
                if (source.charAt(at) == Segment.TERM) {
                    marks.add(new Mark(
                            text.length(), clean.raw(clean.rawStart(at), clean.rawEnd(at)), Mark.Kind.TERM, ""));
                }
                text.append(source.charAt(at));
            }
        }
        firstBreak = breaks.isEmpty() ? 0 : nextBreak;
        return new Segment("", raw, text.toString(), List.copyOf(marks));
    }

    private void add(int index, String source, int at, StringBuilder text, List<Mark> marks) {
        var tag = clean.tags().get(index);
        var raw = clean.raw(tag.start(), tag.end());
        var kind =
                switch (tag.kind()) {
                    case OPEN -> Mark.Kind.OPEN;
                    case CLOSE -> Mark.Kind.CLOSE;
                    default -> Mark.Kind.EMPTY;
                };
        boolean spaced = kind == Mark.Kind.EMPTY
                && text.length() > 0
                && text.charAt(text.length() - 1) == ' '
                && (marks.isEmpty() || marks.get(marks.size() - 1).at() < text.length())
                && at < source.length()
                && UCharacter.isUWhiteSpace(source.charAt(at));
        if (spaced) {
            text.setLength(text.length() - 1); // one of the spaces goes with it
        }
        marks.add(new Mark(text.length(), spaced ? " " + raw : raw, kind, tag.value()));
    }
}
