package io.sparkseq2seq.align;

import java.io.Serializable;
import java.util.Optional;

/**
 * What a corpus taught of the words of its two languages, and which pairs are no translations by it.
 *
 * <p>How well a pair is aligned is the evidence for each of its known words ({@link PairLinks#score}), so neither the
 * length of a pair nor the frequency of its words moves it, and it means the same in all languages; the thresholds come
 * from the corpus itself ({@link Calibration}).
 *
 * @param table probabilities of the words of both sides
 * @param sides on which words stand, and their ids
 * @param swaps how many pairs look swapped
 * @param swapThreshold the highest evidence of {@code sides} that is dropped
 * @param cutOff how pairs look that are cut off
 * @param cutThreshold the highest of its scores that is dropped
 * @param thresholds of the scores of alignment
 */
public record WordAligner(
        LexicalTable table,
        Sides sides,
        Swaps swaps,
        long swapThreshold,
        CutOff cutOff,
        double cutThreshold,
        Calibration.Thresholds thresholds)
        implements Serializable {
    /** Known words of the shorter side below which no pair is taken for misaligned. */
    public static final int SHORTEST = 2;

    /** Why a pair is no translation. */
    public enum Fault {
        /** The source stands where the target should. */
        SWAPPED,
        /** A side ends before the other one's text does. */
        CUT_OFF,
        /** The words of the sides do not translate each other. */
        MISALIGNED
    }

    /**
     * What is wrong with a pair, if anything is.
     *
     * @param links by the table, to work with
     */
    public Optional<Fault> fault(String sourceText, String targetText, PairLinks links) {
        var sourceTerms = Terms.hashes(sourceText);
        var targetTerms = Terms.hashes(targetText);
        if (sides.evidence(sourceTerms, targetTerms).agreed() <= swapThreshold) {
            return Optional.of(Fault.SWAPPED);
        }
        links.set(sides.source().ids(sourceTerms), sides.target().ids(targetTerms));
        if (CutOff.isTold(links) && cutOff.score(links) <= cutThreshold) {
            return Optional.of(Fault.CUT_OFF);
        }
        return links.shorter() >= SHORTEST && thresholds.drop(links.words(), links.score())
                ? Optional.of(Fault.MISALIGNED)
                : Optional.empty();
    }
}
