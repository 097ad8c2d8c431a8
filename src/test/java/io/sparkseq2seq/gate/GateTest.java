package io.sparkseq2seq.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.GateSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.language.LanguageDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest implements SparkTest {
    private static final StructType DOC = new StructType().add("title", DataTypes.StringType);
    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("doc", DOC)
            .add("de", DataTypes.StringType)
            .add("de_confidence", DataTypes.DoubleType)
            .add("de_status", DataTypes.StringType)
            .add("de_reason", DataTypes.StringType);
    private static final List<GateColumns> COLUMNS =
            List.of(new GateColumns("doc.title", "de", "de_confidence", "de_status", "de_reason"));
    private static final List<String> KEY = List.of("id");

    @TempDir
    Path folder;

    private static GateSettings settings(String... bounds) {
        return Settings.load(
                        Optional.empty(),
                        Arrays.stream(bounds)
                                .map(bound -> "translate.gate." + bound)
                                .toList())
                .translate()
                .gate();
    }

    private static Row row(long id, String source, String translation, Double confidence, String status) {
        var reason = status.equals("failed") ? "the model is dizzy" : null;
        return RowFactory.create(id, RowFactory.create(source), translation, confidence, status, reason);
    }

    /** Ten rows of each kind that there is. */
    private static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (long i = 0; i < 10; i++) {
            rows.add(row(
                    i,
                    "The old dog sleeps in the garden " + i,
                    "Der alte Hund schläft im Garten " + i,
                    0.9,
                    "translated"));
            rows.add(row(10 + i, "A man is waiting for the bus " + i, "Ein Mann wartet auf den", 0.5, "cut"));
            rows.add(row(20 + i, "The river floods " + i, "The river floods " + i, 0.2, "translated"));
            rows.add(row(30 + i, "Broken " + i, null, null, "failed"));
            rows.add(row(40 + i, "  ", "", 1.0, "empty"));
            rows.add(row(50 + i, null, null, null, "missing"));
            // Names may be copied.
            rows.add(row(60 + i, "Berlin " + i, "Berlin " + i, 0.8, "translated"));
        }
        return rows;
    }

    private static Dataset<Row> table(SparkSession spark, List<Row> rows) {
        return spark.createDataFrame(rows, SCHEMA);
    }

    private static Verdict.Bound bound(Verdict verdict) {
        assertThat(verdict.texts()).hasSize(1);
        assertThat(verdict.texts().get(0).bounds()).hasSize(1);
        return verdict.texts().get(0).bounds().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        // A bound that holds, one that does not, the value and the rows that it is of.
        "failed-share=0.21,      failed-share=0.19,       0.2, 50",
        "cut-share=0.26,         cut-share=0.24,          0.25, 40",
        "mean-confidence=0.59,   mean-confidence=0.61,    0.6, 40",
        "length-ratio.least=0.8, length-ratio.least=0.95, 0.91, 40",
        "length-ratio.most=0.95, length-ratio.most=0.8,   0.91, 40",
        "copied-share=0.34,      copied-share=0.33,       0.3333, 30",
    })
    void eachBoundIsComparedWithItsValue(String holds, String refuses, double value, long of) {
        var spark = SparkSession.active();
        var table = table(spark, rows());
        var kept = bound(Gate.of(settings(holds)).check(table, KEY, COLUMNS));
        assertThat(kept.holds()).isTrue();
        assertThat(kept.value()).isCloseTo(value, within(0.006));
        assertThat(kept.of()).isEqualTo(of);
        assertThat(kept.samples()).isEmpty();
        var broken = bound(Gate.of(settings(refuses, "samples=4")).check(table, KEY, COLUMNS));
        assertThat(broken.holds()).isFalse();
        assertThat(broken.value()).isEqualTo(kept.value());
        assertThat(broken.samples()).hasSize(4);
    }

    @Test
    void theRowsShownAreThoseThatBreakTheBound(SparkSession spark) {
        var table = table(spark, rows());
        assertThat(samples(table, "cut-share=0")).hasSize(3).allMatch(row -> row.source()
                .startsWith("A man"));
        assertThat(samples(table, "mean-confidence=1")).allMatch(row -> row.value() == 0.2);
        assertThat(samples(table, "copied-share=0"))
                .allMatch(row -> row.source().equals(row.translation()));
        assertThat(samples(table, "length-ratio.least=2"))
                .allMatch(row -> row.source().startsWith("A man") && row.value() < 0.8);
        assertThat(samples(table, "failed-share=0"))
                .allMatch(row -> row.reason().equals("the model is dizzy") && row.translation() == null)
                .allMatch(row -> row.source().equals("Broken " + (Integer.parseInt(row.key()) - 30)));
    }

    private static List<Verdict.Row> samples(Dataset<Row> table, String bound) {
        return bound(Gate.of(settings(bound, "samples=3")).check(table, KEY, COLUMNS))
                .samples();
    }

    @Test
    void theVerdictIsTheSameInWhateverOrderAndPartsRowsCome(SparkSession spark) {
        var gate = Gate.of(settings(
                "failed-share=0", "cut-share=0", "mean-confidence=0.9", "length-ratio.least=1", "copied-share=0.1"));
        var rows = new ArrayList<>(rows());
        var first = gate.check(table(spark, rows).coalesce(1), KEY, COLUMNS);
        for (int parts : new int[] {1, 7, 33}) {
            Collections.shuffle(rows, new Random(parts));
            assertThat(gate.check(table(spark, rows).repartition(parts), KEY, COLUMNS))
                    .isEqualTo(first);
        }
    }

    @Test
    void theLanguageIsToldWhereTextsAreLongEnough(SparkSession spark) {
        var german = bound(
                Gate.of(settings("language.tag=de", "language.share=0.6")).check(table(spark, rows()), KEY, COLUMNS));
        // The others are too short to tell.
        assertThat(german.of()).isEqualTo(10);
        assertThat(german.value()).isEqualTo(1);
        var rows = new ArrayList<Row>();
        rows.add(row(1, "x", "我妈妈在哪里买的这个包？", 1.0, "translated"));
        rows.add(row(2, "x", "A man in a blue shirt is standing on a ladder.", 1.0, "translated"));
        var chinese = bound(
                Gate.of(settings("language.tag=zh", "language.share=0.6")).check(table(spark, rows), KEY, COLUMNS));
        assertThat(chinese.value()).isEqualTo(0.5);
        assertThat(chinese.samples()).extracting(Verdict.Row::key).containsExactly("2");
    }

    @Test
    void aLanguageThatCannotBeToldIsRefusedAtTheStart() {
        assertThatThrownBy(() -> Gate.of(settings("language.tag=tlh")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("translate.gate.language.tag = tlh")
                .hasMessageContaining("deu");
        for (var known : List.of("de", "deu", "de-AT", "zh_CN", "no", "fa", "et")) {
            assertThat(LanguageDetector.codes(known, "x")).as(known).isNotEmpty();
        }
    }

    @Test
    void withoutBoundsNoRowIsLookedAt(SparkSession spark) {
        var gate = Gate.of(settings());
        assertThat(gate.isOpen()).isTrue();
        var broken = table(spark, rows()).selectExpr("raise_error('read') as id");
        assertThat(gate.check(broken, KEY, COLUMNS).isRefused()).isFalse();
    }

    @Test
    void nothingToTranslateBreaksNoBound(SparkSession spark) {
        var gate = Gate.of(settings("failed-share=0", "mean-confidence=1", "length-ratio.least=1", "language.tag=de"));
        for (var rows : List.of(List.<Row>of(), List.of(row(1, null, null, null, "missing")))) {
            var verdict = gate.check(table(spark, rows), KEY, COLUMNS);
            assertThat(verdict.isRefused()).isFalse();
            assertThat(verdict.toJson()).contains("\"value\" : null").doesNotContain("NaN");
        }
    }

    @Test
    void theReportLiesBesideAnOutputWhateverItsName() {
        assertThat(Gate.reportBeside(new org.apache.hadoop.fs.Path("hdfs://n/x/de")))
                .hasToString("hdfs://n/x/_de.refused.json");
        assertThat(Gate.reportBeside(new org.apache.hadoop.fs.Path("/x/y:z"))).hasToString("/x/_y:z.refused.json");
    }

    @Test
    void aRefusalWritesItsReportAndSaysWhichBoundAndWhichRows(SparkSession spark) throws IOException {
        var report = folder.resolve("_de.refused.json");
        var beside = Gate.reportBeside(
                new org.apache.hadoop.fs.Path(folder.resolve("de").toUri()));
        var gate = Gate.of(settings("failed-share=0.1", "cut-share=0.5", "samples=2"));
        assertThatThrownBy(() -> gate.pass(table(spark, rows()), KEY, COLUMNS, "lake.de", beside, new Configuration()))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageStartingWith(
                        "the gate refused the translations, and nothing was published (lake.de): 20.00 % of the"
                                + " sentences failed, where at most 10.00 % may be (failed-share, see '3")
                .hasMessageContaining("_de.refused.json")
                .hasMessageNotContaining("cut-share")
                .hasMessageNotContaining("\n");
        var json = new ObjectMapper().readTree(report.toFile());
        var bounds = json.path("texts").path(0).path("bounds");
        assertThat(bounds).hasSize(2);
        assertThat(bounds.path(0).path("key").asText()).isEqualTo("failed-share");
        assertThat(bounds.path(0).path("holds").asBoolean()).isFalse();
        assertThat(bounds.path(0).path("samples")).hasSize(2);
        assertThat(bounds.path(1).path("holds").asBoolean()).isTrue();
        // It tells of the last run.
        Gate.of(settings("failed-share=0.5"))
                .pass(table(spark, rows()), KEY, COLUMNS, "lake.de", beside, new Configuration());
        assertThat(Files.exists(report)).isFalse();
    }

    @Test
    void aReportOfNoSamplesHoldsNoText(SparkSession spark) {
        var verdict = Gate.of(settings("failed-share=0", "cut-share=0", "samples=0"))
                .check(table(spark, rows()), KEY, COLUMNS);
        assertThat(verdict.isRefused()).isTrue();
        assertThat(verdict.toJson() + verdict.reasons())
                .doesNotContain("Broken")
                .doesNotContain("A man");
    }
}
