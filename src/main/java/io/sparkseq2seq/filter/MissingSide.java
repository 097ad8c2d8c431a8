package io.sparkseq2seq.filter;

import java.util.Optional;

/** A line that lacks the column of a side. */
record MissingSide() implements PairFilter {
    @Override
    public String name() {
        return "malformed";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        if (pair.source() != null && pair.target() != null) {
            return Optional.empty();
        }
        return Optional.of(pair.source() == null ? "there is no source" : "there is no target");
    }
}
