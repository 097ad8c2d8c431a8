package io.sparkseq2seq.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.report.LineChart.Line;
import io.sparkseq2seq.report.LineChart.Point;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LineChartTest {
    private static String svg(boolean fromZero, Line... lines) throws Exception {
        var svg = new LineChart("A <title>", "steps & more", fromZero, List.of(lines)).svg();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        return svg;
    }

    private static List<String> labels(String svg) {
        return Pattern.compile("text-anchor=\"(?:end|middle)\">([^<]*)<")
                .matcher(svg)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void ticksAreRoundNumbersAroundTheValues() throws Exception {
        var svg = svg(false, Line.of("a", Stream.of(new Point(0, 2.13), new Point(1000, 4.87))));
        assertThat(labels(svg))
                .containsExactly("2", "3", "4", "5", "0", "200", "400", "600", "800", "1,000", "steps &amp; more");
        svg = svg(true, Line.of("a", Stream.of(new Point(5, 0.0011), new Point(10, 0.0013))));
        assertThat(labels(svg)).startsWith("0.0000", "0.0005", "0.0010", "0.0015");
    }

    @Test
    void theLowestIsAtTheBottomAndTheFirstAtTheLeft() throws Exception {
        var svg = svg(true, Line.of("a", Stream.of(new Point(0, 0), new Point(10, 5))));
        assertThat(svg).contains("points=\"56.0,256.0 506.0,58.0\"");
    }

    @Test
    void oneValueAndNoneAreShownToo() throws Exception {
        assertThat(svg(false, Line.of("a", Stream.of(new Point(7, 3))))).contains("<circle");
        assertThat(svg(true, Line.of("a", Stream.of(new Point(7, 0))))).contains("<circle");
        assertThat(svg(false, Line.of("a", Stream.of(new Point(7, Double.NaN)))))
                .contains("nothing to show");
    }

    @Test
    void aLongLineIsThinnedToMeans() throws Exception {
        var points = IntStream.range(0, 100_000).mapToObj(i -> new Point(i, i % 2));
        var svg = svg(true, Line.of("a", points), Line.of("b", Stream.of(new Point(1, 1))));
        assertThat(svg).contains("class=\"chart\"").hasSizeLessThan(20_000).contains(">a</text>", ">b</text>");
    }

    @Test
    void aLegendThatIsTooLongGoesOnInTheNextRow() throws Exception {
        var lines = IntStream.range(0, 8)
                .mapToObj(i -> Line.of("a rather long name " + i, Stream.of(new Point(1, i), new Point(2, i))))
                .toArray(Line[]::new);
        var svg = svg(true, lines);
        var entries = Pattern.compile("<text x=\"([0-9.]+)\" y=\"(\\d+)\">a rather")
                .matcher(svg)
                .results()
                .toList();
        assertThat(entries).hasSize(8).allSatisfy(entry -> assertThat(Double.parseDouble(entry.group(1)))
                .isLessThan(400));
        assertThat(entries.stream().map(entry -> entry.group(2)).distinct()).hasSizeGreaterThan(2);
        int top = Integer.parseInt(entries.get(7).group(2));
        assertThat(svg).contains("height=\"" + (300 + top - 40) + "\"");
        assertThat(Pattern.compile("polyline style=\"stroke:([^\"]+)")
                        .matcher(svg)
                        .results()
                        .map(c -> c.group(1)))
                .doesNotHaveDuplicates();
    }
}
