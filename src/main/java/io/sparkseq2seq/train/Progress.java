package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.report.Durations;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The progress line: rewritten in place on a terminal, a line each half minute elsewhere. */
final class Progress {
    private static final double INTERVAL = 30;

    private final PrintStream out;
    private final TrainSettings train;
    private final boolean terminal;
    private final long begun = System.nanoTime();
    private final double minutesBefore;

    private double training;
    private double rate;
    private double printed = Double.NEGATIVE_INFINITY;

    /** @param minutesBefore minutes trained before, by a job that this one goes on from */
    Progress(PrintStream out, TrainSettings train, double minutesBefore) {
        this.out = out;
        this.train = train;
        this.minutesBefore = minutesBefore;
        this.terminal = System.console() != null && System.getenv("TERM") != null;
    }

    /** @param before rounds of the epoch that were trained before */
    void begin(List<RoundResult> before) {
        training = before.stream().mapToDouble(RoundResult::seconds).sum();
    }

    void round(RoundResult round) {
        training += round.seconds();
        rate = rate == 0 ? round.tokensPerSecond() : 0.8 * rate + 0.2 * round.tokensPerSecond();
        double elapsed = minutes() * 60;
        if (!terminal && elapsed - printed < INTERVAL) {
            return;
        }
        printed = elapsed;
        double share = (double) round.round() / round.rounds();
        double left = training / share * (train.epochs() - round.epoch() + 1 - share);
        if (train.maxMinutes() > 0) {
            left = Math.min(left, train.maxMinutes() * 60 - elapsed);
        }
        print(
                terminal ? "\r\033[K" : "",
                terminal ? "" : "\n",
                "train  epoch %d/%d  %3.0f %%  step %,d  loss %.3f  %,.0f tokens/s  averaging %.0f %%  %s left",
                round.epoch(),
                train.epochs(),
                100 * share,
                round.step(),
                round.loss(),
                rate,
                100 * round.averaging() / round.seconds(),
                Durations.clock(Math.max(0, left)));
    }

    /** The epoch's result, on a line that stays. */
    void epoch(EpochResult result, boolean best) {
        print(
                terminal ? "\r\033[K" : "",
                "\n",
                "train  epoch %d/%d  loss %.3f%s  %,.0f tokens/s  averaging %.0f %%  %s%s%s",
                result.epoch(),
                train.epochs(),
                result.loss(),
                validation(result.validLoss(), result.validBleu()),
                result.tokensPerSecond(),
                100 * result.averagingShare(),
                Durations.clock(result.minutes() * 60),
                result.skipped() > 0
                        ? String.format(Locale.ROOT, "  %,d of %,d batches skipped", result.skipped(), result.batches())
                        : "",
                best ? "  best" : "");
    }

    /** A validation beside the epochs', on a line that stays. */
    void validated(String what, Validation.Result result, boolean best) {
        line(what + validation(result.loss(), result.bleu()) + (best ? "  best" : ""));
    }

    private static String validation(double loss, double bleu) {
        return number("  valid loss %.3f", loss) + number("  BLEU %.2f", bleu);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    void line(String text) {
        print(terminal ? "\r\033[K" : "", "\n", "train  %s", text);
    }

    double minutes() {
        return minutesBefore + (System.nanoTime() - begun) / 60e9;
    }

    private void print(String before, String after, String format, Object... values) {
        out.print(before + String.format(Locale.ROOT, format, values) + after);
        out.flush();
    }
}
