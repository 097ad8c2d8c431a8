package io.sparkseq2seq.search;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.model.Calibration;
import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Translates lines of text: normalizes and encodes them, searches batches of similar length, decodes what was found and
 * puts it in the lines' order.
 *
 * <p>Any line is translated. An empty one, or one of white space, has an empty translation. One of more than
 * {@code maxSourceLength} tokens is translated in parts (see {@code translate.max-source-length}), which are joined by
 * a space, or by nothing beside Chinese and Japanese characters. Thai, Lao, Khmer and Burmese have spaces between
 * sentences, but not between words: parts of one word are joined by nothing beside them. Where the search returns
 * several hypotheses, translations have alternatives; where it keeps the attention, an {@link Alignment}.
 *
 * <p>A translation and its log-probability are a function, to the last bit, of the line's text, the model (its
 * fingerprint), the precision, the search's settings, {@code maxSourceLength} and {@link #VERSION}: not of the other
 * lines, their order, the batch, threads or the machine, as long as its processor has the same kind of instructions.
 *
 * <p>Immutable; threads may share it, and with it the model.
 *
 * <pre>{@code new Translator(model, settings.translate(), hadoop).translate(List.of("Good morning.")).get(0).text()}
 * </pre>
 */
public final class Translator implements TextTranslator {
    /**
     * The version of the translations: another number wherever the same text, model, precision and settings may give
     * another translation or score than before, were it in the last bit.
     */
    public static final int VERSION = 3;

    private final Subwords source;
    private final Function<int[][], Decoding> start;
    private final BeamSearch search;
    private final int batch;
    private final SourceCutter cutter;
    private final PartJoiner joiner;
    private final DoubleUnaryOperator confidence;
    private final TokenEdges edges;
    private final Terms terms;

    /**
     * A translator as settings ask for.
     *
     * @throws io.sparkseq2seq.config.UserException when the glossary cannot be read
     */
    public Translator(TranslationModel model, TranslateSettings settings, Configuration hadoop) {
        this(
                model.in(settings.precision()),
                BeamSearch.of(settings, hadoop),
                settings.batch(),
                settings.maxSourceLength());
    }

    /**
     * @param batch sentences searched together, at least 1
     * @param maxSourceLength a longer source, in tokens, is translated in parts
     */
    public Translator(TranslationModel model, BeamSearch search, int batch, int maxSourceLength) {
        this(
                model.sourceSubwords(),
                model.targetSubwords(),
                model::start,
                model::confidence,
                search,
                batch,
                maxSourceLength);
    }

    /** @param start begins the decoding of [sentences][tokens] source ids without special ones */
    Translator(
            Subwords source,
            Subwords target,
            Function<int[][], Decoding> start,
            BeamSearch search,
            int batch,
            int maxSourceLength) {
        this(source, target, start, Calibration::uncalibrated, search, batch, maxSourceLength);
    }

    private Translator(
            Subwords source,
            Subwords target,
            Function<int[][], Decoding> start,
            DoubleUnaryOperator confidence,
            BeamSearch search,
            int batch,
            int maxSourceLength) {
        this.confidence = confidence;
        this.source = source;
        this.start = start;
        this.search = search;
        this.batch = batch;
        this.cutter = new SourceCutter(source, maxSourceLength);
        this.joiner = new PartJoiner(source, target, search.nBest() > 1, search.attention());
        this.terms = search.control().terms().in(source.normalizer());
        this.edges = terms.isEmpty() ? null : new TokenEdges(target);
    }

    /** What texts may have in them that the model knows as one token, though it looks like a tag. */
    Set<String> symbols() {
        return source.symbols();
    }

    /** The same translator, whose translations have an {@link Alignment}. */
    Translator withAlignment() {
        return new Translator(
                source, joiner.target(), start, confidence, search.withAttention(), batch, cutter.longest());
    }

    /**
     * Translates lines, each on its own. Line breaks count as spaces.
     *
     * @return a translation for each line, in the same order
     * @throws IllegalStateException when the model gives numbers that are no log-probabilities
     */
    @Override
    public List<Translation> translate(List<String> lines) {
        var parts = new ArrayList<SourceCutter.Part>(lines.size());
        var ends = new int[lines.size()];
        for (int i = 0; i < ends.length; i++) {
            parts.addAll(cutter.cut(source.normalizer().normalize(lines.get(i))));
            ends[i] = parts.size();
        }
        var found = searchAll(parts.stream().map(SourceCutter.Part::ids).toList());
        var translations = new ArrayList<Translation>(ends.length);
        for (int i = 0; i < ends.length; i++) {
            int start = i == 0 ? 0 : ends[i - 1];
            translations.add(joiner.join(parts.subList(start, ends[i]), found.subList(start, ends[i])));
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
        return searchAll(sources).stream().map(found -> found.get(0)).toList();
    }

    private List<List<Hypothesis>> searchAll(List<int[]> sources) {
        var byLength = IntStream.range(0, sources.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> -sources.get(i).length))
                .toList();
        var found = new ArrayList<List<Hypothesis>>(Collections.nCopies(sources.size(), null));
        for (int from = 0; from < sources.size(); from += batch) {
            var indices = byLength.subList(from, Math.min(sources.size(), from + batch));
            var ids = indices.stream().map(sources::get).toArray(int[][]::new);
            try (var decoding = start.apply(ids)) {
                var best = search.search(
                        decoding, Arrays.stream(ids).map(this::sentence).toList());
                for (int i = 0; i < ids.length; i++) {
                    found.set(indices.get(i), best.get(i));
                }
            }
        }
        return found;
    }

    @Override
    public double confidence(double score) {
        return confidence.applyAsDouble(score);
    }

    private BeamSearch.Sentence sentence(int[] ids) {
        return search.sentence(ids, edges == null ? null : terms.in(source.decode(ids), edges));
    }

    /** Tokens of the longest source that is translated whole. */
    public int maxSourceLength() {
        return cutter.longest();
    }

    /** The text of some target ids, on one line whatever bytes the model has put there. */
    public String text(int[] tokens) {
        return joiner.text(tokens);
    }
}
