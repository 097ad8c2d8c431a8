package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lists, choices and optional values, on records that have more of them than the settings do today. */
class SettingsReaderTest {
    /** All kinds of components. */
    record Lake(
            List<Source> sources,
            List<Integer> widths,
            List<Compression> compressions,
            List<String> members,
            Format format,
            Optional<String> owner,
            Optional<Format> fallback) {}

    /** A record within a list. */
    record Source(
            String path,
            @Default("1") @Range(above = 0, max = 100) double weight,
            @Default("auto") String tag,
            List<Format> formats) {}

    enum Compression {
        GZIP,
        BEST_OF_ALL
    }

    sealed interface Format {
        record Lines() implements Format {}

        record CommaSeparated(@Default("true") boolean header, @Default(",") String separator) implements Format {}

        record Archive(Format of, List<String> members) implements Format {}
    }

    private final List<UserException> problems = new ArrayList<>();

    private Lake read(String text) {
        var all = Substitutions.resolve(Hocon.parse(text, "lake.conf"));
        var root = new Node(
                "", all.values().root(), all.shown().root(), all.values().root(), "lake.conf");
        return (Lake) new SettingsReader(problems).section(Lake.class, root);
    }

    private List<String> messages() {
        return problems.stream().map(UserException::getMessage).toList();
    }

    @Test
    void listsHoldRecordsChoicesAndSingleValues() {
        var lake = read(
                """
                sources = [
                  { path = a }
                  { path = b, weight = 2.5, tag = news, formats = [ lines, { comma-separated { header = false } } ] }
                ]
                widths = [ 1, 2 ]
                compressions = [ best-of-all ]
                format { archive { of = lines, members = [ x, y ] } }
                owner = me
                """);
        assertThat(messages()).isEmpty();
        assertThat(lake.sources())
                .containsExactly(
                        new Source("a", 1, "auto", List.of()),
                        new Source(
                                "b", 2.5, "news", List.of(new Format.Lines(), new Format.CommaSeparated(false, ","))));
        assertThat(lake.widths()).containsExactly(1, 2);
        assertThat(lake.compressions()).containsExactly(Compression.BEST_OF_ALL);
        assertThat(lake.format()).isEqualTo(new Format.Archive(new Format.Lines(), List.of("x", "y")));
        assertThat(lake.owner()).contains("me");
        assertThat(lake.fallback()).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        var lake = new Lake(
                List.of(new Source("a \"b\"", 3, "", List.of(new Format.CommaSeparated(true, "\t;".substring(1))))),
                List.of(),
                List.of(Compression.GZIP),
                List.of("x"),
                new Format.Archive(new Format.Archive(new Format.Lines(), List.of()), List.of("中")),
                Optional.empty(),
                Optional.of(new Format.Lines()));
        String text = SettingsWriter.write(lake);
        assertThat(read(text)).as(text).isEqualTo(lake);
        assertThat(messages()).isEmpty();
    }

    @Test
    void everyProblemOfAListIsReportedWithItsPlace() {
        assertThat(
                        read(
                                """
                        sources = [
                          { weight = 0, pth = a }
                          { path = b, formats = [ line, { comma-separatd {} }, { lines {}, archive {} }, { lines { a = 1 } } ] }
                        ]
                        widths = [ 1, wide, [ 2 ], 1 ]
                        compressions = [ gzip, gzip ]
                        members = gzip
                        format = 3
                        fallback { comma-separated = 5 }
                        owner = [ me ]
                        """))
                .isNull();
        assertThat(messages())
                .containsExactly(
                        "there is no setting sources[0].pth (lake.conf:2). Did you mean sources[0].path?",
                        "sources[0].path is missing (lake.conf:2). Give a line of text.",
                        "sources[0].weight = 0 is out of range (lake.conf:2)."
                                + " Give a number greater than 0 and at most 100.",
                        "sources[1].formats[0] = line is not one of its choices (lake.conf:3)."
                                + " Did you mean lines? The choices are lines, comma-separated, archive.",
                        "sources[1].formats[1] = comma-separatd is not one of its choices (lake.conf:3)."
                                + " Did you mean comma-separated? The choices are lines, comma-separated, archive.",
                        "sources[1].formats[2] has 2 keys, where the name of one choice belongs (lake.conf:3)."
                                + " Write { name { its settings } }. The choices are lines, comma-separated, archive.",
                        "there is no setting sources[1].formats[3].lines.a (lake.conf:3)."
                                + " sources[1].formats[3].lines has no settings.",
                        "widths[1] = wide is not a whole number (lake.conf:5). Give a whole number.",
                        "widths[2] has no single value (lake.conf:5). Give a whole number.",
                        "compressions[1] is the same as an entry before it (lake.conf:6). Take one of them out.",
                        "members is not a list (lake.conf:7). Give members = [ … ].",
                        "format = 3 is not one of its choices (lake.conf:8)."
                                + " Did you mean lines? The choices are lines, comma-separated, archive.",
                        "owner has no single value (lake.conf:10). Give a line of text.",
                        "fallback.comma-separated takes no value (lake.conf:9). It is a section: give one of its keys,"
                                + " such as fallback.comma-separated.header.");
    }
}
