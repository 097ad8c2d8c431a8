package io.sparkseq2seq.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelTextTest implements SparkTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @AfterEach
    void wholeSplitsAgain() {
        spark.sparkContext().hadoopConfiguration().unset(FileInputFormat.SPLIT_MAXSIZE);
    }

    private List<String> read(String... settings) {
        var text =
                train(Settings.load(Optional.empty(), Arrays.asList(settings)).preprocess());
        var pairs = text.read(spark);
        var rows = pairs.rows().orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + " " + row.getString(1) + " | " + row.getString(2))
                .toList();
        assertThat(rows).hasSize((int) pairs.count());
        return rows;
    }

    private String write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void linesStayAlignedAcrossFilesAndPartitionsThatDiffer() throws IOException {
        for (int file = 0; file < 4; file++) {
            int first = 25 * file;
            write("s" + file, lines(first, first + 25, "a", 3));
        }
        var target = write("target", lines(0, 100, "b", 11));
        spark.sparkContext().hadoopConfiguration().setLong(FileInputFormat.SPLIT_MAXSIZE, 60);
        assertThat(read("preprocess.source=" + folder + "/s*", "preprocess.target=" + target))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> i + " " + line(i, "a", 3) + " | " + line(i, "b", 11))
                        .toList());
    }

    private static String lines(int from, int to, String letter, int stride) {
        return String.join(
                        "\n",
                        IntStream.range(from, to)
                                .mapToObj(i -> line(i, letter, stride))
                                .toArray(String[]::new))
                + "\n";
    }

    private static String line(int i, String letter, int stride) {
        return letter.repeat(i * stride % 13) + i;
    }

    @Test
    void unequalFilesAreRefusedWithBothCounts() throws IOException {
        var source = write("source", "a\nb\nc\n");
        var target = write("target", "a\nb\n");
        assertThatThrownBy(() -> read("preprocess.source=" + source, "preprocess.target=" + target))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("source has 3 lines, the target 2")
                .hasMessageContaining(source);
    }

    @Test
    void severalFilesOfBothSidesAreComparedOneByOne() throws IOException {
        write("a.src", "1\n2\n");
        write("b.src", "3\n4\n5\n");
        write("a.tgt", "1\n2\n3\n");
        write("b.tgt", "4\n5\n");
        refused("*.src", "*.tgt", "a.src has 2 lines, a.tgt, which stands beside it, 3");
        write("c.tgt", "");
        refused("*.src", "*.tgt", "the source has 2 files, the target 3");
    }

    @Test
    void filesThatAreNumberedInDifferentWaysAreRefused() throws IOException {
        for (int i = 1; i <= 11; i++) {
            write("s/" + i + ".txt", i + "\n");
            write("t/" + (i < 10 ? "0" : "") + i + ".txt", i + "\n");
        }
        refused("s", "t", "10.txt stands beside 02.txt");
    }

    private void refused(String source, String target, String message) {
        assertThatThrownBy(() -> read(
                        "preprocess.source=" + folder + "/" + source, "preprocess.target=" + folder + "/" + target))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    @Test
    void oneFileForBothSidesIsReadAndSaid() {
        assertThat(warnings("preprocess.source=a", "preprocess.target=a"))
                .containsExactly("warning: source and target are the same file: a");
        assertThat(warnings("preprocess.source=a", "preprocess.target=b")).isEmpty();
        assertThat(warnings("preprocess.input=a.tsv")).isEmpty();
        assertThat(warnings("preprocess.inputs=[{input = a.tsv}, {source = c, target = c}]"))
                .containsExactly("warning: source and target are the same file: c");
    }

    private static List<String> warnings(String... settings) {
        return TrainingText.of(
                        Settings.load(Optional.empty(), Arrays.asList(settings)).preprocess())
                .warnings();
    }

    @Test
    void nothingToReadIsRefused() throws IOException {
        var empty = write("empty", "");
        assertThatThrownBy(() -> read("preprocess.source=" + empty, "preprocess.target=" + empty))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not a single line");
        assertThatThrownBy(() -> read()).isInstanceOf(UserException.class).hasMessageContaining("preprocess.source");
        assertThatThrownBy(() -> read("preprocess.source=" + empty))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("only one");
    }

    @Test
    void tsvColumnsAreNumberedAndAShortLineLacksASide() throws IOException {
        var input = write("pairs.tsv", "x\tone\tuno\r\nshort\r\nx\t\tdos\ty\r\n");
        var settings = new String[] {
            "preprocess.format=tsv",
            "preprocess.input=" + input,
            "preprocess.columns.source=1",
            "preprocess.columns.target=2"
        };
        assertThat(read(settings)).containsExactly("0 one | uno", "1 null | null", "2  | dos");
        settings[2] = "preprocess.columns.source=english";
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'english' is not the number of a column");
    }

    @Test
    void columnsThatNothingNamesAreAskedForWhereTheFirstTwoMayBeAnything() throws IOException {
        var csv = write("pairs.csv", "id,en,de\n1,one,eins\n2,two,zwei\n");
        asksFor("en, de", "preprocess.input=" + csv);
        var json = write("pairs.jsonl", "{\"en\": \"one\", \"de\": \"eins\"}\n");
        asksFor("de, en", "preprocess.input=" + json);
        assertThat(read("preprocess.input=" + csv, "preprocess.columns.source=1", "preprocess.columns.target=2"))
                .containsExactly("0 one | eins", "1 two | zwei");
        var two = write("two.csv", "en,de\none,eins\n");
        assertThat(read("preprocess.input=" + two)).containsExactly("0 one | eins");
    }

    private void asksFor(String columns, String... settings) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not said")
                .hasMessageContaining(columns);
    }

    @Test
    void parquetIdsCountThroughTheFilesInOrder() {
        var table = folder + "/table";
        for (int file = 0; file < 3; file++) {
            spark.range(10L * file, 10L * file + 10, 1, 1)
                    .selectExpr("id as number", "concat('s', id) as `en.text`", "concat('t', id) as zh")
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(table + "/part=" + file);
        }
        var expected =
                IntStream.range(0, 30).mapToObj(i -> i + " s" + i + " | t" + i).toList();
        assertThat(read(
                        "preprocess.format=parquet",
                        "preprocess.input=" + table,
                        "preprocess.columns.source=en.text",
                        "preprocess.columns.target=zh"))
                .isEqualTo(expected);
        assertThat(read(
                        "preprocess.format=parquet",
                        "preprocess.input=" + table,
                        "preprocess.columns.source=1",
                        "preprocess.columns.target=2"))
                .isEqualTo(expected);
        assertThatThrownBy(() -> read(
                        "preprocess.format=parquet",
                        "preprocess.input=" + table,
                        "preprocess.columns.source=de",
                        "preprocess.columns.target=zh"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no column 'de'")
                .hasMessageContaining("to one of: en.text, zh.");
        assertThatThrownBy(() -> read(
                        "preprocess.format=parquet",
                        "preprocess.input=" + table,
                        "preprocess.columns.source=number",
                        "preprocess.columns.target=zh"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("bigint");
    }

    @Test
    void aParquetTableThatIsNoneIsRefused() throws IOException {
        var text = write("text.parquet", "not parquet at all, but long enough for a footer\n");
        for (var path : List.of(text, folder + "/missing")) {
            assertThatThrownBy(() -> read("preprocess.format=parquet", "preprocess.input=" + path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(path);
        }
    }

    private static ParallelText train(PreprocessSettings settings) {
        return TrainingText.of(settings).texts().get(0);
    }
}
