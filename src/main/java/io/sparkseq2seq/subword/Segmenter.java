package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a word becomes ids: the part of {@link Subwords} that differs between kinds of subwords. Immutable and safe to
 * share between threads.
 */
sealed interface Segmenter extends Serializable permits BytePairs, PieceMerges, Unigrams {
    /** What the file of a model calls the kind. */
    String kind();

    /** The spelling of each id from {@link Subwords#FIRST_CHARACTER} on, with spaces as spaces. */
    String[] spellings();

    /** How many of the spellings are single characters with a piece of their own. */
    int characters();

    /** Whether a character without a piece becomes {@link Subwords#UNKNOWN} instead of its bytes. */
    boolean unknown();

    /** Spellings that the maker of the pieces has set down, each of which is one piece wherever it stands. */
    default List<String> symbols() {
        return List.of();
    }

    /** What a text becomes before it is split into words: for most, itself. */
    default String prepared(String normalized) {
        return normalized;
    }

    /**
     * The ids of a word, which is not empty.
     *
     * @return a new array
     */
    int[] segment(String word);

    /**
     * The ids of one of the ways to cut a word, drawn anew each time.
     *
     * @param dropout of merges: how probable it is that one is left out; 0: the way is that of {@link #segment}
     * @param alpha of pieces with probabilities: 0: all ways are equally likely; the larger, the more often it is that
     *     of {@link #segment}
     * @return a new array
     */
    int[] sample(String word, double dropout, double alpha, SplittableRandom random);
}
