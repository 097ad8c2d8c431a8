package io.sparkseq2seq.search;

import java.io.Serializable;

/**
 * The translation of a line.
 *
 * @param text one line; empty for an empty source
 * @param logProbability natural logarithm of its probability given the source; 0 for an empty source; of a source that
 *     was translated in parts, their sum
 * @param tokens of the translation, {@code END} not counted
 */
public record Translation(String text, double logProbability, int tokens) implements Serializable {
    static final Translation EMPTY = new Translation("", 0, 0);
}
