package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.translate.SavedModel;
import io.sparkseq2seq.translate.TranslationTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of files and of Iceberg's tables. */
class StreamingTest implements SparkTest {
    @TempDir
    static Path folder;

    private static SparkSession sql;

    @BeforeAll
    static void configure(SparkSession spark) {
        sql = ExtendedSession.open(spark, "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        SavedModel.write(folder.resolve("model"), 1);
        sql.conf().set("spark.seq2seq.models.en-de", folder.resolve("model").toString());
        sql.conf().set("spark.seq2seq.models.en-de.beam", 1);
        sql.conf().set("spark.seq2seq.models.en-de.max-length", 6);
        sql.conf().set("spark.sql.catalog.streams", "org.apache.iceberg.spark.SparkCatalog");
        sql.conf().set("spark.sql.catalog.streams.type", "hadoop");
        // Each session of a stream has a catalog of its own, which keeps tables as it has seen them.
        sql.conf().set("spark.sql.catalog.streams.cache-enabled", false);
        sql.conf()
                .set(
                        "spark.sql.catalog.streams.warehouse",
                        folder.resolve("lake").toString());
    }

    private String checkpoint(String name) {
        return folder.resolve("checkpoints/" + name).toString();
    }

    @Test
    void filesBecomeFilesOnce() throws Exception {
        var in = Files.createDirectories(folder.resolve("in"));
        Files.writeString(in.resolve("1.json"), "{\"id\":1,\"text\":\"Tom\"}\n{\"id\":2}\n");
        for (int run = 1; run <= 3; run++) {
            sql.readStream()
                    .schema("id INT, text STRING")
                    .json(in.toString())
                    .selectExpr("id", "translate_text(text, 'en-de') AS german")
                    .writeStream()
                    .option("checkpointLocation", checkpoint("files"))
                    .trigger(Trigger.AvailableNow())
                    .format("parquet")
                    .option("path", folder.resolve("out").toString())
                    .start()
                    .awaitTermination();
            assertThat(sql.read().parquet(folder.resolve("out").toString()).count())
                    .isEqualTo(run == 3 ? 3 : 2);
            if (run == 2) {
                Files.writeString(in.resolve("2.json"), "{\"id\":3,\"text\":\"the dog\"}\n");
            }
        }
    }

    @Test
    void aStageTranslatesAStream() throws Exception {
        var in = Files.createDirectories(folder.resolve("lines"));
        Files.writeString(in.resolve("1.txt"), "Tom\nthe dog\n");
        var stage = new TranslationTransformer()
                .setModel(folder.resolve("model").toString())
                .setInputCol("value")
                .setOutputCol("german")
                .setMaxLength(6);
        var stream = sql.readStream().text(in.toString());
        stage.transform(stream)
                .writeStream()
                .option("checkpointLocation", checkpoint("stage"))
                .trigger(Trigger.AvailableNow())
                .format("parquet")
                .option("path", folder.resolve("staged").toString())
                .start()
                .awaitTermination();
        assertThat(sql.read()
                        .parquet(folder.resolve("staged").toString())
                        .orderBy("value")
                        .collectAsList())
                .isEqualTo(stage.transform(sql.read().text(in.toString()))
                        .orderBy("value")
                        .collectAsList());
    }

    /** Killed behind a batch's write, before the stream has noted it: the batch comes again. */
    @Test
    void icebergBecomesIcebergOnceThoughABatchComesAgain() throws Exception {
        sql.sql("CREATE TABLE streams.db.comments (id INT, text STRING) USING iceberg");
        sql.sql("CREATE TABLE streams.db.german (id INT, german STRING) USING iceberg");
        sql.sql("INSERT INTO streams.db.comments VALUES (1, 'Tom'), (2, NULL), (3, 'the dog')");
        var merges = new MergeBatches("streams.db.german", "id");
        var batches = new AtomicInteger();
        VoidFunction2<Dataset<Row>, Long> killed = (batch, id) -> {
            batches.incrementAndGet();
            merges.call(batch, id);
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(() -> merged(killed)).hasMessageContaining("killed");
        assertThat(sql.table("streams.db.german").count()).isEqualTo(3);
        merged((batch, id) -> {
            batches.incrementAndGet();
            merges.call(batch, id);
        });
        assertThat(batches).hasValue(2);
        sql.sql("INSERT INTO streams.db.comments VALUES (3, 'Tom loves the dog'), (4, 'Tom loves')");
        merged(merges);
        var expected = sql.sql("SELECT id, translate_text(text, 'en-de') FROM streams.db.comments"
                        + " WHERE id <> 3 OR text LIKE 'Tom%' ORDER BY id")
                .collectAsList();
        assertThat(sql.sql("SELECT * FROM streams.db.german ORDER BY id").collectAsList())
                .hasSize(4)
                .isEqualTo(expected);
        sql.sql("INSERT INTO streams.db.comments VALUES (5, 'Tom'), (5, 'dog')");
        assertThatThrownBy(() -> merged(merges)).hasMessageContaining("have the key 5 more than once");
    }

    private void merged(VoidFunction2<Dataset<Row>, Long> sink) throws Exception {
        sql.readStream()
                .table("streams.db.comments")
                .selectExpr("id", "translate_text(text, 'en-de') AS german")
                .writeStream()
                .option("checkpointLocation", checkpoint("iceberg"))
                .trigger(Trigger.AvailableNow())
                .foreachBatch(sink)
                .start()
                .awaitTermination();
    }

    @Test
    void rowsOfATableAreUpdatedForTheRowsThatAskForIt() {
        sql.sql("CREATE TABLE streams.db.updated (id INT, text STRING, german STRING) USING iceberg");
        sql.sql("INSERT INTO streams.db.updated VALUES (1, 'Tom', NULL), (2, 'the dog', 'der Hund')");
        sql.sql("UPDATE streams.db.updated SET german = translate_text(text, 'en-de') WHERE german IS NULL");
        sql.sql(
                "MERGE INTO streams.db.updated t USING (SELECT 3 AS id, 'Tom loves' AS text) s ON t.id = s.id"
                        + " WHEN NOT MATCHED THEN INSERT (id, text, german) VALUES (s.id, s.text, translate_text(s.text, 'en-de'))");
        var rows = sql.sql("SELECT german, translate_text(text, 'en-de') FROM streams.db.updated ORDER BY id")
                .collectAsList();
        assertThat(rows.get(0).getString(0)).isEqualTo(rows.get(0).getString(1));
        assertThat(rows.get(1).getString(0)).isEqualTo("der Hund");
        assertThat(rows.get(2).getString(0)).isEqualTo(rows.get(2).getString(1));
    }

    @Test
    void aModelReplacedUnderAStreamStopsIt() throws Exception {
        var model = folder.resolve("replaced");
        SavedModel.write(model, 3);
        sql.conf().set("spark.seq2seq.models.replaced", model.toString());
        var in = Files.createDirectories(folder.resolve("replacing"));
        var query = sql.readStream()
                .schema("text STRING")
                .json(in.toString())
                .selectExpr("translate_text(text, 'replaced') AS german")
                .writeStream()
                .option("checkpointLocation", checkpoint("replaced"))
                .format("memory")
                .queryName("replaced_stream")
                .start();
        try {
            FileUtils.deleteDirectory(model.toFile());
            SavedModel.write(model, 4);
            Files.writeString(in.resolve("1.json"), "{\"text\":\"Tom\"}\n");
            assertThatThrownBy(query::processAllAvailable).hasMessageContaining("the model was replaced");
        } finally {
            query.stop();
            sql.conf().unset("spark.seq2seq.models.replaced");
        }
        assertThat(sql.table("replaced_stream").count()).isZero();
    }
}
