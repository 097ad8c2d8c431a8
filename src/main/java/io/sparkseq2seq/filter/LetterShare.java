package io.sparkseq2seq.filter;

import java.util.Optional;

/**
 * A side with too few letters among its characters: tables, code, numbers. Marks of letters count as letters, spaces
 * and addresses as nothing.
 *
 * @param min the least share, from 0 to 1
 * @param shortest characters of a side below which it is kept: "10." may be right
 */
record LetterShare(double min, int shortest) implements PairFilter {
    @Override
    public String name() {
        return "few letters";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        var source = reason(AddressMatch.without(pair.source()), "source");
        return source.isPresent() ? source : reason(AddressMatch.without(pair.target()), "target");
    }

    private Optional<String> reason(String text, String side) {
        long all = text.codePoints().filter(c -> c != ' ').count();
        long letters = text.codePoints().filter(LetterShare::isLetter).count();
        return all >= shortest && letters < min * all
                ? Optional.of(letters + " of " + all + " characters of the " + side + " are letters")
                : Optional.empty();
    }

    static boolean isLetter(int c) {
        int type = Character.getType(c);
        return Character.isLetter(c) || type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
