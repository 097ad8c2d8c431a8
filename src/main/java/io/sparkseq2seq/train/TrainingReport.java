package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Manifest;
import io.sparkseq2seq.report.Durations;
import io.sparkseq2seq.report.Html;
import io.sparkseq2seq.report.LineChart;
import io.sparkseq2seq.report.LineChart.Line;
import io.sparkseq2seq.report.LineChart.Point;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The report of a training for people: its course in curves, what it was trained on, what it translates, its settings.
 *
 * @param parameters of the network
 */
record TrainingReport(
        Settings settings, Manifest manifest, History history, Training.Outcome outcome, long parameters) {

    private static final String STEPS = "steps of a worker";

    /** The whole page. */
    String html() {
        var model = Secrets.masked(settings.train().model());
        return Html.page(
                model + ": training",
                header(model) + cards() + curves() + samples() + data() + allSettings()
                        + "<footer>Made by spark-seq2seq. The figures are in <code>metrics.jsonl</code>, a line a round,"
                        + " and <code>epochs.jsonl</code>; <code>tensorboard</code> has them for TensorBoard.</footer>\n");
    }

    private String header(String model) {
        var epochs = history.epochs();
        return Html.format(
                "<header>\n<h1>%s</h1>\n<p>%,d parameters, trained on %,d pairs by %d workers; %d of %d epochs: %s;"
                        + " weights: %s.%s</p>\n</header>\n",
                Html.escaped(model),
                parameters,
                manifest.sets().get("train").pairs(),
                settings.train().workers(),
                epochs.size(),
                settings.train().epochs(),
                Html.escaped(outcome.stopped()),
                outcome.chosen().name(),
                notes());
    }

    /** What a reader should know first, if there is anything. */
    private String notes() {
        long skipped = history.epochs().stream().mapToLong(EpochResult::skipped).sum();
        return (skipped > 0
                        ? Html.format(
                                " %,d of %,d batches were skipped: their loss or gradient was not finite.",
                                skipped,
                                history.epochs().stream()
                                        .mapToLong(EpochResult::batches)
                                        .sum())
                        : "")
                + (outcome.warning().isEmpty() ? "" : " <strong>" + Html.escaped(outcome.warning()) + ".</strong>");
    }

    private String cards() {
        var epochs = history.epochs();
        double seconds = sum(RoundResult::seconds);
        var valid = outcome.chosen().valid();
        return "<section class=\"scores\">\n"
                + card("BLEU", number("%.2f", valid.bleu()), "of the validation set")
                + card("Loss", number("%.3f", valid.loss()), "nats a token of the validation set")
                + card("Tokens/s", Html.format("%,.0f", sum(RoundResult::tokens) / seconds), "of the target, trained")
                + card(
                        "Time",
                        time(epochs.get(epochs.size() - 1).minutes()),
                        Html.format("%.0f %% of training it averaged", 100 * sum(RoundResult::averaging) / seconds))
                + "</section>\n";
    }

    private double sum(ToDoubleFunction<RoundResult> value) {
        return history.rounds().stream().mapToDouble(value).sum();
    }

    private static String card(String name, String value, String note) {
        return "<div class=\"card score\"><div class=\"name\">" + name + "</div><div class=\"value\">" + value
                + "</div><div class=\"note\">" + note + "</div></div>\n";
    }

    private String curves() {
        var charts = List.of(
                new LineChart(
                        "Loss, nats a token",
                        STEPS,
                        false,
                        List.of(rounds("training", RoundResult::loss), epochs("validation", EpochResult::validLoss))),
                fromZero("BLEU of the validation set", epochs("BLEU", EpochResult::validBleu)),
                fromZero("Learning rate", rounds("learning rate", RoundResult::learningRate)),
                fromZero("Longest gradient, before clipping", rounds("norm", RoundResult::gradientNorm)),
                fromZero("Target tokens a second", rounds("tokens/s", RoundResult::tokensPerSecond)),
                fromZero(
                        "Where a round's time goes, %",
                        rounds("computing", r -> 100 * r.computing() / r.seconds()),
                        rounds("waiting for the slowest", r -> 100 * r.waiting() / r.seconds()),
                        rounds("averaging", r -> 100 * r.averaging() / r.seconds())),
                fromZero(
                        "Memory of the largest worker process, MiB",
                        rounds("resident", RoundResult::mostResident),
                        rounds("of it Java heap", RoundResult::mostHeap)));
        return "<h2>Its course</h2>\n<div class=\"curves\">\n"
                + charts.stream()
                        .map(chart -> "<figure class=\"card\">\n" + chart.svg() + "\n</figure>\n")
                        .collect(Collectors.joining())
                + "</div>\n";
    }

    private Line rounds(String name, ToDoubleFunction<RoundResult> value) {
        return Line.of(
                name, history.rounds().stream().map(round -> new Point(round.step(), value.applyAsDouble(round))));
    }

    private Line epochs(String name, ToDoubleFunction<EpochResult> value) {
        return Line.of(
                name, history.results().stream().map(epoch -> new Point(epoch.step(), value.applyAsDouble(epoch))));
    }

    private static LineChart fromZero(String title, Line... lines) {
        return new LineChart(title, STEPS, true, List.of(lines));
    }

    private String samples() {
        return outcome.samples().isEmpty()
                ? ""
                : "<h2>What it translates</h2>\n<p>Drawn from the validation set, which it has not been trained on.</p>\n"
                        + "<div class=\"samples\">\n"
                        + outcome.samples().stream().map(TrainingReport::sample).collect(Collectors.joining())
                        + "</div>\n";
    }

    private static String sample(Validation.Sample sample) {
        return "<dl class=\"card sample\">\n" + Html.sample(sample.source(), sample.reference(), sample.translation())
                + "</dl>\n";
    }

    private String data() {
        var rows = new StringBuilder();
        manifest.sets()
                .forEach((name, set) -> rows.append(Html.format(
                        "<tr><td>%s</td><td>%,d</td><td>%,d</td><td>%,d</td></tr>\n",
                        Html.escaped(name), set.pairs(), set.sourceTokens(), set.targetTokens())));
        var dropped = manifest.dropped().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> Html.format("%s %,d", Html.escaped(reason.getKey()), reason.getValue()))
                .collect(Collectors.joining(", "));
        return Html.format(
                "<h2>Its data</h2>\n<p>%,d pairs read; dropped: %s. %s. Fingerprint <code>%s</code>.</p>\n"
                        + "<div class=\"card wide plain\">\n<table>\n<tr><th>Set</th><th>Pairs</th><th>Source tokens</th>"
                        + "<th>Target tokens</th></tr>\n%s</table>\n</div>\n",
                manifest.read(),
                dropped.isEmpty() ? "none" : dropped,
                manifest.joint()
                        ? Html.format(
                                "%,d subwords for both sides", manifest.source().size())
                        : Html.format(
                                "%,d source and %,d target subwords",
                                manifest.source().size(), manifest.target().size()),
                Html.escaped(manifest.fingerprint()),
                rows);
    }

    private String allSettings() {
        return "<h2>Its settings</h2>\n<details class=\"card\"><summary>All of them, as in <code>settings.conf</code></summary>"
                + "\n<pre>" + Html.escaped(settings.render()) + "</pre>\n</details>\n";
    }

    private static String time(double minutes) {
        return Durations.words(Duration.ofMillis(Math.round(minutes * 60_000)));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : Html.format(format, value);
    }
}
