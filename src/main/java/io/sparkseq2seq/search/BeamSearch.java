package io.sparkseq2seq.search;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * Beam search: the translations that a model finds most probable, by widening a few hypotheses a token at a time.
 *
 * <p>In every step, of all continuations of a sentence's open hypotheses by one token the {@code beam} most probable
 * are taken: those that end in {@code END} are finished, the others stay open. With {@code beam = 1} this follows the
 * most probable token until that is {@code END}: greedy search. {@code PAD} and {@code START} are never chosen.
 *
 * <p>A finished hypothesis y scores {@code log P(y, END | x) / ((5 + length) / 6)^lengthPenalty} (Wu et al. 2016,
 * equation 14), where the length is that of y and {@code END} together: every factor of the probability counts, and
 * candidates of one step, ended or not, are penalised alike. More may be asked of it, see {@link Control}; a sentence
 * with terms to hold is searched by a {@link TermBeam}.
 *
 * <p>A translation has at most {@code maxLength} tokens, and at most {@code maxLengthRatio} times the source's plus
 * {@value #SLACK}; {@code END} is not counted. A hypothesis of that length can only end: its probability then holds
 * {@code END}'s, however small, so that scores are always those of whole sentences. Where a model gives {@code END} the
 * probability 0 at every chance, the best open hypothesis is the result as it stands.
 *
 * <p>A sentence is done as soon as no open hypothesis can beat the worst of the {@code nBest} finished ones; this is
 * exact: going on to the longest length would give the same. Its rows then leave the batch. Of equal scores the
 * hypothesis that finished first wins, of one step the one with the better-ranked beginning, then the lower token id.
 * So each sentence's result is that of the sentence alone, to the last bit of its score, where the decoding keeps the
 * same promise for its rows (see {@link Decoding}).
 *
 * <pre>{@code
 * try (Decoding decoding = model.start(sources)) {
 *     int[] best = new BeamSearch(5, 0.6, 100, 3.0).search(decoding, lengths).get(0).get(0).tokens();
 * }
 * }</pre>
 *
 * @param beam hypotheses of a sentence kept from step to step, at least 1
 * @param lengthPenalty the exponent, at least 0; 0: no penalty, which favours short translations
 * @param maxLength at least 1, in tokens
 * @param maxLengthRatio at least 0, in target tokens a source token
 * @param nBest finished hypotheses to return, at least 1
 * @param attention whether hypotheses keep the attention of each of their steps
 * @param control what else is asked of a translation
 */
public record BeamSearch(
        int beam,
        double lengthPenalty,
        int maxLength,
        double maxLengthRatio,
        int nBest,
        boolean attention,
        Control control)
        implements Serializable {

    /** Tokens that a translation may be longer than {@code maxLengthRatio} allows, so that short sources have room. */
    public static final int SLACK = 10;

    /** @throws IllegalArgumentException when a value is out of its range */
    public BeamSearch {
        check(beam >= 1, "beam", beam);
        check(lengthPenalty >= 0 && lengthPenalty < Double.POSITIVE_INFINITY, "length penalty", lengthPenalty);
        check(maxLength >= 1, "longest length", maxLength);
        check(maxLengthRatio >= 0, "length ratio", maxLengthRatio);
        check(nBest >= 1, "n-best", nBest);
        if (control.sampling() != null && beam > 1) {
            throw new IllegalArgumentException("a sample needs no beam of " + beam);
        }
    }

    /** A search for the best hypothesis alone, without attention. */
    public BeamSearch(int beam, double lengthPenalty, int maxLength, double maxLengthRatio) {
        this(beam, lengthPenalty, maxLength, maxLengthRatio, 1, false, Control.NONE);
    }

    /** The search for the most probable translation alone, whatever else settings ask for. */
    public static BeamSearch plain(TranslateSettings settings) {
        return new BeamSearch(
                settings.beam(), settings.lengthPenalty(), settings.maxLength(), settings.maxLengthRatio());
    }

    /**
     * The search that settings ask for; a glossary is read here.
     *
     * @throws io.sparkseq2seq.config.UserException when it cannot be read
     */
    public static BeamSearch of(TranslateSettings settings, Configuration hadoop) {
        return new BeamSearch(
                settings.beam(),
                settings.lengthPenalty(),
                settings.maxLength(),
                settings.maxLengthRatio(),
                settings.search().nBest(),
                settings.search().alignment(),
                Control.of(settings, hadoop));
    }

    /** The same search, returning up to so many hypotheses a sentence. */
    public BeamSearch withNBest(int count) {
        return new BeamSearch(beam, lengthPenalty, maxLength, maxLengthRatio, count, attention, control);
    }

    /** The same search, with the attention of every step in its hypotheses. */
    public BeamSearch withAttention() {
        return new BeamSearch(beam, lengthPenalty, maxLength, maxLengthRatio, nBest, true, control);
    }

    /** The same search with another control over its output. */
    public BeamSearch with(Control other) {
        return new BeamSearch(beam, lengthPenalty, maxLength, maxLengthRatio, nBest, attention, other);
    }

    /**
     * A sentence to search a translation for.
     *
     * @param length tokens of its source, without special ones
     * @param stream from which samples are drawn
     * @param required terms that the translation must hold; null: none
     */
    record Sentence(int length, long stream, RequiredTerms required) {}

    /** A source as this search needs it. */
    Sentence sentence(int[] source, RequiredTerms required) {
        return new Sentence(
                source.length, control.sampling() == null ? 0 : control.sampling().stream(source), required);
    }

    /**
     * Searches all sentences of a decoding that has not taken a step yet. The decoding is left open.
     *
     * @param sourceLengths [sentences] tokens of each source, without special ones
     * @return for each sentence its finished hypotheses, best first: at least one, at most {@code nBest}
     * @throws IllegalStateException when the model gives a number that is no log-probability, NaN for instance
     */
    public List<List<Hypothesis>> search(Decoding decoding, int[] sourceLengths) {
        return search(
                decoding,
                Arrays.stream(sourceLengths)
                        .mapToObj(length -> new Sentence(length, 0, null))
                        .toList());
    }

    List<List<Hypothesis>> search(Decoding decoding, List<Sentence> sentences) {
        if (decoding.sentences() != sentences.size()) {
            throw new IllegalStateException(
                    decoding.sentences() + " sentences in the decoding, " + sentences.size() + " sources");
        }
        var beams = new ArrayList<Beam>(sentences.size());
        for (int i = 0; i < sentences.size(); i++) {
            var sentence = sentences.get(i);
            int limit = limit(sentence.length());
            var steps = new Steps(
                    sentence.length() + 1,
                    control.shortest(sentence.length(), limit),
                    limit,
                    control.noRepeat(),
                    sentence.stream());
            beams.add(
                    sentence.required() == null
                            ? new SentenceBeam(this, i, steps)
                            : new TermBeam(this, i, steps, sentence.required()));
        }
        return run(decoding, beams);
    }

    /**
     * The same for translations of given lengths: {@code END} comes there and not before, so that the work is known.
     *
     * @param lengths [sentences] tokens of each translation, {@code END} not counted
     */
    public List<List<Hypothesis>> searchForced(Decoding decoding, int[] sourceLengths, int[] lengths) {
        var beams = new ArrayList<Beam>(lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            var steps = new Steps(sourceLengths[i] + 1, lengths[i], lengths[i], 0, 0);
            beams.add(new SentenceBeam(this, i, steps));
        }
        return run(decoding, beams);
    }

    private List<List<Hypothesis>> run(Decoding decoding, List<Beam> beams) {
        var candidates = new Candidates(beam);
        var next = new NextTokens(decoding.vocabularySize());
        var active = new ArrayList<>(beams);
        while (!active.isEmpty()) {
            decoding.advance(all(active, Beam::rows), all(active, Beam::tokens));
            int row = 0;
            for (var sentence : active) {
                row += sentence.step(decoding, row, candidates, next);
            }
            active.removeIf(Beam::done);
        }
        return beams.stream().map(Beam::result).toList();
    }

    /** {@code ((5 + length) / 6)^lengthPenalty}, the length with {@code END}. */
    double penalty(int length) {
        return StrictMath.pow((5 + length) / 6.0, lengthPenalty);
    }

    /** Whether each step's attention is needed. */
    boolean keepsAttention() {
        return attention || control.coveragePenalty() > 0;
    }

    private static int[] all(List<Beam> beams, Function<Beam, int[]> part) {
        return beams.stream().map(part).flatMapToInt(Arrays::stream).toArray();
    }

    /** The most tokens of a translation, {@code END} not counted. */
    int limit(int sourceLength) {
        return (int) Math.min(maxLength, Math.floor(maxLengthRatio * sourceLength) + SLACK);
    }

    static void check(boolean valid, String what, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("the search's " + what + " is out of range: " + value);
        }
    }
}
