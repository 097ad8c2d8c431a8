package io.sparkseq2seq.document;

import io.sparkseq2seq.text.Normalizer;
import java.util.Collections;
import java.util.List;
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
        var text = new StringBuilder();
        var before = "";
        var sourceBefore = "";
        for (var segment : segments) {
            var translation = translations.apply(segment);
            text.append(Joint.between(sourceBefore, segment.gap(), segment.raw(), before, translation))
                    .append(translation);
            if (!translation.isEmpty()) {
                before = translation;
                sourceBefore = segment.raw();
            }
        }
        return text.append(tail).toString();
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
