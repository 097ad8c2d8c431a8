package io.sparkseq2seq.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table of a few changed rows costs what those cost: its other columns go through no exchange. */
class WideTableTest implements SparkTest {
    private static final int ROWS = 2_000;
    private static final int COLUMNS = 20;
    /** Of a row; digits of digests, which do not compress to less than half. */
    private static final int BYTES = COLUMNS * 8 * 64;

    private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    /** Bytes that all tasks write for exchanges. */
    private static final class Exchanged extends SparkListener {
        private final AtomicLong bytes = new AtomicLong();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
            bytes.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
        }
    }

    @AfterEach
    void joinAsBefore() {
        spark.conf().unset(BROADCAST);
    }

    @ParameterizedTest
    @CsvSource({"parquet, 10485760", "parquet, -1", "table, -1"})
    void columnsOfRowsThatStayAreNotExchanged(String format, long broadcast) {
        spark.conf().set(BROADCAST, broadcast);
        var output = format.equals("table") ? "delta.`" + folder + "/wide_de`" : folder + "/wide_de";
        write(rows());
        assertThat(translate(format, output).get("translated")).isEqualTo(7L);
        // The files are others, the rows are not.
        write(rows().repartition(3));
        long unchanged = exchanged(() -> {
            var summary = translate(format, output);
            assertThat(summary.get("new or changed")).isEqualTo(0L);
            assertThat(summary.get("unchanged")).isEqualTo((long) ROWS);
        });
        assertThat(unchanged).isPositive().isLessThan((long) ROWS * BYTES / 20);
        if (format.equals("table")) {
            // How much a MERGE sends is the table's own affair.
            return;
        }
        write(rows().where(col("id").notEqual(5))
                .withColumn(
                        "text", when(col("id").equalTo(6), lit("the dog loves")).otherwise(col("text")))
                .withColumn("wide_3", when(col("id").equalTo(7), lit("other")).otherwise(col("wide_3"))));
        long changed = exchanged(() -> {
            var summary = translate(format, output);
            assertThat(summary.get("new or changed")).isEqualTo(2L);
            assertThat(summary.get("deleted")).isEqualTo(1L);
            assertThat(summary.get("translated")).isEqualTo(1L);
        });
        assertThat(changed).isLessThan((long) ROWS * BYTES / 20);
        var translated = spark.read().parquet(output);
        assertThat(translated.where("translation = text").count()).isEqualTo(ROWS - 1);
        assertThat(translated.where("id = 7").head().<String>getAs("wide_3")).isEqualTo("other");
        assertThat(translated.select("wide_19").except(rows().select("wide_19")).count())
                .isZero();
    }

    private Dataset<Row> rows() {
        var wide = IntStream.range(0, COLUMNS).mapToObj(i -> concat(IntStream.range(0, 8)
                        .mapToObj(part -> sha2(
                                concat(col("id"), lit(" " + i + " " + part)).cast("binary"), 256))
                        .toArray(Column[]::new))
                .as("wide_" + i));
        return spark.range(ROWS)
                .selectExpr(
                        "id",
                        "element_at(array('Tom', 'the dog', 'Tom loves', 'the', 'dog', 'Tom sleeps.',"
                                + " 'football.'), cast(id % 7 + 1 as int)) as text")
                .select(java.util.stream.Stream.concat(java.util.stream.Stream.of(col("id"), col("text")), wide)
                        .toArray(Column[]::new));
    }

    private void write(Dataset<Row> rows) {
        rows.write().mode(SaveMode.Overwrite).parquet(folder + "/wide");
    }

    private long exchanged(Runnable work) {
        var exchanged = new Exchanged();
        spark.sparkContext().addSparkListener(exchanged);
        try {
            work.run();
            spark.sparkContext().listenerBus().waitUntilEmpty();
            return exchanged.bytes.get();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            spark.sparkContext().removeSparkListener(exchanged);
        }
    }

    private JobSummary translate(String format, String output) {
        var settings = List.of(
                "translate.format=parquet",
                "translate.input=" + folder + "/wide",
                "translate.output-format=" + format,
                "translate.output=" + output,
                "translate.column=text",
                "translate.key=[id]");
        return LakeJob.run(spark, Settings.load(Optional.empty(), settings), EchoModel::translator);
    }
}
