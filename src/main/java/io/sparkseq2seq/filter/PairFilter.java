package io.sparkseq2seq.filter;

import java.io.Serializable;
import java.util.Optional;

/** A rule that judges one pair by its text, whatever the others are. */
public interface PairFilter extends Serializable {
    /** Under which it counts what it drops: what is wrong with such a pair, in two or three words. */
    String name();

    /**
     * Judges a pair.
     *
     * @return why to drop it, in words with its own figures; empty to keep it
     */
    Optional<String> reason(Pair pair);
}
