package io.sparkseq2seq.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A chart of lines over one axis, as SVG. It works alone or inside a page, and follows the reader's light or dark
 * scheme.
 *
 * @param x name of the horizontal axis, which begins at 0
 * @param fromZero whether the lowest value is 0
 */
public record LineChart(String title, String x, boolean fromZero, List<Line> lines) {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 14;
    private static final int TOP = 58;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;
    private static final int COLORS = 8;
    /** Height of a row of the legend. */
    private static final int ROW = 18;
    /** More points could not be told apart. */
    private static final int POINTS = 260;
    /** With more points, their dots would merge into a line. */
    private static final int DOTS = 40;

    private static final String STYLE =
            """
            <style>
            .chart { color: #1c2330; --page: #ffffff; --c0: #1a5fd0; --c1: #c2410c; --c2: #177245; --c3: #8b3fb5; \
            --c4: #946200; --c5: #0e7c86; --c6: #b3256b; --c7: #5b6577; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", \
            sans-serif; }
            .chart text { fill: currentColor; font-variant-numeric: tabular-nums; }
            .chart .title { font-weight: 650; font-size: 15px; }
            .chart .soft { opacity: .68; }
            .chart .grid { stroke: currentColor; stroke-opacity: .13; }
            .chart polyline { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
            @media (prefers-color-scheme: dark) {
              .chart { color: #e3e8f0; --page: #1a1f28; --c0: #6ea8ff; --c1: #ff9d6b; --c2: #5cc794; --c3: #cf9bf0; \
            --c4: #e6b450; --c5: #5bc8d2; --c6: #f58abf; --c7: #a9b4c6; }
            }
            </style>
            """;

    /** A named line. */
    public record Line(String name, List<Point> points) {
        /** NaN is left out. */
        public static Line of(String name, Stream<Point> points) {
            return new Line(
                    name,
                    points.filter(point -> Double.isFinite(point.x) && Double.isFinite(point.y))
                            .toList());
        }

        /** At most {@value #POINTS} points, each the mean of its neighbours. */
        private List<Point> thinned() {
            int size = points.size();
            return size <= POINTS
                    ? points
                    : Stream.iterate(0, i -> i < POINTS, i -> i + 1)
                            .map(i -> mean(points.subList(
                                    (int) ((long) size * i / POINTS), (int) ((long) size * (i + 1) / POINTS))))
                            .toList();
        }

        private static Point mean(List<Point> points) {
            return new Point(
                    points.stream().mapToDouble(Point::x).average().orElseThrow(),
                    points.stream().mapToDouble(Point::y).average().orElseThrow());
        }
    }

    /** A point of a line. */
    public record Point(double x, double y) {}

    /** The picture, an {@code svg} element. */
    public String svg() {
        var drawn = drawn();
        var out = new StringBuilder(Html.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " height=\"%d\" role=\"img\" aria-label=\"%s\">\n%s"
                        + "<text class=\"title\" x=\"%d\" y=\"20\">%s</text>\n",
                WIDTH, height(), WIDTH, height(), Html.escaped(title), STYLE, LEFT, Html.escaped(title)));
        if (drawn.isEmpty()) {
            return out.append(
                            Html.format("<text class=\"soft\" x=\"%d\" y=\"80\">nothing to show</text>\n</svg>", LEFT))
                    .toString();
        }
        var all = drawn.stream().flatMap(line -> line.points.stream()).toList();
        var across = Axis.of(all.stream().map(Point::x).toList(), true);
        var up = Axis.of(all.stream().map(Point::y).toList(), fromZero);
        out.append(Html.format("<g transform=\"translate(0 %d)\">\n", height() - HEIGHT));
        grid(out, across, up);
        for (int i = 0; i < drawn.size(); i++) {
            draw(out, drawn.get(i), "var(--c" + i % COLORS + ")", across, up);
        }
        out.append("</g>\n");
        legend(drawn).forEach(entry -> entry.draw(out));
        return out.append("</svg>").toString();
    }

    private List<Line> drawn() {
        return lines.stream()
                .map(line -> new Line(line.name, line.thinned()))
                .filter(line -> !line.points.isEmpty())
                .toList();
    }

    /** A legend of more than one row makes the picture higher. */
    private int height() {
        return HEIGHT
                + ROW * legend(drawn()).stream().mapToInt(Entry::row).max().orElse(0);
    }

    /** Several pictures as one. */
    public static String besideEachOther(List<LineChart> charts) {
        int height = charts.stream().mapToInt(LineChart::height).max().orElse(HEIGHT);
        var out = new StringBuilder(Html.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n",
                WIDTH * charts.size(), height, WIDTH * charts.size(), height));
        for (int i = 0; i < charts.size(); i++) {
            out.append(Html.format(
                    "<g transform=\"translate(%d)\">\n%s\n</g>\n",
                    i * WIDTH, charts.get(i).svg()));
        }
        return out.append("</svg>\n").toString();
    }

    private void grid(StringBuilder out, Axis across, Axis up) {
        for (double value : up.ticks()) {
            double y = y(value, up);
            out.append(Html.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"soft\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT, WIDTH - RIGHT, y, y, LEFT - 8, y + 4.5, up.label(value)));
        }
        for (double value : across.ticks()) {
            out.append(Html.format(
                    "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x(value, across), HEIGHT - BOTTOM + 18, across.label(value)));
        }
        out.append(Html.format(
                "<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                WIDTH - RIGHT, HEIGHT - 8, Html.escaped(x)));
    }

    private static void draw(StringBuilder out, Line line, String color, Axis across, Axis up) {
        out.append(line.points.stream()
                .map(point -> Html.format("%.1f,%.1f", x(point.x, across), y(point.y, up)))
                .collect(Collectors.joining(" ", "<polyline style=\"stroke:" + color + "\" points=\"", "\"/>\n")));
        if (line.points.size() <= DOTS) {
            for (var point : line.points) {
                out.append(Html.format(
                        "<circle style=\"fill:%s;stroke:var(--page)\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\">"
                                + "<title>%s: %s at %s</title></circle>\n",
                        color,
                        x(point.x, across),
                        y(point.y, up),
                        Html.escaped(line.name),
                        Html.format("%.4g", point.y),
                        Html.format("%,.0f", point.x)));
            }
        }
    }

    /** A line's name in the legend, and where it stands. */
    private record Entry(String name, int color, int row, double at) {
        void draw(StringBuilder out) {
            int y = 40 + ROW * row;
            out.append(Html.format(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"14\" height=\"4\" rx=\"2\" style=\"fill:var(--c%d)\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
                    at, y - 7, color, at + 20, y, Html.escaped(name)));
        }
    }

    /** Places the names side by side below the title, in as many rows as they need. A single line has no legend. */
    private static List<Entry> legend(List<Line> drawn) {
        var entries = new ArrayList<Entry>();
        double at = LEFT;
        int row = 0;
        for (int i = 0; i < drawn.size() && drawn.size() > 1; i++) {
            String name = drawn.get(i).name;
            double width = 20 + 6.9 * name.length();
            if (at > LEFT && at + width > WIDTH - RIGHT) {
                at = LEFT;
                row++;
            }
            entries.add(new Entry(name, i % COLORS, row, at));
            at += width + 20;
        }
        return entries;
    }

    private static double x(double value, Axis axis) {
        return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, Axis axis) {
        return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** From the lowest to the highest tick, both round numbers, a step apart that is 1, 2 or 5 times a power of ten. */
    private record Axis(double step, long first, long last) {
        public static Axis of(List<Double> values, boolean fromZero) {
            double max = values.stream().mapToDouble(v -> v).max().orElseThrow();
            double least = values.stream().mapToDouble(v -> v).min().orElseThrow();
            double min = fromZero ? Math.min(0, least) : least;
            double range = max - min > 1e-9 * Math.abs(max) ? max - min : Math.max(Math.abs(max), 1);
            double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
            double times = range / TICKS / power;
            double step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
            long first = (long) Math.floor(min / step + 1e-9);
            return new Axis(step, first, Math.max(first + 1, (long) Math.ceil(max / step - 1e-9)));
        }

        List<Double> ticks() {
            return Stream.iterate(first, i -> i <= last, i -> i + 1)
                    .map(i -> i * step)
                    .toList();
        }

        double share(double value) {
            return (value / step - first) / (last - first);
        }

        String label(double value) {
            // Longer ones have no room.
            if (step >= 10_000 && last * step >= 100_000) {
                return step >= 10_000_000
                        ? Html.format("%,.0fM", value / 1_000_000)
                        : Html.format("%,.0fk", value / 1000);
            }
            if (step >= 1) {
                return Html.format("%,.0f", value);
            }
            int digits = (int) Math.ceil(-Math.log10(step) - 1e-9);
            return digits > 5 ? Html.format("%.0e", value) : Html.format("%." + digits + "f", value);
        }
    }
}
