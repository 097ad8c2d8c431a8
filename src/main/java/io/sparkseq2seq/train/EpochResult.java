package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.RoundResult;
import java.util.List;

/**
 * What an epoch came to; a line of {@code epochs.jsonl}.
 *
 * @param epoch from 1 on; 0: what the model validated to that the training began with, where nothing was trained
 * @param step batches of a worker so far
 * @param pairs seen in the epoch
 * @param tokens target tokens trained in the epoch
 * @param batches of all workers
 * @param skipped of them, since their loss or gradient was not finite
 * @param loss mean training loss of a target token in nats, label smoothing included
 * @param validLoss mean loss of a target token of the validation set, without smoothing; NaN when not validated,
 *     infinite where the network gives no finite one
 * @param validBleu BLEU of the validation set; NaN when not translated
 * @param tokensPerSecond target tokens trained a second
 * @param averagingShare share of the training time in which no worker computed
 * @param minutes of training so far, validation included
 */
record EpochResult(
        int epoch,
        int step,
        long pairs,
        long tokens,
        int batches,
        int skipped,
        double loss,
        double validLoss,
        double validBleu,
        double tokensPerSecond,
        double averagingShare,
        double minutes) {

    /** @param rounds of the epoch, all of them */
    static EpochResult of(List<RoundResult> rounds, Validation.Result valid, double minutes) {
        var last = rounds.get(rounds.size() - 1);
        long tokens = rounds.stream().mapToLong(RoundResult::tokens).sum();
        double seconds = rounds.stream().mapToDouble(RoundResult::seconds).sum();
        return new EpochResult(
                last.epoch(),
                last.step(),
                rounds.stream().mapToLong(RoundResult::pairs).sum(),
                tokens,
                rounds.stream().mapToInt(RoundResult::batches).sum(),
                rounds.stream().mapToInt(RoundResult::skipped).sum(),
                rounds.stream()
                                .filter(r -> r.tokens() > 0)
                                .mapToDouble(r -> r.loss() * r.tokens())
                                .sum()
                        / tokens,
                valid.loss(),
                valid.bleu(),
                tokens / seconds,
                rounds.stream().mapToDouble(RoundResult::averaging).sum() / seconds,
                minutes);
    }

    /** Of the model that a training begins with. */
    static EpochResult start(Validation.Result valid, double minutes) {
        return new EpochResult(
                0, 0, 0, 0, 0, 0, Double.NaN, valid.loss(), valid.bleu(), Double.NaN, Double.NaN, minutes);
    }

    boolean isValidated() {
        return !Double.isNaN(validLoss);
    }
}
