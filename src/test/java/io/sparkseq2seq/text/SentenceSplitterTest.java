package io.sparkseq2seq.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SentenceSplitterTest {
    private static final String END = "¦";

    private static List<String> split(String language, String text) {
        return new SentenceSplitter(language, List.of())
                .split(text).stream()
                        .map(span -> text.substring(span.start(), span.end()))
                        .toList();
    }

    private static List<String> byIcu(String language, String text) {
        var breaks = BreakIterator.getSentenceInstance(new ULocale(language));
        breaks.setText(text);
        var sentences = new ArrayList<String>();
        for (int start = 0, end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            sentences.add(text.substring(start, end).strip());
            start = end;
        }
        return sentences;
    }

    private static List<String[]> gold() throws IOException {
        try (var in = SentenceSplitterTest.class.getResourceAsStream("sentences.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t"))
                    .toList();
        }
    }

    /** By language and of all: texts split as they are, texts. */
    private static Map<String, int[]> right(BiFunction<String, String, List<String>> splitter) throws IOException {
        var right = new TreeMap<String, int[]>();
        for (var row : gold()) {
            var expected = Arrays.stream(row[1].split(END)).map(String::strip).toList();
            var found = splitter.apply(row[0], row[1].replace(END, ""));
            for (var key : List.of(row[0], "all")) {
                var count = right.computeIfAbsent(key, name -> new int[2]);
                count[0] += found.equals(expected) ? 1 : 0;
                count[1]++;
            }
            if (Boolean.getBoolean("sentences.show") && !found.equals(expected)) {
                System.out.println(row[0] + ": " + String.join(" " + END + " ", found));
            }
        }
        return right;
    }

    private static double share(Map<String, int[]> right) {
        return (double) right.get("all")[0] / right.get("all")[1];
    }

    private static String shown(Map<String, int[]> right) {
        return right.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue()[0] + "/" + entry.getValue()[1])
                .collect(Collectors.joining(", "));
    }

    @Test
    void textsOfManyLanguagesAreSplitBetterThanByIcuAlone() throws IOException {
        var ours = right(SentenceSplitterTest::split);
        var anyLanguage = right((language, text) -> split("", text));
        var icu = right(SentenceSplitterTest::byIcu);
        System.out.println("split right, language given: " + shown(ours));
        System.out.println("split right, no language: " + shown(anyLanguage));
        System.out.println("split right, by ICU: " + shown(icu));
        assertThat(share(ours)).isGreaterThan(0.97);
        assertThat(share(anyLanguage)).isGreaterThan(0.94);
        assertThat(share(ours)).isGreaterThan(share(icu) + 0.2);
    }
}
