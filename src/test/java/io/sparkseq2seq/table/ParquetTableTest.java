package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest implements SparkTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    private void write(String name, long from, long to, String... columns) {
        spark.range(from, to, 1, 1)
                .selectExpr(columns)
                .write()
                .mode("append")
                .parquet(folder.resolve(name).toString());
    }

    private List<String> rows(String name, String... columns) {
        var table = ParquetTable.open(spark, folder.resolve(name).toString());
        var numbered = table.numbered(Arrays.stream(columns)
                .map(column ->
                        TextColumn.of(table.schema(), column, name, "column").column())
                .toArray(Column[]::new));
        assertThat(numbered.rows().count()).isEqualTo(numbered.count());
        return numbered.rows().orderBy("row_number").collectAsList().stream()
                .map(Row::mkString)
                .toList();
    }

    private void fails(String name, String... messages) {
        assertThatThrownBy(() -> ParquetTable.open(spark, folder.resolve(name).toString()))
                .isInstanceOf(UserException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(messages));
    }

    @Test
    void rowsAreNumberedThroughTheFilesInTheOrderOfTheirPaths() {
        write("in/date=c 汤%20", 3, 6, "concat('row ', id) as text", "id");
        write("in/date=a", 0, 1, "concat('row ', id) as text", "id");
        write("in/date=b c", 1, 3, "concat('row ', id) as text", "id");
        assertThat(rows("in", "text")).containsExactly("0row 0", "1row 1", "2row 2", "3row 3", "4row 4", "5row 5");
        assertThat(ParquetTable.open(spark, folder + "/in").schema().fieldNames())
                .containsExactly("text", "id", "date");
    }

    @Test
    void columnsThatOnlySomeFilesHaveAreThere() {
        write("in/1", 0, 2, "concat('row ', id) as text");
        write("in/2", 2, 4, "concat('row ', id) as text", "concat('extra ', id) as extra");
        assertThat(rows("in", "extra", "text"))
                .containsExactly("0nullrow 0", "1nullrow 1", "2extra 2row 2", "3extra 3row 3");
    }

    @Test
    void foldersThatAreNoPartitionsAreReadAndMixedOnesRefused() {
        write("in", 0, 2, "concat('row ', id) as text");
        write("in/zz/2024", 2, 4, "concat('row ', id) as text");
        assertThat(rows("in", "text")).containsExactly("0row 0", "1row 1", "2row 2", "3row 3");
        write("in/date=1", 2, 4, "concat('row ', id) as text");
        fails("in", "folders of partitions, such as date=1, and others, such as ");
    }

    @Test
    void aPathThatExistsIsThatPath() {
        write("in[1]{a,b}", 0, 2, "concat('row ', id) as text");
        write("in1a", 2, 4, "concat('row ', id) as text");
        assertThat(rows("in[1]{a,b}", "text")).containsExactly("0row 0", "1row 1");
        assertThat(rows("in[1]a", "text")).containsExactly("0row 2", "1row 3");
    }

    @Test
    void aTableWhoseLogTellsWhichFilesCountIsRefused() throws IOException {
        write("delta", 0, 2, "concat('row ', id) as text");
        write("delta/date=1", 0, 2, "concat('row ', id) as text");
        Files.createDirectory(folder.resolve("delta/_delta_log"));
        Files.writeString(folder.resolve("delta/_delta_log/00000000000000000000.json"), "{}");
        for (var path : List.of("delta", "delta/date=1", "delta/*.parquet")) {
            fails(path, "a Delta table", "spark.table(\"delta.`" + folder + "/delta`\")");
        }
        write("iceberg/data/date=1", 0, 2, "concat('row ', id) as text");
        Files.createDirectory(folder.resolve("iceberg/metadata"));
        Files.writeString(folder.resolve("iceberg/metadata/v1.metadata.json"), "{}");
        for (var path : List.of("iceberg", "iceberg/data", "iceberg/data/date=1")) {
            fails(path, "an Iceberg table");
        }
        write("hudi", 0, 2, "concat('row ', id) as text");
        Files.createDirectory(folder.resolve("hudi/.hoodie"));
        fails("hudi", "a Hudi table");
    }

    @Test
    void timestampsOfNanosecondsAreNumbers() throws IOException {
        var type = MessageTypeParser.parseMessageType(
                "message m { required binary text (UTF8); required int64 time (TIMESTAMP(NANOS,true)); }");
        Files.createDirectory(folder.resolve("in"));
        var file = new org.apache.hadoop.fs.Path(folder.resolve("in/a.parquet").toUri());
        try (var writer = ExampleParquetWriter.builder(file)
                .withType(type)
                .withConf(new Configuration())
                .build()) {
            writer.write(new SimpleGroupFactory(type)
                    .newGroup()
                    .append("text", "汤姆")
                    .append("time", 1_700_000_000_123_456_789L));
        }
        assertThat(rows("in", "text")).containsExactly("0汤姆");
        var row = ParquetTable.open(spark, folder + "/in").rows().first();
        assertThat(row.getLong(1)).isEqualTo(1_700_000_000_123_456_789L);
    }

    @Test
    void columnsThatAreNotAskedForDoNotStopTheReadingOfTexts() throws IOException {
        write("in/1", 0, 2, "concat('row ', id) as text", "id as other", "named_struct('en', 'x', 'n', 1) as both");
        write("in/2", 2, 4, "concat('row ', id) as text", "'2' as other", "named_struct('en', 'y', 'n', 1) as both");
        fails("in", "merge");
        var table = ParquetTable.openTexts(spark, folder + "/in");
        assertThat(table.schema().simpleString()).isEqualTo("struct<text:string,both:struct<en:string>>");
        var column = TextColumn.of(table.schema(), "both.en", "in", "column").column();
        var numbered = table.numbered(TextColumn.top("text"), column).rows().orderBy("row_number");
        assertThat(numbered.collectAsList().stream().map(Row::mkString))
                .containsExactly("0row 0x", "1row 1x", "2row 2y", "3row 3y");

        var type = MessageTypeParser.parseMessageType(
                "message m { required binary text (UTF8);" + " required fixed_len_byte_array(12) time (INTERVAL); }");
        Files.createDirectory(folder.resolve("odd"));
        var file = new org.apache.hadoop.fs.Path(folder.resolve("odd/a.parquet").toUri());
        try (var writer = ExampleParquetWriter.builder(file)
                .withType(type)
                .withConf(new Configuration())
                .build()) {
            writer.write(new SimpleGroupFactory(type)
                    .newGroup()
                    .append("text", "汤姆")
                    .append("time", Binary.fromString("123456789012")));
        }
        fails("odd", "as a Parquet table: Parquet type not yet supported: FIXED_LEN_BYTE_ARRAY (INTERVAL) (");
        assertThat(ParquetTable.openTexts(spark, folder + "/odd").rows().collectAsList())
                .containsExactly(RowFactory.create("汤姆"));
        fails("missing", "there is no such file");
    }

    @Test
    void namesThatDifferInCaseAreTwoColumns() {
        var session = spark.newSession();
        session.conf().set("spark.sql.caseSensitive", true);
        session.range(1)
                .selectExpr("'a' as text", "'b' as Text", "'c' as other")
                .write()
                .parquet(folder + "/in");
        assertThat(rows("in", "other", "Text")).containsExactly("0cb");
        assertThatThrownBy(() -> ParquetTable.open(spark, folder + "/in").refuseNamesThatDifferInCase())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'text' and 'Text' differ in case only");
    }

    @Test
    void damagedAndMissingFilesAreErrorsWhateverSparkIsTold() throws IOException {
        write("in", 0, 2, "concat('row ', id) as text");
        write("in", 2, 4, "concat('row ', id) as text");
        var parts = new ArrayList<Path>();
        try (var files = Files.list(folder.resolve("in"))) {
            files.filter(file -> file.toString().endsWith(".parquet")).forEach(parts::add);
        }
        spark.conf().set("spark.sql.files.ignoreCorruptFiles", true);
        spark.conf().set("spark.sql.files.ignoreMissingFiles", true);
        try {
            var table = ParquetTable.open(spark, folder + "/in");
            Files.write(parts.get(0), new byte[100]);
            Files.deleteIfExists(parts.get(0).resolveSibling("." + parts.get(0).getFileName() + ".crc"));
            assertThatThrownBy(table::numbered).isInstanceOf(UserException.class);
            fails("in", "as a Parquet table", folder + "/in");
            Files.delete(parts.get(0));
            assertThatThrownBy(table::numbered).isInstanceOf(UserException.class);
        } finally {
            spark.conf().unset("spark.sql.files.ignoreCorruptFiles");
            spark.conf().unset("spark.sql.files.ignoreMissingFiles");
        }
    }
}
