package io.sparkseq2seq.search;

import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.lang.Character.UnicodeBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one translation of those of a source's parts. They are joined by a space, or by nothing beside Chinese and
 * Japanese characters, and where a word was cut, beside those of the other scripts without spaces.
 *
 * @param alternatives whether the translation names the other hypotheses, of a source of one part
 * @param alignment whether it has an alignment; hypotheses then hold their attention
 */
record PartJoiner(Subwords source, Subwords target, boolean alternatives, boolean alignment) {
    private static final Set<UnicodeBlock> UNSPACED = Set.of(
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
            UnicodeBlock.HIRAGANA,
            UnicodeBlock.KATAKANA);

    /** @param found the hypotheses of each part, best first */
    Translation join(List<SourceCutter.Part> parts, List<List<Hypothesis>> found) {
        var text = new StringBuilder();
        var aligned = new Alignment();
        double logProbability = 0;
        int tokens = 0;
        boolean cut = false;
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var best = found.get(i).get(0);
            var next = text(best.tokens());
            boolean spaced = text.length() > 0
                    && !next.isEmpty()
                    && isSpaced(text.codePointBefore(text.length()), part.inWord())
                    && isSpaced(next.codePointAt(0), part.inWord());
            text.append(spaced ? " " : "").append(next);
            logProbability += best.logProbability();
            tokens += best.tokens().length;
            cut |= best.cut();
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

    /** Whether a space stands beside a character, between words or within what was one in the source. */
    private static boolean isSpaced(int character, boolean inWord) {
        boolean never = Character.isIdeographic(character) || UNSPACED.contains(UnicodeBlock.of(character));
        return !never && !(inWord && Words.isUnspaced(character));
    }
}
