package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms that the translation of one source must hold, each once, at places of their own.
 *
 * @param terms at most {@value #MOST}
 * @param edges of the target's tokens
 * @param left terms of the source that are too many to be required
 */
record RequiredTerms(List<Term> terms, TokenEdges edges, List<String> left) {
    /** How many are required of one source. */
    static final int MOST = 64;

    /**
     * A term, which is met by any of its forms.
     *
     * @param name to tell a reader
     * @param number see {@link TokenEdges}
     * @param forms at least one
     */
    record Term(String name, boolean number, List<Form> forms) {
        /** Tokens of the shortest form. */
        int length() {
            return forms.stream().mapToInt(form -> form.tokens().length).min().orElseThrow();
        }
    }

    /**
     * A form in tokens.
     *
     * @param tokens at least one
     * @param atStart whether it belongs at the start of a sentence, for it has a capital there
     */
    record Form(int[] tokens, boolean atStart) {}

    /**
     * Those for which there is room in a translation of at most so many tokens; the first of them where not for all.
     */
    RequiredTerms within(int limit) {
        var fitting = new ArrayList<Term>();
        var others = new ArrayList<>(left);
        int room = limit;
        for (var term : terms) {
            if (fitting.size() < MOST && term.length() <= room) {
                fitting.add(term);
                room -= term.length();
            } else {
                others.add(term.name());
            }
        }
        return new RequiredTerms(List.copyOf(fitting), edges, List.copyOf(others));
    }

    /** Tokens that all of them take at least. */
    int length() {
        return terms.stream().mapToInt(Term::length).sum();
    }
}
