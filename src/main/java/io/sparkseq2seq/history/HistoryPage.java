package io.sparkseq2seq.history;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.report.Durations;
import io.sparkseq2seq.report.Html;
import io.sparkseq2seq.report.LineChart;
import io.sparkseq2seq.report.LineChart.Line;
import io.sparkseq2seq.report.LineChart.Point;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The history of runs for people: one self-contained page with charts over the runs and a table, the newest first.
 *
 * @param folder where the runs' files are
 * @param runs the oldest first, at least one
 */
record HistoryPage(String folder, List<Run> runs) {
    /** Rows of the table. */
    private static final int MOST_ROWS = 200;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The whole page. */
    String html() {
        var title = Secrets.masked(folder) + ": runs";
        return Html.page(
                title,
                header(title) + cards() + charts() + table()
                        + "<footer>Made by spark-seq2seq. Each run's file is in the folder; times are UTC.</footer>\n");
    }

    private String header(String title) {
        return Html.format(
                "<header>\n<h1>%s</h1>\n<p>%,d runs from %s to %s</p>\n</header>\n",
                Html.escaped(title), runs.size(), TIME.format(runs.get(0).instant()), TIME.format(newest().instant()));
    }

    private Run newest() {
        return runs.get(runs.size() - 1);
    }

    private String cards() {
        long good = runs.stream().filter(run -> run.exit() == 0).count();
        return "<section class=\"scores\">\n"
                + card("Last run", Html.escaped(newest().outcome()), Html.escaped(newest().output()))
                + card("Runs that ended well", Html.format("%,d of %,d", good, runs.size()), "exit code 0")
                + card(
                        "Translated",
                        Html.format("%,.0f", sum(HistoryPage::translated)),
                        "texts in all runs, as summaries tell")
                + card(
                        "Core hours",
                        Html.format("%,.1f", sum(run -> run.figure("cost", "core_seconds")) / 3600),
                        "of translating tasks")
                + "</section>\n";
    }

    private static String card(String name, String value, String note) {
        return "<div class=\"card score\"><div class=\"name\">" + name + "</div><div class=\"value\">" + value
                + "</div><div class=\"note\">" + note + "</div></div>\n";
    }

    private double sum(ToDoubleFunction<Run> value) {
        return runs.stream()
                .mapToDouble(value)
                .filter(number -> !Double.isNaN(number))
                .sum();
    }

    private String charts() {
        var charts = List.of(
                chart("Tokens a second of a core", line("rate", run -> run.figure("cost", "tokens_per_second_a_core"))),
                chart("Rows of the input", line("rows", HistoryPage::rows)),
                chart(
                        "Texts",
                        line("translated", HistoryPage::translated),
                        line("reused", run -> run.figure("reused"))),
                chart("Failed texts", line("failed", run -> run.figure("failed"))),
                chart("Mean confidence", line("confidence", run -> run.figure("mean_confidence"))),
                chart("Seconds", line("seconds", Run::seconds)),
                chart(
                        "Skew: the slowest task's time over the median",
                        line("skew", run -> run.figure("cost", "skew"))));
        return "<h2>Over the runs</h2>\n<p>The oldest of them is number 1.</p>\n<div class=\"curves\">\n"
                + charts.stream()
                        .map(chart -> "<figure class=\"card\">\n" + chart.svg() + "\n</figure>\n")
                        .collect(Collectors.joining())
                + "</div>\n";
    }

    private static LineChart chart(String title, Line... lines) {
        return new LineChart(title, "run", true, List.of(lines));
    }

    private Line line(String name, ToDoubleFunction<Run> value) {
        return Line.of(
                name,
                IntStream.range(0, runs.size()).mapToObj(i -> new Point(i + 1, value.applyAsDouble(runs.get(i)))));
    }

    private static double rows(Run run) {
        return run.anyFigure("rows", "sentences");
    }

    private static double translated(Run run) {
        return run.anyFigure("translated", "sentences");
    }

    private String table() {
        var rows = IntStream.range(0, Math.min(MOST_ROWS, runs.size()))
                .mapToObj(i -> row(runs.size() - i, runs.get(runs.size() - 1 - i)))
                .collect(Collectors.joining());
        return "<h2>The runs</h2>\n<p>" + (runs.size() > MOST_ROWS ? "The last " + MOST_ROWS + ", the" : "The")
                + " newest first.</p>\n<div class=\"card wide plain\">\n<table>\n"
                + "<tr><th>Run</th><th>Started</th><th>Outcome</th><th>Took</th><th>Rows</th><th>Translated</th>"
                + "<th>Reused</th><th>Failed</th><th>Tokens/s a core</th><th>Core s / M tokens</th><th>Skew</th>"
                + "<th>Output</th></tr>\n" + rows + "</table>\n</div>\n";
    }

    private static String row(int number, Run run) {
        return Html.format(
                "<tr><td>%d</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
                        + "<td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                number,
                TIME.format(run.instant()),
                outcome(run),
                Durations.words(Duration.ofMillis(Math.round(1000 * run.seconds()))),
                count(rows(run)),
                count(translated(run)),
                count(run.figure("reused")),
                count(run.figure("failed")),
                count(run.figure("cost", "tokens_per_second_a_core")),
                count(run.figure("cost", "core_seconds_per_million_tokens")),
                number("%.2f", run.figure("cost", "skew")),
                Html.escaped(run.output()));
    }

    private static String outcome(Run run) {
        var style = run.exit() == 0 ? run.outcome().equals("done") ? "good" : "fair" : "bad";
        return Html.format(
                "<span class=\"chip %s\" title=\"%s\">%s%s</span>",
                style,
                Html.escaped(run.message()),
                Html.escaped(run.outcome()),
                run.exit() == 0 ? "" : " (" + run.exit() + ")");
    }

    private static String count(double value) {
        return number("%,.0f", value);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : Html.format(format, value);
    }
}
