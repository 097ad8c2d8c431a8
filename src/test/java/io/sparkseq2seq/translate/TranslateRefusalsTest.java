package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.search.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that a gate refuses, or in which too much fails. */
class TranslateRefusalsTest implements CommentsTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void aRunThatFailsTellsTheRowsInAReportBesideTheOutput() throws Exception {
        spark.sql("select id, if(id = 17 or id = 30, 'the poison', 'the dog') as text from range(0, 40, 1, 1)")
                .write()
                .parquet(folder.resolve("in").toString());
        var in = "translate.input=" + folder.resolve("in");
        fails("2 of 40 sentences failed", "translate.format=parquet", in, "translate.max-failed-share=0.04");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(Files.readString(folder.resolve("out.failed.json")))
                .contains("\"row_18_text\"", "\"row_31_text\"", "NaN", "\"failed\" : 2");
        translate("translate.format=parquet", in, "translate.report=" + folder.resolve("report.json"));
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"row_18_text\"");
    }

    private static final AtomicInteger ASKED = new AtomicInteger();

    private static List<Translation> failSlowly(List<String> texts) {
        ASKED.addAndGet(texts.size() == 1 ? 1 : 0);
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("no translation");
    }

    @Test
    void aRunEndsAsSoonAsItIsCertainThatTooMuchFails() {
        spark.range(0, 400, 1, 1)
                .selectExpr("id", "concat('the dog ', id) as text")
                .write()
                .parquet(folder.resolve("in").toString());
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "translate.format=parquet",
                        "translate.column=text",
                        "translate.input=" + folder.resolve("in"),
                        "translate.output=" + folder.resolve("out"),
                        "translate.partitions=100",
                        "translate.max-failed-share=0.02"));
        ASKED.set(0);
        assertThatThrownBy(() -> TranslateJob.run(spark, settings, () -> TranslateRefusalsTest::failSlowly))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("of 400 sentences failed")
                .hasMessageContaining("no translation");
        assertThat(ASKED.get()).isBetween(9, 200);
        assertThat(folder.resolve("out.failed.json")).exists();
    }

    @Test
    void aRunThatTheGateRefusesPublishesNothing() {
        comments().coalesce(1).write().parquet(folder.resolve("in").toString());
        var in = "translate.input=" + folder.resolve("in");
        assertThatThrownBy(() -> translate(
                        "translate.format=parquet",
                        in,
                        "translate.gate.length-ratio.least=2",
                        "translate.added.status="))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("_out.refused.json");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("_out.refused.json")).exists();
        translate("translate.format=parquet", in, "translate.gate.length-ratio.least=0.5");
        assertThat(folder.resolve("_out.refused.json")).doesNotExist();
    }

    @Test
    void theGatesReportLiesBesideADeltaTableThatHasNoName() {
        comments().coalesce(1).write().parquet(folder.resolve("in").toString());
        var out = "delta.`" + "file://" + folder.resolve("delta") + "`";
        assertThat(out).contains("file:///");
        assertThatThrownBy(() -> translate(
                        "translate.format=parquet",
                        "translate.input=" + folder.resolve("in"),
                        "translate.output-format=table",
                        "translate.output=" + out,
                        "translate.gate.length-ratio.least=2"))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("_delta.refused.json");
        assertThat(folder.resolve("_delta.refused.json")).exists();
        assertThat(folder.resolve("delta")).doesNotExist();
    }
}
