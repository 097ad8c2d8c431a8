package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Locale;

/**
 * When a training is given up, since too many batches gave a loss or a gradient that is not finite. Such batches are
 * skipped; a few of them do no harm.
 *
 * @param train says which share of an epoch may be skipped
 */
record Divergence(TrainSettings train) {
    /** So many in a row, of all workers, are no chance. */
    private static final int IN_A_ROW = 10;
    /** Before an epoch has so many batches, its share is taken of so many. */
    private static final int LEAST = 100;

    /**
     * Looks at the last rounds.
     *
     * @param rounds of the epoch that runs
     * @throws UserException when they show that nothing more is learnt
     */
    void check(List<RoundResult> rounds) {
        int inARow = 0;
        for (int i = rounds.size() - 1; i >= 0 && rounds.get(i).tokens() == 0; i--) {
            inARow += rounds.get(i).batches();
        }
        long skipped = rounds.stream().mapToLong(RoundResult::skipped).sum();
        long batches = rounds.stream().mapToLong(RoundResult::batches).sum();
        boolean nothingTrained = !rounds.isEmpty()
                && rounds.get(rounds.size() - 1).round()
                        == rounds.get(rounds.size() - 1).rounds()
                && skipped == batches;
        if (inARow >= IN_A_ROW || nothingTrained || skipped > train.maxSkippedShare() * Math.max(LEAST, batches)) {
            throw error(String.format(
                    Locale.ROOT,
                    "%,d of %,d batches of the epoch gave a loss or a gradient that is not finite",
                    skipped,
                    batches));
        }
    }

    /** @param how it shows */
    UserException error(String how) {
        return new UserException(
                "the training has diverged: " + how,
                train.model(),
                String.format(
                        Locale.ROOT,
                        "Lower train.learning-rate (%s), raise train.warmup-steps (%d), or %s.",
                        train.learningRate(),
                        train.warmupSteps(),
                        train.clipNorm() > 0
                                ? "lower train.clip-norm (" + train.clipNorm() + ")"
                                : "set train.clip-norm, such as 5"));
    }
}
