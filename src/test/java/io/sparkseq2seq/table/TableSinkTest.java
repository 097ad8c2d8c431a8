package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.DoneBeforeException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSinkTest implements SparkTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    private Dataset<Row> rows(long count) {
        var rows = spark.range(count).selectExpr("id", "concat('text ', id) as text", "concat('l', id % 2) as lang");
        return spark.createDataFrame(
                rows.javaRDD(),
                new StructType()
                        .add("id", DataTypes.LongType, false)
                        .add("text", DataTypes.StringType)
                        .add("lang", DataTypes.StringType));
    }

    private void write(String name, Dataset<Row> rows, String provider, boolean overwrite) {
        write(name, rows, provider, overwrite, "local-1", 0);
    }

    private void write(
            String name, Dataset<Row> rows, String provider, boolean overwrite, String application, int attempt) {
        var job = Output.of(Kind.TRANSLATIONS, name).by(application, attempt);
        TableSink.open(spark, name, rows.schema(), Partitioning.by("lang"), provider, Map.of(), overwrite, job)
                .write(rows);
    }

    private void roundTrip(String name, String provider) {
        write(name, rows(5), provider, false);
        var source = Source.open(spark, DataFormat.TABLE, name, SourceTest.OPTIONS);
        assertThat(source.rows().orderBy("id").collectAsList()).isEqualTo(rows(5).collectAsList());
        assertThat(source.partitionColumns()).containsExactly("lang");
        assertThatThrownBy(() -> write(name, rows(5), provider, false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the output exists already");
        write(name, rows(7), provider, true);
        assertThat(spark.table(name).count()).isEqualTo(7);
        againByAnotherDriver(name, provider);
        write(name, rows(3).withColumn("more", org.apache.spark.sql.functions.lit(1)), provider, true);
        assertThat(spark.table(name).columns()).contains("more");
        assertThat(spark.table(name).count()).isEqualTo(3);
        assertThatThrownBy(() -> write(name, rows(4), provider, true, "local-1", 2))
                .isInstanceOf(DoneBeforeException.class);
    }

    /** YARN starts another one for one that was lost, though it had done its work. */
    private void againByAnotherDriver(String name, String provider) {
        write(name, rows(4), provider, true, "application_1", 1);
        assertThatThrownBy(() -> write(name, rows(6), provider, true, "application_1", 2))
                .isInstanceOfSatisfying(DoneBeforeException.class, done -> assertThat(done.output())
                        .isEqualTo(name));
        assertThatThrownBy(() -> write(name, rows(6), provider, false, "application_1", 2))
                .isInstanceOf(DoneBeforeException.class);
        assertThat(spark.table(name).count()).isEqualTo(4);
        write(name, rows(6), provider, true, "application_2", 2);
        assertThat(spark.table(name).count()).isEqualTo(6);
    }

    @Test
    void tablesOfIcebergAreMadeAndReplaced() {
        spark.sql("create namespace if not exists lake.sinks");
        spark.sql("drop table if exists lake.sinks.out");
        roundTrip("lake.sinks.out", "");
        assertThat(spark.sql("select * from lake.sinks.out.snapshots").count()).isEqualTo(5);
        spark.sql("drop table if exists lake.sinks.kept");
        write("lake.sinks.kept", rows(2), "", false);
        assertThat(spark.table("lake.sinks.kept").schema().apply("id").nullable())
                .isFalse();
    }

    @Test
    void tablesOfDeltaAreMadeAndReplaced() {
        roundTrip("delta.`" + folder.resolve("d") + "`", "");
        var name = "delta_out_" + System.nanoTime();
        roundTrip(name, "delta");
        spark.sql("drop table " + name);
    }

    @Test
    void tablesOfSparksOwnAreMadeAndReplaced() {
        // Folders of tables outlive the session that knows the tables.
        var name = "plain_out_" + System.nanoTime();
        roundTrip(name, "");
        assertThat(spark.sql("show tables like '" + name + "_seq2seq*'").count())
                .isZero();
        spark.sql("drop table " + name);
    }

    @Test
    void tablesThatThisToolHasNotMadeAreKept() throws Exception {
        rows(2).writeTo("lake.sinks.foreign").createOrReplace();
        assertThatThrownBy(() -> write("lake.sinks.foreign", rows(5), "", true))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not made, and is not replaced");
        assertThat(spark.table("lake.sinks.foreign").count()).isEqualTo(2);
    }

    @Test
    void whatTheCatalogCannotHoldIsRefusedBeforeThereAreRows() {
        spark.sql("create namespace if not exists lake.sinks");
        var schema = new StructType().add("gap", DataTypes.createYearMonthIntervalType());
        assertThatThrownBy(() -> TableSink.open(
                        spark,
                        "lake.sinks.gaps",
                        schema,
                        List.of(),
                        "",
                        Map.of(),
                        false,
                        Output.of(Kind.TRANSLATIONS, "lake.sinks.gaps")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("lake.sinks.gaps");
        assertThatThrownBy(() -> write("no_such_database.out", rows(1), "parquet", false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no_such_database");
    }

    @Test
    void whatADeadRunHasLeftBesideATableIsClearedUp() {
        spark.sql("create namespace if not exists lake.left");
        for (var name : List.of("lake.left.out", "default.left_out")) {
            var using = name.startsWith("lake") ? " using iceberg" : " using parquet";
            for (var table :
                    List.of("", "_seq2seq_0123abcd", "_seq2seq_kept", "2_seq2seq_0123abcd", "_seq2seq_76543210")) {
                spark.sql("drop table if exists " + name + table);
            }
            var made = " tblproperties ('seq2seq.made' = 'writing')";
            spark.sql("create table " + name + "_seq2seq_0123abcd (id int)" + using + made);
            spark.sql("create table " + name + "_seq2seq_76543210 (id int)" + using);
            spark.sql("create table " + name + "2_seq2seq_0123abcd (id int)" + using + made);
            write(name, rows(3), name.startsWith("lake") ? "" : "parquet", false);
            var parts = name.split("\\.");
            assertThat(spark.sql("show tables in " + parts[0] + (parts.length > 2 ? "." + parts[1] : "") + " like '"
                                    + parts[parts.length - 1] + "*'")
                            .select("tableName")
                            .as(Encoders.STRING())
                            .collectAsList())
                    .containsExactlyInAnyOrder(
                            parts[parts.length - 1],
                            parts[parts.length - 1] + "_seq2seq_76543210",
                            parts[parts.length - 1] + "2_seq2seq_0123abcd");
            for (var table : List.of("", "2_seq2seq_0123abcd", "_seq2seq_76543210")) {
                spark.sql("drop table if exists " + name + table);
            }
        }
    }

    @Test
    void aTableThatADeadRunHasWrittenButNotRenamedIsNotLost() {
        var name = "renamed_out_" + System.nanoTime();
        write(name + "_seq2seq_0123abcd", rows(4), "parquet", false);
        assertThatThrownBy(() -> write(name, rows(5), "parquet", false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the output exists already");
        assertThat(spark.table(name).count()).isEqualTo(4);
        spark.sql("drop table " + name);
    }
}
