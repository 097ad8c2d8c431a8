package io.sparkseq2seq.search;

import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.SentenceSplitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a source that is longer than a model was trained for into parts that are not: at sentence ends; a sentence that
 * is still too long, at commas and the like, then at its spaces; a word that is still too long, between tokens.
 * Neighbours stay together as far as they fit. Sentences end where {@link SentenceSplitter} says, whatever the
 * language.
 *
 * @param subwords of the source side
 * @param longest part, in tokens
 */
record SourceCutter(Subwords subwords, int longest) {
    private static final Pattern CLAUSE_END = Pattern.compile("(?<=[,;:،؛] )|(?<=[，；：、])");
    /** In bytes of UTF-8. */
    private static final int LONGEST_CHARACTER = 4;

    private enum Unit {
        SENTENCE,
        CLAUSE,
        WORD
    }

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
            pack(normalized, Unit.SENTENCE, parts);
        } else if (ids.length > 0) {
            parts.add(new Part(ids, false));
        }
        return parts;
    }

    /** Adds the units of a text one after another, as many to a part as fit. */
    private void pack(String text, Unit unit, List<Part> parts) {
        var part = new StringBuilder();
        for (var next : units(text, unit)) {
            if (length(part + next) > longest) {
                finish(part, parts);
            }
            if (unit != Unit.WORD && length(next) > longest) {
                pack(next, unit == Unit.SENTENCE ? Unit.CLAUSE : Unit.WORD, parts);
            } else {
                part.append(next);
            }
        }
        finish(part, parts);
    }

    /** With the spaces that follow them. */
    private static List<String> units(String text, Unit unit) {
        return switch (unit) {
            case SENTENCE -> sentences(text);
            case CLAUSE -> List.of(CLAUSE_END.split(text));
            case WORD -> List.of(text.split("(?<= )"));
        };
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

    private static List<String> sentences(String text) {
        var sentences = new ArrayList<String>();
        int start = 0;
        for (var span : SentenceSplitter.ROOT.split(text)) {
            if (span.start() > start) {
                sentences.add(text.substring(start, span.start()));
                start = span.start();
            }
        }
        sentences.add(text.substring(start));
        return sentences;
    }
}
