package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceTest implements SparkTest {
    static final FormatOptions OPTIONS =
            new FormatOptions(true, ",", "\"", "\"", false, "UTF-8", "", "", List.of(), List.of());

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    private Source open(DataFormat format, String name) {
        return open(format, name, OPTIONS);
    }

    private Source open(DataFormat format, String name, FormatOptions options) {
        return Source.open(spark, format, folder.resolve(name).toString(), options);
    }

    private void fails(DataFormat format, String name, String... messages) {
        fails(format, name, OPTIONS, messages);
    }

    private void fails(DataFormat format, String name, FormatOptions options, String... messages) {
        assertThatThrownBy(() -> {
                    var source = open(format, name, options);
                    try {
                        source.rows().collectAsList();
                    } catch (Exception e) {
                        throw source.unreadable(e);
                    }
                })
                .isInstanceOf(UserException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(messages));
    }

    private Dataset<Row> comments() {
        return spark.sql("select * from values (1L, 'a, \"b\"', 'x'), (2L, ' two\\\\ ', 'x'), (3L, null, 'y'),"
                + " (4L, '', 'z=1/ü') as t(id, text, lang)");
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "ORC", "JSON", "CSV", "AVRO"})
    void eachFormatOfFilesGivesBackWhatItsSinkWrote(DataFormat format) {
        new FileSink(format, OPTIONS, List.of("lang"))
                .write(comments(), folder.resolve("in").toString(), java.util.Map.of());
        var source = open(format, "in");
        assertThat(source.schema().fieldNames()).containsExactly("id", "text", "lang");
        assertThat(source.partitionColumns()).containsExactly("lang");
        assertThat(source.rows()
                        .selectExpr("cast(id as long) as id", "text", "lang")
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(comments().orderBy("id").collectAsList());
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "ORC", "JSON", "CSV", "AVRO", "TEXT"})
    void damagedFilesAreErrorsThatNameThePath(DataFormat format) throws IOException {
        Files.write(
                folder.resolve("in"), new byte[] {'P', 'A', 'R', 0, 1, (byte) 0xFE, '"', 1, '{', '\n', ',', ',', '\n'});
        spark.conf().set("spark.sql.files.ignoreCorruptFiles", true);
        try {
            if (format != DataFormat.TEXT) {
                fails(format, "in", "/in");
            }
            fails(format, "missing", "there is no such file", "/missing");
        } finally {
            spark.conf().unset("spark.sql.files.ignoreCorruptFiles");
        }
    }

    @Test
    void columnsThatOnlySomeFilesOfOrcAndJsonHaveAreThere() {
        for (var format : List.of("orc", "json")) {
            var path = folder.resolve(format).toString();
            spark.sql("select 'a' as text").write().format(format).save(path + "/1");
            spark.sql("select 'b' as text, 7L as n").write().format(format).save(path + "/2");
            var rows = open(DataFormat.valueOf(format.toUpperCase(Locale.ROOT)), format)
                    .rows();
            assertThat(rows.select("text", "n").orderBy("text").collectAsList())
                    .containsExactly(RowFactory.create("a", null), RowFactory.create("b", 7L));
        }
    }

    @Test
    void avroFilesOfDifferentSchemasAreRefusedUnlessOneIsGiven() throws IOException {
        var path = folder.resolve("in").toString();
        spark.sql("select 'a' as text").coalesce(1).write().format("avro").save(path + "/1");
        spark.sql("select 'b' as text, 7L as n")
                .coalesce(1)
                .write()
                .format("avro")
                .save(path + "/2");
        fails(DataFormat.AVRO, "in", "different schemas", "avroSchemaUrl");
        var schema =
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"text\",\"type\":[\"string\",\"null\"]},"
                        + "{\"name\":\"n\",\"type\":[\"null\",\"long\"],\"default\":null}]}";
        var options = new FormatOptions(
                true, ",", "\"", "\"", false, "UTF-8", "", "", List.of("avroSchema=" + schema), List.of());
        assertThat(open(DataFormat.AVRO, "in", options).rows().orderBy("text").collectAsList())
                .containsExactly(RowFactory.create("a", null), RowFactory.create("b", 7L));
    }

    @Test
    void linesOfCsvWithTooManyOrTooFewValuesAreErrorsThatNameTheFile() throws IOException {
        Files.writeString(folder.resolve("more.csv"), "id,text\n1,a\n2,b,c\n");
        Files.writeString(folder.resolve("fewer.csv"), "id,text\n1,a\n2\n");
        fails(DataFormat.CSV, "more.csv", "more.csv", "separator");
        fails(DataFormat.CSV, "fewer.csv", "fewer.csv");
    }

    @Test
    void filesOfCsvWithOtherHeadersAreErrors() throws IOException {
        Files.createDirectory(folder.resolve("in"));
        Files.writeString(folder.resolve("in/a.csv"), "id,text\n1,a\n");
        Files.writeString(folder.resolve("in/b.csv"), "text,id\nb,2\n");
        fails(DataFormat.CSV, "in", "header");
    }

    @Test
    void csvIsSpelledAsOptionsSay() throws IOException {
        var bytes = "1;'Grüße; ''du''\nda';NULL\n".getBytes(Charset.forName("ISO-8859-1"));
        Files.write(folder.resolve("in.csv"), bytes);
        var options = new FormatOptions(false, ";", "'", "'", true, "ISO-8859-1", "NULL", "", List.of(), List.of());
        assertThat(open(DataFormat.CSV, "in.csv", options).rows().collectAsList())
                .containsExactly(RowFactory.create("1", "Grüße; 'du'\nda", null));
        var tabs = new FormatOptions(true, "\\t", "", "", false, "UTF-8", "", "", List.of("comment=#"), List.of());
        Files.writeString(folder.resolve("in.tsv"), "#no\nid\ttext\n1\t\"a\"\n");
        assertThat(open(DataFormat.CSV, "in.tsv", tabs).rows().collectAsList())
                .containsExactly(RowFactory.create("1", "\"a\""));
    }

    @Test
    void jsonThatIsNoneIsToldWithItsFileUnlessItIsToBeNull() throws IOException {
        Files.createDirectory(folder.resolve("in"));
        Files.writeString(folder.resolve("in/a.json"), "{\"id\":1,\"text\":\"a\"}\n");
        Files.writeString(folder.resolve("in/b.json"), "{\"id\":2,\"text\":\"b\"}\n{\"id\":3,\"text\":\n");
        fails(DataFormat.JSON, "in", "a line is no JSON: {\"id\":3,\"text\":", "in/b.json");
        var options =
                new FormatOptions(true, ",", "\"", "\"", false, "UTF-8", "", "", List.of("mode=PERMISSIVE"), List.of());
        assertThat(open(DataFormat.JSON, "in", options).rows().count()).isEqualTo(3);
    }

    @Test
    void bytesThatAreNoUtf8DoNotStopJson() throws IOException {
        var bytes = "{\"id\":1,\"text\":\"a?b\"}\n".getBytes(StandardCharsets.UTF_8);
        bytes[17] = (byte) 0xFF;
        Files.write(folder.resolve("in.json"), bytes);
        assertThat(open(DataFormat.JSON, "in.json").rows().first().getString(1)).isEqualTo("a\uFFFDb");
    }

    @Test
    void aTableWithALogIsReadByItsNameOnly() {
        var path = folder.resolve("delta").toString();
        comments().write().format("delta").save(path);
        spark.sql("delete from delta.`" + path + "` where id < 3");
        for (var format : List.of(DataFormat.PARQUET, DataFormat.JSON)) {
            fails(format, "delta", "a Delta table", "set the format to table, and give delta.`" + path + "`");
        }
        assertThat(Source.open(spark, DataFormat.TABLE, "delta.`" + path + "`", OPTIONS)
                        .rows()
                        .count())
                .isEqualTo(2);
        comments().writeTo("lake.logs.comments").createOrReplace();
        var warehouse = Path.of("target/warehouse/lake/logs/comments").toAbsolutePath();
        assertThatThrownBy(() -> Source.open(spark, DataFormat.PARQUET, warehouse + "/data", OPTIONS))
                .hasMessageContaining("an Iceberg table")
                .hasMessageContaining("set the format to table");
    }

    @Test
    void tablesAreReadByTheirNames() throws Exception {
        comments()
                .writeTo("lake.db1.comments")
                .partitionedBy(org.apache.spark.sql.functions.col("lang"))
                .createOrReplace();
        var iceberg = Source.open(spark, DataFormat.TABLE, "lake.db1.comments", OPTIONS);
        assertThat(iceberg.rows().count()).isEqualTo(4);
        assertThat(iceberg.partitionColumns()).containsExactly("lang");
        assertThat(iceberg.provider()).isEqualTo("iceberg");
        var plainComments = "plain_comments_" + System.nanoTime();
        comments().write().format("orc").partitionBy("lang").saveAsTable(plainComments);
        var plain = Source.open(spark, DataFormat.TABLE, "default." + plainComments, OPTIONS);
        assertThat(plain.rows().count()).isEqualTo(4);
        assertThat(plain.partitionColumns()).containsExactly("lang");
        assertThat(plain.provider()).isEqualTo("orc");
        spark.sql("drop table " + plainComments);
        comments().createOrReplaceTempView("comments_view");
        assertThat(Source.open(spark, DataFormat.TABLE, "comments_view", OPTIONS)
                        .version())
                .isEmpty();
    }

    @Test
    void namesThatAreNoTablesAreToldApart() {
        for (var wrong : List.of("lake.db1.nothing", "nothing", "nowhere.db.t", "delta.`/nothing/here`")) {
            assertThatThrownBy(() -> Source.open(spark, DataFormat.TABLE, wrong, OPTIONS))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("there is no such table")
                    .hasMessageContaining(wrong);
        }
        assertThatThrownBy(() -> Source.open(spark, DataFormat.TABLE, "a b.c", OPTIONS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no name of a table");
        assertThatThrownBy(() -> Source.open(spark, DataFormat.TABLE, "parquet.`/a/b`", OPTIONS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Set the format to parquet");
    }

    @Test
    void theVersionChangesWithEachChangeOfContents() throws Exception {
        spark.sql("drop table if exists lake.db2.comments");
        comments().writeTo("lake.db2.comments").create();
        changes(DataFormat.TABLE, "lake.db2.comments", "lake.db2.comments");
        var before = version("lake.db2.comments");
        long snapshot = spark.sql("select snapshot_id from lake.db2.comments.snapshots order by committed_at")
                .first()
                .getLong(0);
        spark.sql("call lake.system.rollback_to_snapshot('db2.comments', " + snapshot + ")");
        assertThat(version("lake.db2.comments")).isNotEqualTo(before);
        spark.sql("call lake.system.set_current_snapshot('db2.comments', " + before.split(":")[1] + ")");
        assertThat(version("lake.db2.comments")).isEqualTo(before);
        spark.sql("alter table lake.db2.comments add column topic string");
        assertThat(version("lake.db2.comments")).isNotEqualTo(before);

        var delta = "delta.`" + folder.resolve("d") + "`";
        comments().write().format("delta").save(folder.resolve("d").toString());
        changes(DataFormat.TABLE, delta, delta);

        var versioned = "versioned_" + System.nanoTime();
        comments().write().format("parquet").partitionBy("lang").saveAsTable(versioned);
        var first = version(versioned);
        assertThat(version(versioned)).isEqualTo(first);
        spark.sql("insert into " + versioned + " values (9, 'x', 'new')");
        assertThat(version(versioned)).isNotEqualTo(first);
        spark.sql("drop table " + versioned);

        var path = folder.resolve("files").toString();
        comments().write().parquet(path);
        var files = Source.version(spark, DataFormat.PARQUET, path);
        assertThat(Source.version(spark, DataFormat.PARQUET, path)).isEqualTo(files);
        comments().write().mode("append").parquet(path);
        assertThat(Source.version(spark, DataFormat.PARQUET, path)).isNotEqualTo(files);
    }

    private String version(String table) {
        return Source.version(spark, DataFormat.TABLE, table).orElseThrow();
    }

    private void changes(DataFormat format, String name, String table) {
        var first = Source.open(spark, format, name, OPTIONS).version();
        assertThat(first).isPresent();
        assertThat(Source.version(spark, format, name)).isEqualTo(first);
        spark.sql("insert into " + table + " values (9, 'x', 'new')");
        var second = Source.version(spark, format, name);
        assertThat(second).isPresent().isNotEqualTo(first);
        spark.sql("delete from " + table + " where id = 9");
        assertThat(Source.version(spark, format, name))
                .isPresent()
                .isNotEqualTo(second)
                .isNotEqualTo(first);
    }
}
