package io.sparkseq2seq.search;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a source that is longer than a model was trained for into parts that are not: at sentence ends; a sentence that
 * is still too long, at its spaces; a word that is still too long, between tokens. Neighbours stay together as far as
 * they fit. Sentences end where ICU says, which is the same in every JDK.
 *
 * @param subwords of the source side
 * @param longest part, in tokens
 */
record SourceCutter(Subwords subwords, int longest) {
    /** In bytes of UTF-8. */
    private static final int LONGEST_CHARACTER = 4;

    /**
     * A part of a source.
     *
     * @param inWord whether it goes on with the word that the part before it has begun
     */
    record Part(int[] ids, boolean inWord) {}

    /** The parts of a normalized text; none for an empty one. */
    List<Part> cut(String normalized) {
        var parts = new ArrayList<Part>(1);
        var ids = subwords.encode(normalized);
        if (ids.length > longest) {
            pack(sentences(normalized), parts);
        } else if (ids.length > 0) {
            parts.add(new Part(ids, false));
        }
        return parts;
    }

    /** Adds the units one after another, as many to a part as fit. */
    private void pack(List<String> units, List<Part> parts) {
        var part = new StringBuilder();
        for (var unit : units) {
            if (length(part + unit) > longest) {
                finish(part, parts);
            }
            var words = length(unit) > longest ? words(unit) : List.of(unit);
            if (words.size() > 1) {
                pack(words, parts);
            } else {
                part.append(unit);
            }
        }
        finish(part, parts);
    }

    private int length(String text) {
        return subwords.encode(text.strip()).length;
    }

    private void finish(StringBuilder text, List<Part> parts) {
        var ids = subwords.encode(text.toString().strip());
        for (int start = 0; start < ids.length; ) {
            int end = end(ids, start);
            parts.add(new Part(Arrays.copyOfRange(ids, start, end), start > 0));
            start = end;
        }
        text.setLength(0);
    }

    /** Where a part that starts at a token ends: within no character, whose bytes may be tokens. */
    private int end(int[] ids, int start) {
        int end = Math.min(ids.length, start + longest);
        for (int at = end; end < ids.length && at > Math.max(start, end - LONGEST_CHARACTER); at--) {
            if (!subwords.decode(Arrays.copyOfRange(ids, start, at)).endsWith("\uFFFD")) {
                return at;
            }
        }
        return end;
    }

    /** With the spaces that follow them. */
    private static List<String> sentences(String text) {
        var breaks = BreakIterator.getSentenceInstance(ULocale.ROOT);
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
