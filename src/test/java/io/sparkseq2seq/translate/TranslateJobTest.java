package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateJobTest implements SparkTest {

    @TempDir
    Path folder;

    @Test
    void lineNOfTheOutputTranslatesLineNOfTheInput() throws IOException {
        var lines = lines(0, 300);
        var summary = translate(write("in.txt", lines), "translate.partitions=7");
        assertThat(texts()).isEqualTo(lines);
        assertThat(parts()).hasSize(7);
        assertThat(summary.get("sentences")).isEqualTo(300L);
        assertThat(summary.get("rows")).isEqualTo(300L);
        assertThat((Long) summary.get("tokens")).isGreaterThan(300);
        assertThat(folder.resolve("out/_summary.json")).content().contains("\"sentences\" : 300");
    }

    @Test
    void thereAreNoMorePartitionsThanRows() throws IOException {
        translate(write("in.txt", lines(0, 3)), "translate.partitions=100000");
        assertThat(texts()).isEqualTo(lines(0, 3));
        assertThat(parts()).hasSize(3);
    }

    @Test
    void linesCarryTheirLogProbability() throws IOException {
        translate(write("in.txt", List.of("Tom")));
        int tokens = EchoModel.SUBWORDS.encode("Tom").length;
        assertThat(output()).containsExactly("Tom\t" + String.format("%.4f", (tokens + 1) * Math.log(0.9)));
    }

    @Test
    void emptyLinesStayInTheirPlaces() throws IOException {
        Files.writeString(folder.resolve("in.txt"), "\n\nTom\r\n \n\nthe\rdog\n\n");
        translate("in.txt");
        assertThat(texts()).containsExactly("", "", "Tom", "", "", "the dog", "");
        assertThat(output()).startsWith("\t0.0000");
    }

    @Test
    void foldersAndGlobsAreReadInTheOrderOfTheirPaths() throws IOException {
        // Of very different sizes, and compressed or not: Spark would read the largest first.
        gzip("in/b.txt.gz", lines(100, 300));
        write("in/c.txt", lines(300, 301));
        write("in/a.txt", lines(0, 100));
        write("in/_SUCCESS", List.of("no"));
        write("in/.hidden", List.of("no"));
        write("in/sub/d.txt", lines(301, 303));
        translate("in");
        assertThat(texts()).isEqualTo(lines(0, 303));
        translate("in/[ac].txt", "translate.overwrite=true");
        assertThat(texts())
                .isEqualTo(Stream.concat(lines(0, 100).stream(), lines(300, 301).stream())
                        .toList());
    }

    @Test
    void oneGzipFileIsTranslatedByManyTasks() throws IOException {
        gzip("in.gz", lines(0, 200));
        translate("in.gz", "translate.batch=8");
        assertThat(parts()).hasSizeGreaterThan(3);
        assertThat(texts()).isEqualTo(lines(0, 200));
    }

    @Test
    void anEmptyInputGivesAnEmptyOutput() throws IOException {
        var summary = translate(write("in.txt", List.of()));
        assertThat(output()).isEmpty();
        assertThat(summary.get("sentences")).isEqualTo(0L);
    }

    @Test
    void tablesKeepTheirRowsAndColumns() {
        var schema = new StructType()
                .add("id", DataTypes.LongType)
                .add("text", DataTypes.StringType)
                .add("tags", DataTypes.createArrayType(DataTypes.StringType))
                .add("time", DataTypes.TimestampType)
                .add("nested", new StructType().add("price", DataTypes.createDecimalType(10, 2)));
        var rows = IntStream.range(0, 100)
                .mapToObj(i -> RowFactory.create(
                        (long) i,
                        i % 10 == 3 ? null : "the dog " + i,
                        i % 2 == 0 ? null : new String[] {"a", "b" + i},
                        new java.sql.Timestamp(1_000_000_000L * i),
                        RowFactory.create(new java.math.BigDecimal(i).setScale(2))))
                .toList();
        var table = SparkTest.spark().createDataFrame(rows, schema).coalesce(1);
        table.write().parquet(folder.resolve("in").toString());
        translate("in", "translate.format=parquet", "translate.column=text", "translate.partitions=4");
        var translated = SparkTest.spark().read().parquet(folder.resolve("out").toString());
        assertThat(translated.columns())
                .containsExactly(
                        "id",
                        "text",
                        "tags",
                        "time",
                        "nested",
                        "translation",
                        "translation_score",
                        "translation_confidence",
                        "translation_status",
                        "translation_reason",
                        "translation_model",
                        "translation_sha256");
        assertThat(translated
                        .select("id", "text", "tags", "time", "nested")
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(table.orderBy("id").collectAsList());
        for (Row row : translated.collectAsList()) {
            assertThat(row.<String>getAs("translation")).isEqualTo(row.getAs("text"));
            assertThat(row.isNullAt(6)).isEqualTo(row.isNullAt(1));
            assertThat(row.<String>getAs("translation_status")).isEqualTo(row.isNullAt(1) ? "missing" : "translated");
            assertThat(row.isNullAt(9)).isTrue();
        }
    }

    @Test
    void rowsOfATableOfManyFilesStayInTheOrderOfTheFiles() throws IOException {
        int[] sizes = {20, 300, 5, 150};
        long first = 0;
        for (int file = 0; file < sizes.length; file++) {
            SparkTest.spark()
                    .range(first, first + sizes[file], 1, 1)
                    .selectExpr("id", "concat('the dog ', id) as source")
                    .write()
                    .mode("append")
                    .parquet(folder.resolve("in/" + file).toString());
            first += sizes[file];
        }
        translate("in", "translate.format=parquet", "translate.output-format=text");
        assertThat(texts())
                .isEqualTo(IntStream.range(0, 475).mapToObj(i -> "the dog " + i).toList());
    }

    @Test
    void aFieldOfAStructIsTranslated() {
        SparkTest.spark()
                .sql("select named_struct('en', 'Tom', 'fr', 'le chien') as translation_of, 1 as id"
                        + " union all select null, 2")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("in").toString());
        translate("in", "translate.format=parquet", "translate.column=translation_of.en");
        var rows = SparkTest.spark()
                .read()
                .parquet(folder.resolve("out").toString())
                .orderBy("id")
                .selectExpr("translation_of.fr", "translation")
                .collectAsList();
        assertThat(rows).containsExactly(RowFactory.create("le chien", "Tom"), RowFactory.create(null, null));
        fails(
                "in",
                "to one of: translation_of.en, translation_of.fr.",
                "translate.format=parquet",
                "translate.overwrite=true",
                "translate.column=translation_of.de");
    }

    @Test
    void aRowThatFailsCarriesItsReason() throws IOException {
        var lines = new ArrayList<>(lines(0, 100));
        lines.set(17, "the " + EchoModel.POISON);
        lines.set(60, "Tom " + EchoModel.POISON);
        var summary = translate(write("in.txt", lines));
        assertThat(summary.get("failed")).isEqualTo(2L);
        assertThat(output()).hasSize(100);
        assertThat(output().get(17)).startsWith("\t\t").contains("NaN");
        assertThat(texts().subList(18, 60)).isEqualTo(lines.subList(18, 60));
        translate("in.txt", "translate.output-format=parquet", "translate.overwrite=true");
        var table = SparkTest.spark().read().parquet(folder.resolve("out").toString());
        assertThat(table.columns()).startsWith("source", "translation", "translation_score");
        assertThat(table.filter(
                                "translation_status = 'failed' and translation_reason is not null and translation is null")
                        .count())
                .isEqualTo(2);
        assertThat(table.filter("translation = source").count()).isEqualTo(98);
    }

    @Test
    void tooManyFailuresFailTheJobAndLeaveNoOutput() throws IOException {
        write("in.txt", List.of("Tom", EchoModel.POISON, "dog"));
        assertThatThrownBy(() -> translate("in.txt"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1 of 3 sentences")
                .hasMessageContaining("NaN")
                .hasMessageContaining("out.failed.json tells which");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.failed.json")).content().contains("\"row_2_source\"");
        translate("in.txt", "translate.max-failed-share=0.4");
        assertThat(texts()).containsExactly("Tom", "", "dog");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        fails("nowhere", "there is no such file");
        Files.createDirectory(folder.resolve("empty"));
        fails("empty", "there are no files in it");
        write("text", List.of("Tom"));
        Files.writeString(folder.resolve("broken.gz"), "Tom");
        fails("broken.gz", "cannot be read");
        fails("text", "as a Parquet table", "translate.format=parquet");
        fails("nowhere", "there is no such file", "translate.format=parquet");
        SparkTest.spark().range(3).write().parquet(folder.resolve("table").toString());
        fails("table", "Set translate.column to one of: id", "translate.format=parquet", "translate.column=text");
        fails("table", "holds bigint", "translate.format=parquet", "translate.column=id");
        assertThatThrownBy(() -> translate("text", "translate.output="))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("translate.output is not set");
        assertThat(folder).isDirectoryNotContaining("glob:**out*");
    }

    @Test
    void columnsThatTheOutputAddsMustNotBeThere() {
        var table = SparkTest.spark().sql("select 'Tom' as source, 1.0 as Translation_Score");
        table.write().parquet(folder.resolve("in").toString());
        fails("in", "'translation_score' already", "translate.format=parquet", "translate.column=source");
    }

    @Test
    void anOutputIsNotReplacedUnasked() throws IOException {
        write("in.txt", List.of("Tom"));
        translate("in.txt");
        write("in.txt", List.of("dog"));
        fails("in.txt", "exists already");
        assertThat(texts()).containsExactly("Tom");
        translate("in.txt", "translate.overwrite=true");
        assertThat(texts()).containsExactly("dog");
    }

    @Test
    void progressTellsRateAndTimeLeft() {
        assertThat(TranslateProgress.line(3000, 29_000, 3 / 29.0, java.time.Duration.ofSeconds(50)))
                .isEqualTo("translate: 3,000 of 29,000 sentences (10 %), 60.0 sentences/s, 7:13 left");
    }

    private void fails(String input, String message, String... settings) {
        assertThatThrownBy(() -> translate(input, settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatTheGateRefusesIsNotPublished() throws IOException {
        write("in.txt", lines(0, 20));
        var report = folder.resolve("_out.refused.json");
        // The model is an echo.
        assertThatThrownBy(() -> translate("in.txt", "translate.gate.copied-share=0.5"))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("copied-share")
                .hasMessageContaining("_out.refused.json");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(report)
                .content()
                .contains("\"source\" : \"" + lines(0, 20).get(0).substring(0, 3));
        var summary = translate("in.txt", "translate.gate.copied-share=1", "translate.gate.mean-confidence=0.89");
        assertThat((Double) summary.get("mean confidence")).isCloseTo(0.9, within(1e-6));
        assertThat(texts()).isEqualTo(lines(0, 20));
        assertThat(report).doesNotExist();
        // What stands there stays as it is.
        write("more.txt", lines(20, 40));
        assertThatThrownBy(() -> translate(
                        "more.txt",
                        "translate.overwrite=true",
                        "translate.added.confidence=",
                        "translate.gate.mean-confidence=0.91"))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("0.900 is the translations' mean confidence, where at least 0.910 may be");
        assertThat(texts()).isEqualTo(lines(0, 20));
    }

    private JobSummary translate(String input, String... settings) {
        var all = new ArrayList<>(List.of(
                "translate.input=" + folder.resolve(input),
                "translate.output=" + folder.resolve("out"),
                "translate.batch=4"));
        all.addAll(List.of(settings));
        return TranslateJob.run(SparkTest.spark(), Settings.load(Optional.empty(), all), EchoModel::translator);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "Tom " + "the ".repeat(i * 5 % 7) + i)
                .toList();
    }

    private String write(String name, List<String> lines) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), lines);
        return name;
    }

    private void gzip(String name, List<String> lines) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        try (var out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))), StandardCharsets.UTF_8)) {
            out.write(String.join("\n", lines));
        }
    }

    private List<Path> parts() throws IOException {
        try (var files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> output() throws IOException {
        var lines = new ArrayList<String>();
        for (var part : parts()) {
            lines.addAll(Files.readAllLines(part));
        }
        return lines;
    }

    private List<String> texts() throws IOException {
        return output().stream()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList();
    }
}
