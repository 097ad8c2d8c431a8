package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.translate.TranslatorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LakeJobTest implements SparkTest {
    /** What a lake consists of. */
    enum Lake {
        ICEBERG,
        DELTA,
        FILES
    }

    private record Echo(String fingerprint) implements TranslatorSource {
        @Override
        public TextTranslator get() {
            return EchoModel.translator();
        }
    }

    /** Of this JVM, however often what asks for it is copied. */
    private static final AtomicBoolean INTRUDED = new AtomicBoolean();

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();
    private String source;
    private String output;

    @BeforeEach
    void dropTables() {
        spark.sql("DROP TABLE IF EXISTS lake.db.talk");
        spark.sql("DROP TABLE IF EXISTS lake.db.talk_de");
    }

    private void make(Lake lake) {
        switch (lake) {
            case ICEBERG -> {
                source = "lake.db.talk";
                output = "lake.db.talk_de";
                spark.sql(
                        "CREATE TABLE lake.db.talk (id bigint NOT NULL, text string, lang string, price decimal(10,2))"
                                + " USING iceberg PARTITIONED BY (lang)");
            }
            case DELTA, FILES -> {
                source = "delta.`" + folder + "/talk`";
                output = lake == Lake.DELTA ? "delta.`" + folder + "/talk_de`" : folder + "/talk_de";
                spark.sql("CREATE TABLE " + source
                        + " (id bigint NOT NULL, text string, lang string, price decimal(10,2))"
                        + " USING delta PARTITIONED BY (lang)");
            }
        }
        spark.sql(
                "INSERT INTO " + source + " VALUES (1, 'Tom', 'a', 1.5), (2, 'the dog', 'a', null), (3, 'Tom', 'b', 2),"
                        + " (4, null, 'b', 3), (5, '', 'a', 4), (6, 'Tom loves', null, 5)");
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsNewOrChangedIsTranslated(Lake lake) {
        make(lake);
        var first = translate();
        assertThat(first.get("translated")).isEqualTo(4L);
        assertThat(first.get("new or changed")).isEqualTo(6L);
        assertThat(texts())
                .containsExactly(
                        "1 Tom translated",
                        "2 the dog translated",
                        "3 Tom translated",
                        "4 null missing",
                        "5  empty",
                        "6 Tom loves translated");
        assertThat(translate().get("outcome")).isEqualTo("nothing new");
        spark.sql("UPDATE " + source + " SET text = 'dog' WHERE id = 2");
        spark.sql("UPDATE " + source + " SET price = 7 WHERE id = 3");
        spark.sql("DELETE FROM " + source + " WHERE id = 1");
        spark.sql("INSERT INTO " + source + " VALUES (7, 'Tom', 'c', 1), (8, 'the', 'c', 1)");
        var second = translate();
        assertThat(second.get("translated")).isEqualTo(2L);
        assertThat(second.get("new or changed")).isEqualTo(4L);
        assertThat(second.get("deleted")).isEqualTo(1L);
        assertThat(texts())
                .containsExactly(
                        "2 dog translated",
                        "3 Tom translated",
                        "4 null missing",
                        "5  empty",
                        "6 Tom loves translated",
                        "7 Tom translated",
                        "8 the translated");
        assertThat(rows().get(1).<java.math.BigDecimal>getAs("price")).isEqualByComparingTo("7");
        assertThat(translate().get("outcome")).isEqualTo("nothing new");
    }

    @ParameterizedTest
    @EnumSource
    void keysAreCheckedFirst(Lake lake) {
        make(lake);
        spark.sql("INSERT INTO " + source + " VALUES (1, 'Tom', 'a', 1.5)");
        assertThatThrownBy(this::translate)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1 keys (id) stand in more than one row, such as (1)");
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatTheGateRefusesPublishesNothingAndNothingIsTranslatedTwice(Lake lake) {
        make(lake);
        translate();
        spark.sql("UPDATE " + source + " SET text = 'the dog sleeps.' WHERE id = 2");
        assertThatThrownBy(() -> translate("translate.gate.mean-confidence=0.999"))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("nothing was published");
        assertThat(texts()).contains("2 the dog translated");
        var mended = translate();
        assertThat(mended.get("translated")).isEqualTo(0L);
        assertThat(mended.get("new or changed")).isEqualTo(1L);
        assertThat(texts()).contains("2 the dog sleeps. translated");
    }

    @Test
    void aTextThatFailsHasItsRowAndManyFailTheRun() {
        make(Lake.ICEBERG);
        spark.sql("INSERT INTO " + source + " VALUES (7, 'the " + EchoModel.POISON + "', 'a', 1)");
        assertThat(translate().get("failed")).isEqualTo(1L);
        assertThat(texts()).contains("7 null failed");
        assertThat(translate().get("rows")).isEqualTo(7L);
        var poisoned = new ArrayList<String>();
        for (int id = 10; id < 25; id++) {
            poisoned.add("(" + id + ", '" + EchoModel.POISON + " " + id + "', 'a', 1)");
        }
        spark.sql("INSERT INTO " + source + " VALUES " + String.join(", ", poisoned));
        assertThatThrownBy(this::translate)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("sentences failed, one of them because");
        assertThat(texts()).hasSize(7);
    }

    /** Adds a row to the source when it is first asked for a translator, in the middle of a run. */
    private record Intruder(String source) implements TranslatorSource {
        @Override
        public TextTranslator get() {
            if (!INTRUDED.getAndSet(true)) {
                // Not by the task's own thread, which has no session.
                var other = new Thread(() ->
                        SparkTest.spark().sql("INSERT INTO " + source + " VALUES (9, 'Tom loves the dog', 'a', 9)"));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return EchoModel.translator();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ICEBERG", "DELTA"})
    void aSourceThatChangesMeanwhileIsTranslatedAsItIsInTheEnd(Lake lake) {
        make(lake);
        INTRUDED.set(false);
        LakeJob.run(spark, settings("translate.partitions=1"), new Intruder(source));
        assertThat(texts()).hasSize(7).endsWith("9 Tom loves the dog translated");
    }

    @ParameterizedTest
    @EnumSource(names = {"ICEBERG", "DELTA"})
    void changesAreMergedThoughOthersWriteTheTable(Lake lake) throws InterruptedException {
        make(lake);
        translate();
        spark.sql("UPDATE " + source + " SET text = 'dog' WHERE id IN (2, 3)");
        var ended = new AtomicBoolean();
        var others = new Thread(() -> {
            for (int i = 0; !ended.get() && i < 8; i++) {
                try {
                    spark.sql("UPDATE " + output + " SET translation_reason = 'seen' WHERE id = 1");
                } catch (Exception e) {
                    // The job was faster.
                }
            }
        });
        others.start();
        try {
            translate();
        } finally {
            ended.set(true);
            others.join();
        }
        assertThat(texts()).contains("1 Tom translated", "2 dog translated", "3 dog translated");
    }

    private List<Row> rows() {
        var table = output.startsWith("/") ? spark.read().parquet(output) : spark.table(output);
        return table.orderBy("id").collectAsList();
    }

    private List<String> texts() {
        return rows().stream()
                .map(row -> row.getAs("id") + " " + row.getAs("translation") + " " + row.getAs("translation_status"))
                .toList();
    }

    private JobSummary translate(String... more) {
        return LakeJob.run(spark, settings(more), new Echo("echo"));
    }

    private Settings settings(String... more) {
        var all = new ArrayList<>(List.of(
                "translate.format=table",
                "translate.input=" + source,
                "translate.output=" + output,
                "translate.output-format=" + (output.startsWith("/") ? "parquet" : "table"),
                "translate.column=text",
                "translate.key=[id]",
                "translate.batch=4"));
        all.addAll(List.of(more));
        return Settings.load(Optional.empty(), all);
    }
}
