package io.sparkseq2seq.document;

import io.sparkseq2seq.text.Normalizer;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * A text as sentences and what stands between them: gaps and raw sentences one after another, and then {@code tail},
 * are the text.
 *
 * @param segments in order
 * @param tail what stands behind the last sentence
 * @param html whether it is HTML, in which {@code <} and {@code &} are written as character references
 */
public record Document(List<Segment> segments, String tail, boolean html) {

    /**
     * The text again, with each sentence replaced.
     *
     * @param translations of a segment, which is one of these: its marks are in it
     */
    public String joined(Function<Segment, String> translations) {
        return joined(translations, new int[segments.size()]);
    }

    /** @param starts [segments] for where in the text each translation begins */
    private String joined(Function<Segment, String> translations, int[] starts) {
        var text = new StringBuilder();
        var before = "";
        var sourceBefore = "";
        for (int i = 0; i < starts.length; i++) {
            var segment = segments.get(i);
            var translation = translations.apply(segment);
            text.append(Joint.between(sourceBefore, segment.gap(), segment.raw(), before, translation));
            starts[i] = text.length();
            text.append(translation);
            if (!translation.isEmpty()) {
                before = translation;
                sourceBefore = segment.raw();
            }
        }
        return text.append(tail).toString();
    }

    /**
     * The alignment of the text with {@link #joined}, as Pharaoh writes it: of the sentences' alignments, their words
     * counted on. Words of gaps, and of sentences without an alignment, have no link.
     *
     * @param alignments of a segment with its translation; empty: none
     */
    public String aligned(Function<Segment, String> translations, Function<Segment, String> alignments) {
        var starts = new int[segments.size()];
        var targetWords = Links.words(joined(translations, starts));
        var source = new StringBuilder();
        segments.forEach(segment -> source.append(segment.gap()).append(segment.raw()));
        var sourceWords = Links.words(source.toString());
        var links = new StringJoiner(" ");
        int from = 0;
        for (int i = 0; i < starts.length; i++) {
            var segment = segments.get(i);
            from += segment.gap().length();
            var alignment = alignments.apply(segment);
            if (!alignment.isEmpty()) {
                var local = Links.of(segment.raw(), translations.apply(segment), alignment);
                for (int word = 0; word < local.from().length; word++) {
                    if (local.from()[word] >= 0) {
                        int left = from + local.source().get(local.from()[word]).start();
                        int right = starts[i] + local.target().get(word).start();
                        links.add(Links.wordAt(sourceWords, left) + "-" + Links.wordAt(targetWords, right));
                    }
                }
            }
            from += segment.raw().length();
        }
        return links.toString();
    }

    /** A sentence of which nothing is translated. */
    public String copied(Segment segment) {
        return Normalizer.clean(segment.raw());
    }

    /**
     * A segment's translation with the segment's marks in it.
     *
     * @param mask by which the sentence was translated
     * @param alignment of the masked sentence with the translation, as Pharaoh writes it: {@code 0-0 1-2}
     * @param others the translations of {@link Mask#others()}, null where there is none; null: not known
     */
    public Restoration restored(Mask mask, String translation, String alignment, List<String> others) {
        var known = others == null ? Collections.<String>nCopies(mask.marks().size(), null) : others;
        return new Restoration(mask, translation, Links.of(mask.text(), translation, alignment), known, html);
    }

    /** The same of a segment with no other marks than breaks. */
    public String restored(Segment segment, String translation) {
        return restored(Mask.none(segment), translation, "", null).text();
    }
}
