package io.sparkseq2seq.search;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.Words;
import java.lang.Character.UnicodeBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Translates lines of text: normalizes and encodes them, searches batches of similar length, decodes what was found and
 * puts it in the lines' order.
 *
 * <p>Any line is translated. An empty one, or one of white space, has an empty translation. One of more than
 * {@code maxSourceLength} tokens is translated in parts (see {@code translate.max-source-length}), which are joined by
 * a space, or by nothing beside Chinese and Japanese characters. Thai, Lao, Khmer and Burmese have spaces between
 * sentences, but not between words: parts of one word are joined by nothing beside them.
 *
 * <p>A translation and its log-probability are a function, to the last bit, of the line's text, the model (its
 * fingerprint), the precision, the search's settings, {@code maxSourceLength} and {@link #VERSION}: not of the other
 * lines, their order, the batch, threads or the machine, as long as its processor has the same kind of instructions.
 *
 * <p>Immutable; threads may share it, and with it the model.
 *
 * <pre>{@code new Translator(model, settings.translate()).translate(List.of("Good morning.")).get(0).text()}</pre>
 */
public final class Translator {
    /**
     * The version of the translations: another number wherever the same text, model, precision and settings may give
     * another translation or score than before, were it in the last bit.
     */
    public static final int VERSION = 1;

    private static final Set<UnicodeBlock> UNSPACED = Set.of(
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
            UnicodeBlock.HIRAGANA,
            UnicodeBlock.KATAKANA);

    private final Subwords source;
    private final Subwords target;
    private final Function<int[][], Decoding> start;
    private final BeamSearch search;
    private final int batch;
    private final SourceCutter cutter;

    /** A translator as settings ask for. */
    public Translator(TranslationModel model, TranslateSettings settings) {
        this(model.in(settings.precision()), BeamSearch.of(settings), settings.batch(), settings.maxSourceLength());
    }

    /**
     * @param batch sentences searched together, at least 1
     * @param maxSourceLength a longer source, in tokens, is translated in parts
     */
    public Translator(TranslationModel model, BeamSearch search, int batch, int maxSourceLength) {
        this(model.sourceSubwords(), model.targetSubwords(), model::start, search, batch, maxSourceLength);
    }

    /** @param start begins the decoding of [sentences][tokens] source ids without special ones */
    Translator(
            Subwords source,
            Subwords target,
            Function<int[][], Decoding> start,
            BeamSearch search,
            int batch,
            int maxSourceLength) {
        this.source = source;
        this.target = target;
        this.start = start;
        this.search = search;
        this.batch = batch;
        this.cutter = new SourceCutter(source, maxSourceLength);
    }

    /**
     * Translates lines, each on its own.
     *
     * @return a translation for each line, in the same order
     * @throws IllegalStateException when the model gives numbers that are no log-probabilities
     */
    public List<Translation> translate(List<String> lines) {
        var parts = new ArrayList<SourceCutter.Part>(lines.size());
        var ends = new int[lines.size()];
        for (int i = 0; i < ends.length; i++) {
            parts.addAll(cutter.cut(source.normalizer().normalize(lines.get(i))));
            ends[i] = parts.size();
        }
        var found = search(parts.stream().map(SourceCutter.Part::ids).toList());
        var translations = new ArrayList<Translation>(ends.length);
        for (int i = 0; i < ends.length; i++) {
            int start = i == 0 ? 0 : ends[i - 1];
            translations.add(joined(parts.subList(start, ends[i]), found.subList(start, ends[i])));
        }
        return translations;
    }

    /**
     * The best translation of each source, in the same order; for callers that have ids already. Sources are not cut.
     *
     * @param sources token ids without special ones
     * @throws IllegalStateException as {@link #translate}
     */
    public List<Hypothesis> search(List<int[]> sources) {
        var byLength = IntStream.range(0, sources.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> -sources.get(i).length))
                .toList();
        var found = new Hypothesis[sources.size()];
        for (int from = 0; from < found.length; from += batch) {
            var indices = byLength.subList(from, Math.min(found.length, from + batch));
            var ids = indices.stream().map(sources::get).toArray(int[][]::new);
            try (var decoding = start.apply(ids)) {
                var lengths =
                        IntStream.range(0, ids.length).map(i -> ids[i].length).toArray();
                var best = search.search(decoding, lengths);
                for (int i = 0; i < ids.length; i++) {
                    found[indices.get(i)] = best.get(i).get(0);
                }
            }
        }
        return List.of(found);
    }

    /** Tokens of the longest source that is translated whole. */
    public int maxSourceLength() {
        return cutter.longest();
    }

    /** The text of some target ids, on one line whatever bytes the model has put there. */
    public String text(int[] tokens) {
        return Normalizer.PLAIN.normalize(target.decode(tokens));
    }

    private Translation joined(List<SourceCutter.Part> parts, List<Hypothesis> found) {
        if (found.isEmpty()) {
            return Translation.EMPTY;
        }
        var text = new StringBuilder();
        double logProbability = 0;
        int tokens = 0;
        for (int i = 0; i < found.size(); i++) {
            var next = text(found.get(i).tokens());
            if (text.length() > 0
                    && !next.isEmpty()
                    && isSpaced(
                            text.codePointBefore(text.length()), parts.get(i).inWord())
                    && isSpaced(next.codePointAt(0), parts.get(i).inWord())) {
                text.append(' ');
            }
            text.append(next);
            logProbability += found.get(i).logProbability();
            tokens += found.get(i).tokens().length;
        }
        return new Translation(text.toString(), logProbability, tokens);
    }

    /** Whether a space stands beside a character, between words or within what was one in the source. */
    private static boolean isSpaced(int character, boolean inWord) {
        boolean never = Character.isIdeographic(character) || UNSPACED.contains(UnicodeBlock.of(character));
        return !never && !(inWord && Words.isUnspaced(character));
    }
}
