package io.sparkseq2seq.config;

/** What BLEU takes for an order of n-grams none of which matches. */
public enum BleuSmoothing {
    /** Zero, so that the score is zero. */
    NONE,
    /** A small count instead of none. */
    FLOOR,
    /** A constant added to matches and n-grams of every order but the first. */
    ADD_K,
    /** Half a match for the first such order, a quarter for the next, and so on, as mteval does. */
    EXP
}
