package io.sparkseq2seq.history;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A run beside those before it. */
final class Comparison {
    /** Runs that it is compared with. */
    static final int RUNS = 10;

    private static final int LEAST_RUNS = 3;
    /** Of their median rate: a run below it is worth a word. */
    private static final double SHARE = 0.5;

    private Comparison() {}

    /** Whether another run tells how fast a run could be: it wrote the same output, and has a rate. */
    static boolean isMeasure(Run other, Run run) {
        return Objects.equals(other.output(), run.output()) && !Double.isNaN(other.rate());
    }

    /**
     * A line about a run that is less than half as fast as the last ones that wrote the same output.
     *
     * @param before in the order of their starts
     */
    static Optional<String> slow(Run run, List<Run> before) {
        var rates = before.stream()
                .filter(other -> isMeasure(other, run))
                .map(Run::rate)
                .toList();
        var last = rates.subList(Math.max(0, rates.size() - RUNS), rates.size()).stream()
                .sorted()
                .toList();
        if (last.size() < LEAST_RUNS || Double.isNaN(run.rate())) {
            return Optional.empty();
        }
        int middle = last.size() / 2;
        double median = last.size() % 2 == 1 ? last.get(middle) : (last.get(middle - 1) + last.get(middle)) / 2;
        return run.rate() >= SHARE * median
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%.0f tokens/s a core, where the median of the last %d runs is %.0f: look for other load on the"
                                + " machines, another kind of them, or longer texts",
                        run.rate(),
                        last.size(),
                        median));
    }
}
