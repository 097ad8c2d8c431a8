package io.sparkseq2seq.filter;

import java.util.Optional;

/** A side with U+FFFD in it: its bytes were no UTF-8, or had been damaged before. */
record DamagedText() implements PairFilter {
    @Override
    public String name() {
        return "damaged";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int source = pair.source().indexOf('\uFFFD');
        int target = pair.target().indexOf('\uFFFD');
        if (source < 0 && target < 0) {
            return Optional.empty();
        }
        return Optional.of(
                source >= 0 ? "U+FFFD at " + source + " of the source" : "U+FFFD at " + target + " of the target");
    }
}
