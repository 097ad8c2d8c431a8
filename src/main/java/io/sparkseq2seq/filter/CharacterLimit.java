package io.sparkseq2seq.filter;

import java.util.Optional;

/**
 * A side of too many characters.
 *
 * @param max the most, in code points
 */
record CharacterLimit(int max) implements PairFilter {
    @Override
    public String name() {
        return "too many characters";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int longest = Math.max(characters(pair.source()), characters(pair.target()));
        return longest > max ? Optional.of(longest + " characters, of at most " + max) : Optional.empty();
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
