package io.sparkseq2seq.filter;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A side with too few letters of the scripts that its language is written in. Addresses count for nothing.
 *
 * @param source the source's scripts; empty: any
 * @param target the target's scripts; empty: any
 * @param min the least share of the letters, from 0 to 1
 */
record ScriptShare(List<UnicodeScript> source, List<UnicodeScript> target, double min) implements PairFilter {
    @Override
    public String name() {
        return "another script";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        var first = reason(AddressMatch.without(pair.source()), source, "source");
        return first.isPresent() ? first : reason(AddressMatch.without(pair.target()), target, "target");
    }

    private Optional<String> reason(String text, List<UnicodeScript> scripts, String side) {
        if (scripts.isEmpty()) {
            return Optional.empty();
        }
        long all = text.codePoints().filter(Character::isLetter).count();
        long own = text.codePoints()
                .filter(Character::isLetter)
                .filter(c -> scripts.contains(UnicodeScript.of(c)))
                .count();
        return own < min * all
                ? Optional.of(own + " of " + all + " letters of the " + side + " are "
                        + scripts.stream().map(UnicodeScript::name).collect(Collectors.joining(" or ")))
                : Optional.empty();
    }
}
