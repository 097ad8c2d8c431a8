package io.sparkseq2seq.document;

import java.util.List;

/**
 * A text as sentences and what stands between them: gaps and sentences one after another, and then {@code tail}, are
 * the text, where a line break within a sentence is a {@link Mark} of it.
 *
 * @param segments in order
 * @param tail what stands behind the last sentence
 */
public record Document(List<Segment> segments, String tail) {

    /**
     * The text again, with each sentence replaced.
     *
     * @param translations of the segments' texts, one each
     */
    public String joined(List<String> translations) {
        var text = new StringBuilder();
        var before = "";
        var sourceBefore = "";
        for (int i = 0; i < segments.size(); i++) {
            var segment = segments.get(i);
            var translation = Breaks.restored(segment, translations.get(i));
            text.append(Joint.between(sourceBefore, segment.gap(), segment.text(), before, translation));
            text.append(translation);
            if (!translation.isEmpty()) {
                before = translation;
                sourceBefore = segment.text();
            }
        }
        return text.append(tail).toString();
    }
}
