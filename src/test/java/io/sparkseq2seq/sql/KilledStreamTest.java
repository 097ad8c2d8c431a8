package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.translate.SavedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream whose JVM dies between a batch's write and the note that it is written; {@code scripts/soak stream}. */
class KilledStreamTest implements SparkTest {
    private static final int KILLS = Integer.getInteger("stream.kills", 0);
    private static final int KILLED = 9;
    private static final int FILES = 4;

    @TempDir
    Path folder;

    @Test
    void eachRowIsThereOnceHoweverOftenTheJvmDies(SparkSession spark) throws Exception {
        assumeTrue(KILLS > 0, "it takes minutes");
        SavedModel.write(folder.resolve("model"), 1);
        Files.createDirectories(folder.resolve("in"));
        for (int file = 0; file < FILES; file++) {
            var lines = new StringBuilder();
            for (int id = file * 10; id < file * 10 + 10; id++) {
                lines.append("{\"id\":")
                        .append(id)
                        .append(",\"text\":\"Tom loves the dog ")
                        .append(id)
                        .append("\"}\n");
            }
            Files.writeString(folder.resolve("in/" + file + ".json"), lines);
        }
        var random = new Random(Long.getLong("stream.seed", 1));
        for (int kill = 0; kill < KILLS; kill++) {
            int code = run(random.nextInt(FILES), random.nextBoolean());
            assertThat(code).as(Files.readString(folder.resolve("out"))).isIn(0, KILLED);
        }
        assertThat(run(FILES, true)).as(Files.readString(folder.resolve("out"))).isZero();

        var sql = configured(ExtendedSession.open(spark), folder.toString());
        var rows = sql.sql("SELECT g.id, german, translate_text(text, 'en-de') FROM killed.db.german g JOIN json.`"
                        + folder.resolve("in") + "` i ON g.id = i.id ORDER BY g.id")
                .collectAsList();
        assertThat(rows).hasSize(10 * FILES);
        for (int id = 0; id < rows.size(); id++) {
            assertThat(rows.get(id).get(0)).isEqualTo(id);
            assertThat(rows.get(id).getString(1)).isEqualTo(rows.get(id).getString(2));
        }
    }

    private static SparkSession configured(SparkSession spark, String folder) {
        spark.conf().set("spark.seq2seq.models.en-de", folder + "/model");
        spark.conf().set("spark.seq2seq.models.en-de.max-length", 8);
        spark.conf().set("spark.sql.catalog.killed", "org.apache.iceberg.spark.SparkCatalog");
        spark.conf().set("spark.sql.catalog.killed.type", "hadoop");
        spark.conf().set("spark.sql.catalog.killed.cache-enabled", false);
        spark.conf().set("spark.sql.catalog.killed.warehouse", folder + "/lake");
        return spark;
    }

    private int run(int batch, boolean written) throws Exception {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/java-options",
                "-Xmx1g",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KilledStreamTest.class.getName()));
        line.addAll(List.of(folder.toString(), String.valueOf(batch), String.valueOf(written)));
        var process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        return process.exitValue();
    }

    /** Folder, the number of the batch of this run in which the JVM dies, and whether behind its write. */
    public static void main(String[] arguments) throws Exception {
        int last = Integer.parseInt(arguments[1]);
        boolean written = Boolean.parseBoolean(arguments[2]);
        var spark = configured(
                SparkSession.builder()
                        .master("local[2]")
                        .config("spark.sql.extensions", TranslateExtensions.class.getName())
                        .config("spark.ui.enabled", false)
                        .config("spark.driver.host", "localhost")
                        .config("spark.driver.bindAddress", "127.0.0.1")
                        .config("spark.sql.shuffle.partitions", 2)
                        .getOrCreate(),
                arguments[0]);
        spark.sql("CREATE TABLE IF NOT EXISTS killed.db.german (id INT, german STRING) USING iceberg");
        var merges = new MergeBatches("killed.db.german", "id");
        int[] seen = {0};
        VoidFunction2<Dataset<Row>, Long> sink = (batch, id) -> {
            boolean dies = seen[0]++ == last;
            if (!dies || written) {
                merges.call(batch, id);
            }
            if (dies) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        spark.readStream()
                .schema("id INT, text STRING")
                .option("maxFilesPerTrigger", 1)
                .json(arguments[0] + "/in")
                .selectExpr("id", "translate_text(text, 'en-de') AS german")
                .writeStream()
                .option("checkpointLocation", arguments[0] + "/checkpoint")
                .trigger(Trigger.AvailableNow())
                .foreachBatch(sink)
                .start()
                .awaitTermination();
        spark.stop();
    }
}
