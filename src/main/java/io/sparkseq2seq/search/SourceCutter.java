package io.sparkseq2seq.search;

import io.sparkseq2seq.subword.Subwords;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a source that is longer than a model was trained for into parts that are not: at sentence ends; a sentence that
 * is still too long, at its spaces; a word that is still too long, between tokens. Neighbours stay together as far as
 * they fit.
 *
 * @param subwords of the source side
 * @param longest part, in tokens
 */
record SourceCutter(Subwords subwords, int longest) {

    /** The ids of the parts of a normalized text; none for an empty one. */
    List<int[]> cut(String normalized) {
        var parts = new ArrayList<int[]>(1);
        var ids = subwords.encode(normalized);
        if (ids.length > longest) {
            pack(sentences(normalized), parts);
        } else if (ids.length > 0) {
            parts.add(ids);
        }
        return parts;
    }

    /** Adds the units one after another, as many to a part as fit. */
    private void pack(List<String> units, List<int[]> parts) {
        var part = new StringBuilder();
        int tokens = 0;
        for (var unit : units) {
            int more = subwords.encode(unit.strip()).length;
            if (tokens + more > longest) {
                finish(part, parts);
                tokens = 0;
            }
            var words = more > longest ? words(unit) : List.of(unit);
            if (words.size() > 1) {
                pack(words, parts);
            } else {
                part.append(unit);
                tokens += more;
            }
        }
        finish(part, parts);
    }

    private void finish(StringBuilder part, List<int[]> parts) {
        var ids = subwords.encode(part.toString().strip());
        for (int start = 0; start < ids.length; start += longest) {
            parts.add(Arrays.copyOfRange(ids, start, Math.min(ids.length, start + longest)));
        }
        part.setLength(0);
    }

    /** With the spaces that follow them. */
    private static List<String> sentences(String text) {
        var breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        var sentences = new ArrayList<String>();
        for (int start = breaks.first(), end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            sentences.add(text.substring(start, end));
            start = end;
        }
        return sentences;
    }

    private static List<String> words(String text) {
        return List.of(text.split("(?<= )"));
    }
}
