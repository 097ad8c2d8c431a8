package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.search.EchoModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that break jobs, each of which has its row and its status. {@code scripts/soak rows} runs 10,000 of them. */
class HostileRowsTest implements SparkTest {
    private static final int ROWS = Integer.getInteger("hostile.rows", 300);
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void everyHostileRowHasItsRowStatusAndReason() {
        var hostile = new HostileRows(SEED, MEGABYTE);
        var expected = new ArrayList<HostileRows.Hostile>();
        var rows = new ArrayList<Row>();
        for (int i = 0; i < ROWS; i++) {
            // One in ten thousand, but one at least, is a megabyte long.
            var text = hostile.next(i, i % 10_000 == 137);
            expected.add(text);
            rows.add(RowFactory.create(i, text.bytes()));
        }
        var spark = SparkTest.spark();
        var schema = new StructType().add("id", DataTypes.IntegerType, false).add("bytes", DataTypes.BinaryType);
        spark.createDataFrame(rows, schema)
                .selectExpr("id", "cast(bytes as string) as text", "bytes as before")
                .repartition(3)
                .write()
                .parquet(folder.resolve("in").toString());
        var summary = TranslateJob.run(
                spark,
                Settings.load(
                        Optional.empty(),
                        List.of(
                                "translate.format=parquet",
                                "translate.input=" + folder.resolve("in"),
                                "translate.column=text",
                                "translate.output=" + folder.resolve("out"),
                                "translate.max-failed-share=0.2")),
                EchoModel::translator);
        assertThat(summary.get("rows")).isEqualTo((long) ROWS);
        var translated = spark.read()
                .parquet(folder.resolve("out").toString())
                .selectExpr(
                        "id",
                        "translation_status",
                        "translation_reason",
                        "translation is not null as has",
                        "cast(text as binary) <=> before as same",
                        "translation_sha256 <=> sha2(before, 256) as known")
                .orderBy("id")
                .collectAsList();
        assertThat(translated).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            var row = translated.get(i);
            var hostileRow = expected.get(i);
            assertThat(row.getInt(0)).isEqualTo(i);
            assertThat(row.getString(1)).as("status of row " + i).isEqualTo(hostileRow.status());
            assertThat(row.isNullAt(2))
                    .as("reason of row " + i + ": " + row.get(2))
                    .isEqualTo(!hostileRow.isRepaired() && !hostileRow.status().equals("failed"));
            assertThat(row.getBoolean(3))
                    .as("translation of row " + i)
                    .isEqualTo(!List.of("missing", "failed").contains(hostileRow.status()));
            assertThat(row.getBoolean(4)).as("bytes of row " + i).isTrue();
            assertThat(row.getBoolean(5)).as("digest of row " + i).isTrue();
        }
    }
}
