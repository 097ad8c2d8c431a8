package io.sparkseq2seq.filter;

import java.util.Optional;

/** A side with nothing in it. */
record EmptySide() implements PairFilter {
    @Override
    public String name() {
        return "empty";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        if (!pair.source().isEmpty() && !pair.target().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(pair.source().isEmpty() ? "the source is empty" : "the target is empty");
    }
}
