package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.metric.Score;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.report.Html;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report of an evaluation for people: one self-contained page, without other files or scripts.
 *
 * @param model its folder, the page's title
 * @param data what it was evaluated on, in words
 * @param search how translations were found, in words
 * @param scorer that the tallies are of
 * @param all sums over all sentences
 * @param groups of sentences by the least length of their references
 * @param confidences groups of sentences by their confidence
 * @param best sentences, best first
 * @param worst sentences, worst first
 * @param drawn sentences at random
 * @param pictures of attention
 */
record Report(
        String model,
        String data,
        String search,
        Scorer scorer,
        LengthGroup all,
        Map<Integer, LengthGroup> groups,
        Map<Integer, ConfidenceGroup> confidences,
        List<EvaluatedSentence> best,
        List<EvaluatedSentence> worst,
        List<EvaluatedSentence> drawn,
        List<AttentionPicture> pictures) {

    /** The whole page. */
    String html() {
        return Html.page(
                model + ": evaluation",
                header()
                        + scoreCards()
                        + attention()
                        + lengths()
                        + confidence()
                        + samples("At random", "Drawn from the whole set.", drawn)
                        + samples("The best", "By the sentence's chrF2; of equals the longest.", best)
                        + samples("The worst", "By the same; where to look for what goes wrong.", worst)
                        + "<footer>Made by spark-seq2seq. All translations are in <code>translations.tsv</code>, the"
                        + " figures in <code>scores.json</code>.</footer>\n");
    }

    private String header() {
        return Html.format(
                "<header>\n<h1>%s</h1>\n<p>on %s: %,d sentences; %s</p>\n</header>\n",
                Html.escaped(model), Html.escaped(data), all.tally().sentences(), Html.escaped(search));
    }

    private String scoreCards() {
        List<Score> scores = scorer.scores(all.tally());
        String cards = scores.stream()
                .map(score -> Html.format(
                        "<div class=\"card score\"><div class=\"name\">%s</div><div class=\"value\">%s</div>"
                                + "<div class=\"note\">%s</div></div>\n",
                        score.signature().metric(), score.rounded(2), note(score)))
                .collect(Collectors.joining());
        String signatures = scores.stream()
                .map(score -> "<code>" + Html.escaped(score.line(2)) + "</code>\n")
                .collect(Collectors.joining());
        return "<section class=\"scores\">\n" + cards + "</section>\n<section class=\"card signatures\">\n" + signatures
                + "</section>\n";
    }

    private static String note(Score score) {
        return switch (score.signature().metric()) {
            case "BLEU" -> "words in common, up to four in a row";
            case "TER" -> "edits to a hundred words; less is better";
            default -> score.signature().metric().endsWith("+")
                    ? "characters and words in common"
                    : "characters in common";
        };
    }

    private String lengths() {
        var rows = new StringBuilder();
        groups.forEach((least, group) -> rows.append(lengthRow(LengthGroup.name(least), group)));
        return "<h2>By length</h2>\n<p>Of the reference, in subword tokens. The ratio is of the translations' tokens to"
                + " the references'.</p>\n<div class=\"card wide\">\n<table>\n<tr><th>Tokens</th><th>Sentences</th>"
                + "<th>Length ratio</th><th>BLEU</th><th>chrF2</th><th>TER</th></tr>\n"
                + rows + lengthRow("all", all) + "</table>\n</div>\n";
    }

    private String confidence() {
        var rows = new StringBuilder();
        confidences.forEach((number, group) -> rows.append(Html.format(
                "<tr><td>%s</td><td>%,d%s</td><td>%.2f</td><td>%.1f</td></tr>\n",
                ConfidenceGroup.name(number),
                group.sentences(),
                bar(group.sentences(), all.tally().sentences()),
                group.meanConfidence(),
                group.meanChrf())));
        return Html.format(
                "<h2>By confidence</h2>\n<p>A confidence of 0.70 promises a sentence chrF2 of 70 on average. It is wrong by"
                        + " %.3f, by the mean over sentences of how far their group is off.</p>\n<div class=\"card wide"
                        + " plain\">\n<table>\n<tr><th>Confidence</th><th>Sentences</th><th>Its mean</th><th>Mean sentence"
                        + " chrF2</th></tr>\n%s</table>\n</div>\n",
                ConfidenceGroup.error(confidences), rows);
    }

    private String lengthRow(String name, LengthGroup group) {
        var row = new StringBuilder(Html.format(
                "<tr><td>%s</td><td>%,d%s</td><td>%s</td>",
                name,
                group.tally().sentences(),
                bar(group.tally().sentences(), all.tally().sentences()),
                group.referenceTokens() == 0
                        ? "–"
                        : Html.format("%.2f", (double) group.translationTokens() / group.referenceTokens())));
        for (Score score : scorer.scores(group.tally())) {
            if (!score.signature().metric().endsWith("+")) {
                row.append("<td>").append(score.rounded(1)).append("</td>");
            }
        }
        return row.append("</tr>\n").toString();
    }

    private static String bar(long part, long whole) {
        return Html.format(
                "<span class=\"bar\"><i style=\"width:%.1f%%\"></i></span>", whole == 0 ? 0 : 100.0 * part / whole);
    }

    private static String samples(String title, String what, List<EvaluatedSentence> sentences) {
        return sentences.isEmpty()
                ? ""
                : "<h2>" + title + "</h2>\n<p>" + what + "</p>\n<div class=\"samples\">\n"
                        + sentences.stream().map(Report::sample).collect(Collectors.joining()) + "</div>\n";
    }

    private static String sample(EvaluatedSentence sentence) {
        double chrf = sentence.chrf();
        return "<dl class=\"card sample\">\n"
                + Html.sample(sentence.source(), sentence.reference(), sentence.translation())
                + Html.format(
                        "<dt>chrF2</dt><dd class=\"note\"><span class=\"chip %s\">%.1f</span>"
                                + " &nbsp; log-probability %.2f, corpus id %d</dd>\n</dl>\n",
                        chrf >= 60 ? "good" : chrf < 30 ? "bad" : "fair",
                        chrf,
                        sentence.logProbability(),
                        sentence.id());
    }

    private String attention() {
        return pictures.isEmpty()
                ? ""
                : "<h2>Attention</h2>\n<p>Rows are the translation's tokens, columns the source's; the stronger a cell's colour,"
                        + " the more the row's token attended to the column's. ▁ stands for a space.</p>\n<div class=\"figures\">\n"
                        + pictures.stream()
                                .map(picture -> "<figure class=\"card\">\n" + picture.svg() + "\n</figure>\n")
                                .collect(Collectors.joining())
                        + "</div>\n";
    }
}
