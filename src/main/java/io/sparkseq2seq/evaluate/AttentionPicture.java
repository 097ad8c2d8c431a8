package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.report.Html;
import io.sparkseq2seq.search.Hypothesis;
import io.sparkseq2seq.subword.Subwords;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which source tokens each token of a translation attended to: a heat map with the source as columns and the
 * translation as rows, as SVG. It works alone or inside a page, and follows the reader's light or dark scheme.
 *
 * @param source tokens, ending with the end token
 * @param target tokens, ending with the end token if the translation has ended
 * @param weights [target tokens][source tokens] each row sums to 1
 */
record AttentionPicture(List<String> source, List<String> target, float[][] weights) {
    private static final int FONT = 14;
    private static final String STYLE =
            """
            <style>
            .attention { color: #1c2330; font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", \
            "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
            .attention text { fill: currentColor; }
            .attention .faint { opacity: .4; }
            .attention .grid { fill: none; stroke: currentColor; stroke-opacity: .14; }
            .attention .cell { fill: #1a5fd0; }
            .attention .back { fill: #ffffff; }
            @media (prefers-color-scheme: dark) {
              .attention { color: #e3e8f0; }
              .attention .cell { fill: #6ea8ff; }
              .attention .back { fill: #1a1f28; }
            }
            </style>
            """;

    /** @param found with its attention */
    static AttentionPicture of(int[] source, Hypothesis found, Subwords sourceSubwords, Subwords targetSubwords) {
        float[][] weights = found.attention();
        return new AttentionPicture(
                pieces(source, sourceSubwords, weights.length == 0 ? 0 : weights[0].length),
                pieces(found.tokens(), targetSubwords, weights.length),
                weights);
    }

    /** With the end's, when there is room for one more. */
    private static List<String> pieces(int[] ids, Subwords subwords, int count) {
        return Stream.concat(Arrays.stream(ids).mapToObj(subwords::piece), Stream.of(subwords.piece(Subwords.END)))
                .limit(count)
                .toList();
    }

    /** The picture, an {@code svg} element. */
    String svg() {
        int cell = source.size() > 45 || target.size() > 45 ? 18 : 24;
        double left = 16 + longest(target);
        double top = 20 + longest(source) * 0.82;
        double right = 12 + longest(source.subList(Math.max(0, source.size() - 3), source.size())) * 0.6;
        double width = left + cell * source.size() + right;
        double height = top + cell * target.size() + 8;
        var svg = new StringBuilder();
        svg.append(Html.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"attention\" role=\"img\" width=\"%.0f\""
                        + " height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n",
                width, height, width, height));
        svg.append("<title>Attention of each token of the translation (rows) over the source's (columns)</title>\n");
        svg.append(STYLE);
        // Of its own, for where a dark reader shows it on white.
        svg.append(Html.format("<path class=\"back\" d=\"M0 0h%.0fv%.0fH0z\"/>\n", width, height));
        for (int i = 0; i < source.size(); i++) {
            svg.append(Html.format(
                    "<text transform=\"translate(%.1f %.1f) rotate(-55)\">%s</text>\n",
                    left + cell * (i + 0.5) + 3, top - 7, label(source.get(i))));
        }
        for (int j = 0; j < target.size(); j++) {
            svg.append(Html.format(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    left - 8, top + cell * (j + 0.5) + FONT * 0.35, label(target.get(j))));
            for (int i = 0; i < source.size(); i++) {
                svg.append(cell(left + cell * i, top + cell * j, cell, i, j));
            }
        }
        svg.append(Html.format("<path class=\"grid\" d=\"%s\"/>\n</svg>", grid(left, top, cell)));
        return svg.toString();
    }

    private String cell(double x, double y, int size, int i, int j) {
        float weight = weights[j][i];
        // Fainter ones cannot be seen, and would be most of the file.
        return weight < 0.005
                ? ""
                : Html.format(
                        "<rect class=\"cell\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" opacity=\"%.2f\">"
                                + "<title>%s ← %s: %.2f</title></rect>\n",
                        x, y, size, size, weight, Html.escaped(target.get(j)), Html.escaped(source.get(i)), weight);
    }

    private String grid(double left, double top, int cell) {
        var path = new StringBuilder();
        IntStream.rangeClosed(0, source.size())
                .forEach(i -> path.append(Html.format("M%.1f %.1fv%d", left + cell * i, top, cell * target.size())));
        IntStream.rangeClosed(0, target.size())
                .forEach(j -> path.append(Html.format("M%.1f %.1fh%d", left, top + cell * j, cell * source.size())));
        return path.toString();
    }

    /** The mark of a space before a word stays, but faint; so does a token that is no text. */
    private static String label(String piece) {
        if (piece.startsWith("<") && piece.endsWith(">") && piece.length() > 2) {
            return "<tspan class=\"faint\">" + Html.escaped(piece) + "</tspan>";
        }
        return piece.startsWith("▁")
                ? "<tspan class=\"faint\">▁</tspan>" + Html.escaped(piece.substring(1))
                : Html.escaped(piece);
    }

    /** About how wide the widest label is, in pixels. */
    private static double longest(List<String> pieces) {
        return pieces.stream()
                .mapToDouble(piece -> piece.codePoints()
                        .mapToDouble(c -> c >= 0x2E80 ? FONT : FONT * 0.64)
                        .sum())
                .max()
                .orElse(0);
    }
}
