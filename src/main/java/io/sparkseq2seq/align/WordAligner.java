package io.sparkseq2seq.align;

import java.io.Serializable;

/**
 * What a corpus taught of the words of its two languages, and from which score on its pairs are taken for translations.
 *
 * <p>How well a pair is aligned is the evidence for each of its known words ({@link PairLinks#score}), so neither the
 * length of a pair nor the frequency of its words moves it, and it means the same in all languages; the thresholds come
 * from the corpus itself ({@link Calibration}).
 *
 * @param source words of the source side
 * @param target words of the target side
 * @param table their probabilities
 * @param thresholds of the scores
 */
public record WordAligner(TermIds source, TermIds target, LexicalTable table, Calibration.Thresholds thresholds)
        implements Serializable {}
