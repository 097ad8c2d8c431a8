package io.sparkseq2seq.train;

import io.sparkseq2seq.config.TrainSettings;
import java.io.PrintStream;
import java.util.Locale;

/** The progress line: rewritten in place on a terminal, a line each half minute elsewhere. */
final class Progress {
    private static final double INTERVAL = 30;

    private final PrintStream out;
    private final TrainSettings train;
    private final boolean terminal;
    private final long begun = System.nanoTime();
    private final double minutesBefore;

    private int epoch;
    private int step;
    private long tokens;
    private double loss;
    private double training;
    private double computing;
    private double rate;
    private double printed = Double.NEGATIVE_INFINITY;

    /**
     * @param step batches of a worker trained before
     * @param minutesBefore minutes trained before, by a job that this one goes on from
     */
    Progress(PrintStream out, TrainSettings train, int step, double minutesBefore) {
        this.out = out;
        this.train = train;
        this.step = step;
        this.minutesBefore = minutesBefore;
        this.terminal = System.console() != null && System.getenv("TERM") != null;
    }

    void begin(int number) {
        epoch = number;
        tokens = 0;
        loss = 0;
        training = 0;
        computing = 0;
    }

    void round(AveragingMaster.Round round) {
        step += round.steps();
        tokens += round.tokens();
        loss += round.loss() * round.tokens();
        training += round.seconds();
        computing += round.computing();
        double now = round.tokens() / round.seconds();
        rate = rate == 0 ? now : 0.8 * rate + 0.2 * now;
        double elapsed = minutes() * 60;
        if (!terminal && elapsed - printed < INTERVAL) {
            return;
        }
        printed = elapsed;
        double share = (double) round.number() / round.rounds();
        double left = training / share * (train.epochs() - epoch + 1 - share);
        if (train.maxMinutes() > 0) {
            left = Math.min(left, train.maxMinutes() * 60 - elapsed);
        }
        print(
                terminal ? "\r\033[K" : "",
                terminal ? "" : "\n",
                "train  epoch %d/%d  %3.0f %%  step %,d  loss %.3f  %,.0f tokens/s  %s left",
                epoch,
                train.epochs(),
                100 * share,
                step,
                round.loss(),
                rate,
                time(Math.max(0, left)));
    }

    /** The epoch's result, on a line that stays. */
    EpochResult end(Validation.Result valid, boolean better) {
        var result = new EpochResult(
                epoch,
                step,
                tokens,
                loss / tokens,
                valid.loss(),
                valid.bleu(),
                tokens / training,
                1 - computing / training,
                minutes());
        print(
                terminal ? "\r\033[K" : "",
                "\n",
                "train  epoch %d/%d  loss %.3f%s  %,.0f tokens/s  averaging %.0f %%  %s%s",
                epoch,
                train.epochs(),
                result.loss(),
                text(valid),
                result.tokensPerSecond(),
                100 * result.averagingShare(),
                time(minutes() * 60),
                better ? "  best" : "");
        return result;
    }

    private static String text(Validation.Result valid) {
        return (Double.isNaN(valid.loss()) ? "" : String.format(Locale.ROOT, "  valid loss %.3f", valid.loss()))
                + (Double.isNaN(valid.bleu()) ? "" : String.format(Locale.ROOT, "  BLEU %.2f", valid.bleu()));
    }

    void line(String text) {
        print("", "\n", "train  %s", text);
    }

    int step() {
        return step;
    }

    double minutes() {
        return minutesBefore + (System.nanoTime() - begun) / 60e9;
    }

    private void print(String before, String after, String format, Object... values) {
        out.print(before + String.format(Locale.ROOT, format, values) + after);
        out.flush();
    }

    private static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
