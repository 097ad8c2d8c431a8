package io.sparkseq2seq.search;

import io.sparkseq2seq.document.Joint;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one translation of those of a source's parts. They are joined by a space, or by nothing beside Chinese and
 * Japanese characters, and where a word was cut, beside those of the other scripts without spaces.
 *
 * @param alternatives whether the translation names the other hypotheses, of a source of one part
 * @param alignment whether it has an alignment; hypotheses then hold their attention
 */
record PartJoiner(Subwords source, Subwords target, boolean alternatives, boolean alignment) {
    /** @param found the hypotheses of each part, best first */
    Translation join(List<SourceCutter.Part> parts, List<List<Hypothesis>> found) {
        var text = new StringBuilder();
        var aligned = new Alignment();
        double logProbability = 0;
        int tokens = 0;
        boolean cut = false;
        var unmet = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var best = found.get(i).get(0);
            var next = text(best.tokens());
            boolean spaced = text.length() > 0
                    && !next.isEmpty()
                    && Joint.isSpaced(text.codePointBefore(text.length()), part.inWord())
                    && Joint.isSpaced(next.codePointAt(0), part.inWord());
            text.append(spaced ? " " : "").append(next);
            logProbability += best.logProbability();
            tokens += best.tokens().length;
            cut |= best.cut();
            unmet.addAll(best.unmet());
            if (alignment) {
                aligned.add(
                        WordTokens.of(source, part.ids()),
                        WordTokens.of(target, best.tokens()),
                        best.attention(),
                        part.inWord(),
                        !spaced);
            }
        }
        return new Translation(
                text.toString(),
                logProbability,
                tokens,
                parts.size(),
                cut,
                List.copyOf(unmet),
                alternatives ? alternatives(found) : null,
                alignment ? aligned.toString() : null);
    }

    /** Of hypotheses that spell the same text, the best. */
    private List<Translation.Alternative> alternatives(List<List<Hypothesis>> found) {
        if (found.size() != 1) {
            return List.of();
        }
        Map<String, Translation.Alternative> byText = new LinkedHashMap<>();
        for (var hypothesis : found.get(0)) {
            var text = text(hypothesis.tokens());
            double score = Translation.mean(hypothesis.logProbability(), hypothesis.tokens().length, 1);
            byText.putIfAbsent(text, new Translation.Alternative(text, hypothesis.logProbability(), score));
        }
        return List.copyOf(byText.values());
    }

    /** The text of some target ids, on one line whatever bytes the model has put there. */
    String text(int[] tokens) {
        return Normalizer.PLAIN.normalize(target.decode(tokens));
    }
}
