package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a document without its markup: tags are left out, each term is one character, each reference what it
 * stands for.
 */
final class CleanText {
    private final String raw;
    private final String text;
    /** For each character where it begins and ends in the raw text; null where they differ by {@code offset} alone. */
    private int[] starts;

    private int[] ends;
    private final int offset;
    private final List<Markup.Found> tags = new ArrayList<>();
    private final List<Integer> tagPlaces = new ArrayList<>();

    /**
     * @param start of the stretch in the raw text
     * @param end exclusive
     * @param found the markup in it, in order
     */
    CleanText(String raw, int start, int end, List<Markup.Found> found) {
        this.raw = raw;
        this.offset = start;
        this.text = found.isEmpty() ? raw.substring(start, end) : cleaned(start, end, found);
    }

    private String cleaned(int start, int end, List<Markup.Found> found) {
        starts = new int[end - start];
        ends = new int[end - start];
        var cleaned = new StringBuilder();
        int from = start;
        for (var next : found) {
            copy(from, next.start(), cleaned);
            switch (next.kind()) {
                case TERM -> append(String.valueOf(Segment.TERM), next, cleaned);
                case REFERENCE -> append(next.value(), next, cleaned);
                case OPEN, CLOSE, EMPTY -> {
                    tags.add(next);
                    tagPlaces.add(cleaned.length());
                }
                case BLOCK -> throw new IllegalStateException("a block within a stretch: " + next);
            }
            from = next.end();
        }
        copy(from, end, cleaned);
        return cleaned.toString();
    }

    private void copy(int from, int to, StringBuilder cleaned) {
        for (int i = from; i < to; i++) {
            starts[cleaned.length()] = i;
            ends[cleaned.length()] = i + 1;
            cleaned.append(raw.charAt(i));
        }
    }

    private void append(String what, Markup.Found found, StringBuilder cleaned) {
        for (int i = 0; i < what.length(); i++) {
            starts[cleaned.length()] = found.start();
            ends[cleaned.length()] = found.end();
            cleaned.append(what.charAt(i));
        }
    }

    String text() {
        return text;
    }

    /** Where the character at a place begins in the raw text. */
    int rawStart(int at) {
        return starts == null ? offset + at : starts[at];
    }

    /** Where it ends there, exclusive. */
    int rawEnd(int at) {
        return ends == null ? offset + at + 1 : ends[at];
    }

    /** The tags and emojis, in order. */
    List<Markup.Found> tags() {
        return tags;
    }

    /** Before which character a tag stands. */
    int place(int tag) {
        return tagPlaces.get(tag);
    }

    /** The first tag that stands at a place or behind it. */
    int tagFrom(int place) {
        int low = 0;
        int high = tagPlaces.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tagPlaces.get(middle) < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What stands at some place of the raw text. */
    String raw(int start, int end) {
        return raw.substring(start, end);
    }
}
