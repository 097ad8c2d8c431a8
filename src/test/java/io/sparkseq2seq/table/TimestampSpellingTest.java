package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampSpellingTest implements SparkTest {
    private static final List<String> TIMES = List.of(
            "2024-01-02 03:04:05.123456",
            "2024-01-02 03:04:05.12",
            "2024-01-02 03:04:05",
            "1969-12-31 23:59:59.000001");

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    private static FormatOptions options(List<String> read, List<String> write) {
        return new FormatOptions(true, ",", "\"", "\"", false, "UTF-8", "", "", read, write);
    }

    private void write(DataFormat format, List<String> options) {
        var rows = TIMES.stream()
                .map(time -> "select timestamp_ltz'" + time + "' as at, timestamp_ntz'" + time + "' as clock")
                .reduce((a, b) -> a + " union all " + b)
                .orElseThrow();
        new FileSink(format, options(List.of(), options), List.of())
                .write(spark.sql(rows).coalesce(1), folder.resolve("out").toString(), Map.of());
    }

    private List<Row> read(DataFormat format, String name, String... options) {
        return Source.open(spark, format, folder.resolve(name).toString(), options(List.of(options), List.of()))
                .rows()
                .selectExpr("cast(at as timestamp) as at", "cast(clock as timestamp_ntz) as clock")
                .orderBy("at")
                .collectAsList();
    }

    private List<Row> expected() {
        return spark.sql("select cast(at as timestamp) as at, cast(at as timestamp_ntz) as clock from values ('"
                        + String.join("'), ('", TIMES) + "') as t(at) order by at")
                .collectAsList();
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void microsecondsComeThrough(DataFormat format) {
        write(format, List.of());
        assertThat(read(format, "out")).isEqualTo(expected());
        assertThat(read(format, "out", "inferTimestamp=true", "inferSchema=true"))
                .isEqualTo(expected());
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void microsecondsComeThroughWithTheParserOfOldSpark(DataFormat format) {
        spark.conf().set("spark.sql.legacy.timeParserPolicy", "LEGACY");
        try {
            write(format, List.of());
            assertThat(read(format, "out")).isEqualTo(expected());
        } finally {
            spark.conf().unset("spark.sql.legacy.timeParserPolicy");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void aFormatThatTheUserGivesHolds(DataFormat format) throws IOException {
        write(format, List.of("timestampFormat=yyyy", "TimestampNTZFormat=MM"));
        try (var files = Files.list(folder.resolve("out"))) {
            var part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(part)).contains("2024", "01").doesNotContain("2024-", ":04");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void timestampsOfAnyNumberOfDigitsAreRead(DataFormat format) throws IOException {
        var text = new StringBuilder(format == DataFormat.CSV ? "at,clock\n" : "");
        for (var time : TIMES) {
            var iso = time.replace(' ', 'T');
            text.append(
                    format == DataFormat.CSV
                            ? iso + "," + iso + "\n"
                            : "{\"at\":\"" + iso + "\",\"clock\":\"" + iso + "\"}\n");
        }
        Files.writeString(folder.resolve("in"), text);
        assertThat(read(format, "in")).isEqualTo(expected());
        assertThat(read(format, "in", "inferTimestamp=true", "inferSchema=true"))
                .isEqualTo(expected());
    }
}
