package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.report.Durations;
import io.sparkseq2seq.report.Html;
import io.sparkseq2seq.report.LineChart;
import io.sparkseq2seq.report.LineChart.Line;
import io.sparkseq2seq.report.LineChart.Point;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The report of a corpus for people: what is left after each step, what was dropped and why, with samples side by side,
 * and what the text is like.
 *
 * @param path that the user gave
 * @param manifest of the corpus
 * @param samples of dropped pairs, by reason
 * @param profile of training pairs
 * @param unseen words of the held-out sets
 */
record CorpusReport(
        String path,
        Manifest manifest,
        Map<String, List<Reservoir.Sample>> samples,
        Profile profile,
        UnseenWords unseen) {
    static final String FILE = "report.html";

    /** Samples of a reason that the page shows. */
    private static final int SHOWN = 6;
    /** Scripts and languages that are named, and the least share of each. */
    private static final int NAMED = 4;

    private static final double LEAST = 0.0005;

    /** The whole page. */
    String html() {
        var corpus = Secrets.masked(path);
        return Html.page(
                corpus + ": corpus",
                header(corpus) + cards() + funnel() + sets() + text() + repaired() + dropped() + settings()
                        + "<footer>Made by spark-seq2seq. <code>preprocess.explain=ID</code> tells what became of any pair."
                        + " The figures are in <code>manifest.json</code>.</footer>\n");
    }

    private String header(String corpus) {
        return Html.format(
                "<header>\n<h1>%s</h1>\n<p>%,d pairs read, %,d kept. Fingerprint <code>%s</code>.</p>\n</header>\n",
                Html.escaped(corpus), manifest.read(), kept(), Html.escaped(manifest.fingerprint()));
    }

    private long kept() {
        return manifest.sets().values().stream()
                .mapToLong(Manifest.Contents::pairs)
                .sum();
    }

    private String cards() {
        long leaks = manifest.dropped().entrySet().stream()
                .filter(reason -> Leaks.REASONS.contains(reason.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return "<section class=\"scores\">\n"
                + card(
                        "Training pairs",
                        Html.format("%,d", manifest.sets().get("train").pairs()),
                        "after all steps")
                + card(
                        "Tokens a word",
                        Html.format("%.2f", profile.source.fertility()),
                        Html.format("of the source; %.2f of the target", profile.target.fertility()))
                + card("Leaks", Html.format("%,d", leaks), "pairs that gave away a held-out set, dropped")
                + card(
                        "Time",
                        time(manifest.seconds()),
                        Html.format("%,.0f pairs/s", manifest.read() / manifest.seconds()))
                + "</section>\n";
    }

    private static String card(String name, String value, String note) {
        return "<div class=\"card score\"><div class=\"name\">" + name + "</div><div class=\"value\">" + value
                + "</div><div class=\"note\">" + note + "</div></div>\n";
    }

    /** What each step left. */
    private String funnel() {
        long most = manifest.steps().stream()
                .filter(Manifest.Step::leavesPairs)
                .mapToLong(Manifest.Step::count)
                .max()
                .orElse(1);
        return "<h2>Its steps</h2>\n<div class=\"card wide plain\">\n<table>\n"
                + "<tr><th>Step</th><th>Left</th><th></th><th>Time</th></tr>\n"
                + manifest.steps().stream()
                        .map(step -> row(
                                Html.escaped(step.name()),
                                Html.format("%,d", step.count()) + (step.leavesPairs() ? "" : " " + step.unit()),
                                step.leavesPairs() ? bar((double) step.count() / Math.max(1, most)) : "",
                                time(step.seconds())))
                        .collect(Collectors.joining())
                + "</table>\n</div>\n";
    }

    private static String row(String... cells) {
        return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>\n";
    }

    private static String bar(double share) {
        return Html.format("<span class=\"bar\"><i style=\"width:%.1f%%\"></i></span>", 100 * share);
    }

    private String sets() {
        return "<h2>Its sets</h2>\n<div class=\"card wide plain\">\n<table>\n<tr><th>Set</th><th>Pairs</th>"
                + "<th>Source tokens</th><th>Target tokens</th><th>Source words unseen in training</th>"
                + "<th>Target words unseen</th></tr>\n"
                + Corpus.SETS.stream()
                        .map(name -> row(
                                name,
                                Html.format("%,d", manifest.sets().get(name).pairs()),
                                Html.format("%,d", manifest.sets().get(name).sourceTokens()),
                                Html.format("%,d", manifest.sets().get(name).targetTokens()),
                                unseen(name + " source"),
                                unseen(name + " target")))
                        .collect(Collectors.joining())
                + "</table>\n</div>\n" + vocabularies();
    }

    private String unseen(String side) {
        var share = unseen.shares().get(side);
        return share == null ? "–" : percent(share);
    }

    private String vocabularies() {
        return "<p>"
                + (manifest.joint()
                        ? vocabulary("Subwords of both sides", manifest.source())
                        : vocabulary("Source subwords", manifest.source()) + "<br>"
                                + vocabulary("Target subwords", manifest.target()))
                + "</p>\n";
    }

    private static String vocabulary(String title, Manifest.Vocabulary vocabulary) {
        return Html.format(
                "%s: %,d, of them %,d characters and %,d merges, learned from %,d distinct words%s; %,d characters found no place.",
                title,
                vocabulary.size(),
                vocabulary.characters(),
                vocabulary.merges(),
                vocabulary.words(),
                vocabulary.cutShare() > 0
                        ? " but the rarest, " + SubwordLearning.percent(vocabulary.cutShare())
                                + " of the running words (the same with them: " + vocabulary.proof() + ")"
                        : "",
                vocabulary.crowdedOut());
    }

    private String text() {
        return Html.format(
                        "<h2>Its text</h2>\n<p>Counted on %,d training pairs.</p>\n<div class=\"curves\">\n",
                        profile.pairs)
                + figure(new LineChart(
                        "Pairs by tokens, %",
                        "tokens of a side",
                        true,
                        List.of(lengths("source", profile.source), lengths("target", profile.target))))
                + figure(new LineChart(
                        "Pairs by ratio of tokens, %", "target to source, in doublings", true, List.of(ratios())))
                + "</div>\n<div class=\"card wide plain\">\n<table>\n"
                + "<tr><th>Side</th><th>Characters a pair</th><th>Words</th><th>Tokens</th><th>Scripts</th><th>Languages</th></tr>\n"
                + side("Source", profile.source) + side("Target", profile.target) + "</table>\n</div>\n";
    }

    private static String figure(LineChart chart) {
        return "<figure class=\"card\">\n" + chart.svg() + "\n</figure>\n";
    }

    private Line lengths(String name, Profile.Side side) {
        int last = IntStream.range(0, side.lengths.length)
                .filter(i -> side.lengths[i] > 0)
                .max()
                .orElse(0);
        return Line.of(
                name,
                IntStream.rangeClosed(0, last)
                        .mapToObj(i -> new Point(Profile.BAR * (i + 0.5), share(side.lengths[i]))));
    }

    private Line ratios() {
        int middle = Profile.RATIO_BARS * Profile.DOUBLINGS;
        return Line.of(
                "pairs",
                IntStream.range(0, profile.ratios.length)
                        .mapToObj(
                                i -> new Point((double) (i - middle) / Profile.RATIO_BARS, share(profile.ratios[i]))));
    }

    private double share(long count) {
        return 100.0 * count / Math.max(1, profile.pairs);
    }

    private String side(String name, Profile.Side side) {
        double pairs = Math.max(1, profile.pairs);
        return row(
                name,
                Html.format("%.1f", side.characters / pairs),
                Html.format("%.1f", side.words / pairs),
                Html.format("%.1f", side.tokens / pairs),
                named(side.scripts()),
                named(side.languages));
    }

    /** The most frequent ones with their shares. */
    private static String named(Map<String, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .filter(entry -> entry.getValue() >= LEAST * all)
                .map(entry -> Html.escaped(entry.getKey().toLowerCase(Locale.ROOT)) + " "
                        + percent((double) entry.getValue() / all))
                .collect(Collectors.joining(", "));
    }

    private String repaired() {
        return manifest.repaired().isEmpty()
                ? ""
                : "<h2>What was repaired</h2>\n" + counted("Repair", sorted(manifest.repaired()));
    }

    /** Counts of pairs, with their shares of all that were read. */
    private String counted(String title, List<Map.Entry<String, Long>> counts) {
        return "<div class=\"card wide plain\">\n<table>\n<tr><th>" + title
                + "</th><th>Pairs</th><th>Share</th><th></th></tr>\n"
                + counts.stream()
                        .map(count -> row(
                                Html.escaped(count.getKey()),
                                Html.format("%,d", count.getValue()),
                                percent((double) count.getValue() / manifest.read()),
                                bar((double) count.getValue() / manifest.read())))
                        .collect(Collectors.joining())
                + "</table>\n</div>\n";
    }

    /** The most frequent first. */
    private static List<Map.Entry<String, Long>> sorted(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private String dropped() {
        var reasons = sorted(manifest.dropped());
        if (reasons.isEmpty()) {
            return "<h2>What was dropped</h2>\n<p>Nothing.</p>\n";
        }
        return "<h2>What was dropped</h2>\n" + counted("Reason", reasons)
                + reasons.stream().map(reason -> samples(reason.getKey())).collect(Collectors.joining());
    }

    private String samples(String reason) {
        var some = samples.getOrDefault(reason, List.of());
        if (some.isEmpty()) {
            return "";
        }
        return "<h3>" + Html.escaped(reason) + "</h3>\n<div class=\"samples\">\n"
                + some.stream().limit(SHOWN).map(CorpusReport::sample).collect(Collectors.joining())
                + "</div>\n";
    }

    private static String sample(Reservoir.Sample sample) {
        return "<dl class=\"card sample\">\n<dt>Pair</dt><dd class=\"note\">"
                + sample.id()
                + (sample.of() == null ? "" : ", for pair " + sample.of())
                + "</dd>\n<dt>Source</dt>"
                + side(sample.source())
                + "<dt>Target</dt>"
                + side(sample.target())
                + "</dl>\n";
    }

    private static String side(String text) {
        return text == null || text.isBlank()
                ? "<dd class=\"empty\">(empty)</dd>\n"
                : "<dd dir=\"auto\">" + Html.escaped(text) + "</dd>\n";
    }

    private String settings() {
        return "<h2>Its settings</h2>\n<details class=\"card\"><summary>All of them</summary>\n<pre>"
                + Html.escaped(manifest.settings()) + "</pre>\n</details>\n";
    }

    private static String percent(double share) {
        return Html.format(share > 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", 100 * share);
    }

    private static String time(double seconds) {
        return Durations.words(Duration.ofMillis(Math.round(1000 * seconds)));
    }
}
