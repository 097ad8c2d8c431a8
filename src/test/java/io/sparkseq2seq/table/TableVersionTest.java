package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableVersionTest implements SparkTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    private Optional<String> version(String table) {
        return Source.version(spark, DataFormat.TABLE, table);
    }

    @Test
    void aTableWhoseRowsAreInNoFilesHasNoVersion() {
        var name = "without_files_" + System.nanoTime();
        spark.sql("create table " + name + " using " + TableWithoutFiles.class.getName());
        assertThat(spark.table(name).count()).isEqualTo(1);
        assertThat(version(name)).isEmpty();
        spark.sql("drop table " + name);
    }

    @Test
    void aFolderIsListedByWhateverNameItHas() throws IOException {
        var table = Files.createDirectories(folder.resolve("warehouse/t"));
        var part = Files.createDirectories(folder.resolve("elsewhere/day=1"));
        Files.writeString(table.resolve("a"), "1");
        Files.writeString(part.resolve("b"), "1");
        var first = listing(table.toString(), part.toString());
        assertThat(first).isPresent();
        assertThat(listing("file:" + table, "file://" + part)).isEqualTo(first);
        Files.writeString(part.resolve("b"), "12");
        var second = listing(table.toString(), part.toString());
        assertThat(second).isPresent().isNotEqualTo(first);
        Files.writeString(table.resolve("c"), "");
        assertThat(listing(table.toString(), part.toString())).isPresent().isNotEqualTo(second);
    }

    @Test
    void filesOfWhichOneIsGoneHaveNoVersion() throws IOException {
        Files.writeString(folder.resolve("a"), "1");
        assertThat(listing(folder.resolve("a").toString())).isPresent();
        assertThat(listing(folder.resolve("a").toString(), folder.resolve("b").toString()))
                .isEmpty();
        assertThat(listing()).isEmpty();
    }

    private static Optional<String> listing(String... places) {
        var paths = List.of(places).stream().map(org.apache.hadoop.fs.Path::new).toList();
        return NamedTable.listing(paths, new Configuration());
    }

    @Test
    void aBranchOfIcebergHasNoVersion() throws Exception {
        spark.sql("create namespace if not exists lake.branches");
        for (var table : List.of("t", "branch_office")) {
            spark.sql("drop table if exists lake.branches." + table);
            spark.range(2).writeTo("lake.branches." + table).create();
        }
        spark.sql("alter table lake.branches.t create branch audit");
        spark.sql("alter table lake.branches.t create tag month");
        spark.sql("insert into lake.branches.t.branch_audit values (7)");
        assertThat(spark.table("lake.branches.t.branch_audit").count()).isEqualTo(3);
        assertThat(version("lake.branches.t")).isPresent();
        assertThat(version("lake.branches.branch_office")).isPresent();
        assertThat(version("lake.branches.t.branch_audit")).isEmpty();
        assertThat(version("lake.branches.t.tag_month")).isEmpty();
        var options =
                new FormatOptions(true, ",", "\"", "\"", false, "UTF-8", "", "", List.of("Branch=audit"), List.of());
        var branch = Source.open(spark, DataFormat.TABLE, "lake.branches.t", options);
        assertThat(branch.rows().count()).isEqualTo(3);
        assertThat(branch.version()).isEmpty();
    }
}
