package io.sparkseq2seq.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import io.sparkseq2seq.translate.TranslatorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table, its catalog, a file or a gate may refuse. */
class LakeFaultsTest implements SparkTest {
    private static final String SOURCE = "lake.faults.talk";

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @BeforeEach
    void dropTables() {
        for (var table : List.of(SOURCE, SOURCE + "_de")) {
            spark.sql("DROP TABLE IF EXISTS " + table);
        }
    }

    private void make(String columns, String more) {
        spark.sql("CREATE TABLE " + SOURCE + " (" + columns + ") USING iceberg " + more);
    }

    private JobSummary translate(TranslatorSource translators, String output, String... more) {
        var all = new ArrayList<>(List.of(
                "translate.format=table",
                "translate.input=" + SOURCE,
                "translate.output-format=" + (output.startsWith("/") ? "parquet" : "table"),
                "translate.output=" + output,
                "translate.key=[id]"));
        all.addAll(List.of(more));
        return LakeJob.run(spark, Settings.load(Optional.empty(), all), translators);
    }

    private String output(String kind) {
        return switch (kind) {
            case "iceberg" -> SOURCE + "_de";
            case "delta" -> "delta.`" + folder + "/talk_de`";
            default -> folder + "/talk_de";
        };
    }

    @Test
    void aDamagedFileOfTheMemoryIsPutAsideAndItsTextsAreTranslatedAgain() throws IOException {
        make("id bigint, text string", "");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, 'Tom'), (2, 'the dog'), (3, 'football.')");
        var memory = folder.resolve("memory");
        var settings = new String[] {
            "translate.column=text", "translate.incremental.memory=" + memory, "translate.partitions=3"
        };
        translate(EchoModel::translator, folder + "/first", settings);
        List<Path> parts;
        try (var all = Files.walk(memory)) {
            parts = all.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .toList();
        }
        Files.write(parts.get(0), new byte[100]);
        // Hadoop would find the damage by its own sum before Parquet does.
        Files.deleteIfExists(parts.get(0).resolveSibling("." + parts.get(0).getFileName() + ".crc"));
        var second = translate(EchoModel::translator, folder + "/second", settings);
        assertThat((Long) second.get("translated")).isPositive();
        assertThat((Long) second.get("translated") + (Long) second.get("reused"))
                .isEqualTo(3);
        assertThat(parts.get(0)).doesNotExist();
        assertThat(parts.get(0).resolveSibling("damaged-" + parts.get(0).getFileName()))
                .exists();
        assertThat(spark.read()
                        .parquet(folder + "/second")
                        .where("translation = text")
                        .count())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta", "files"})
    void fieldsOfStructsComeAndGoAsInTheSource(String kind) {
        make(
                "id bigint, doc struct<title: string, parts: array<struct<page: int>>>, notes map<string,"
                        + " struct<by: string>>",
                "");
        spark.sql("INSERT INTO " + SOURCE + " SELECT 1, named_struct('title', 'Tom', 'parts',"
                + " array(named_struct('page', 1))), map('a', named_struct('by', 'me'))");
        var output = output(kind);
        translate(EchoModel::translator, output, "translate.column=doc.title");
        spark.sql("ALTER TABLE " + SOURCE + " ADD COLUMNS (doc.lang string FIRST, doc.parts.element.line int,"
                + " notes.value.at date)");
        spark.sql(
                "INSERT INTO " + SOURCE + " SELECT 2, named_struct('lang', 'en', 'title', 'the dog', 'parts',"
                        + " array(named_struct('page', 2, 'line', 7))), map('b', named_struct('by', 'you', 'at', date'2024-01-01'))");
        assertThat(translate(EchoModel::translator, output, "translate.column=doc.title")
                        .get("translated"))
                .isEqualTo(1L);
        var read = kind.equals("files") ? "parquet.`" + output + "`" : output;
        assertThat(spark.sql("SELECT concat_ws(' ', id, doc.title, doc.lang, doc.parts[0].page, doc.parts[0].line,"
                                + " map_values(notes)[0].by, map_values(notes)[0].at, translation) FROM " + read
                                + " ORDER BY id")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("1 Tom 1 me Tom", "2 the dog en 2 7 you 2024-01-01 the dog");
        spark.sql("ALTER TABLE " + SOURCE + " DROP COLUMN doc.lang");
        translate(EchoModel::translator, output, "translate.column=doc.title");
        if (!kind.equals("files")) {
            assertThat(spark.sql("SELECT doc.lang FROM " + read + " WHERE doc.lang IS NOT NULL")
                            .count())
                    .isZero();
        }
    }

    @Test
    void whatTheCatalogRefusesIsToldBeforeAnythingIsTranslated() {
        make("id bigint, text string", "PARTITIONED BY (bucket(4, id))");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, 'Tom')");
        TranslatorSource none = () -> {
            throw new IllegalStateException("translated");
        };
        assertThatThrownBy(() -> translate(none, output("delta"), "translate.column=text"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("bucket")
                .hasMessageContaining("translate.partitioned=false");
        assertThatThrownBy(() ->
                        translate(none, "nowhere.talk_de", "translate.column=text", "translate.options.provider=delta"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void aBranchTakesTheChangesAndMainFollowsWhenTheyPass() {
        make("id bigint, text string", "");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, 'Tom'), (2, 'the dog')");
        var output = output("iceberg");
        var branch = "translate.incremental.branch=audit";
        assertThatThrownBy(() -> translate(
                        EchoModel::translator,
                        output,
                        "translate.column=text",
                        branch,
                        "translate.gate.mean-confidence=0.999"))
                .isInstanceOf(GateRefusedException.class);
        assertThat(spark.table(output).count()).isZero();
        assertThat(spark.sql("SELECT * FROM " + output + ".branch_audit").count())
                .isEqualTo(2);
        assertThat(translate(EchoModel::translator, output, "translate.column=text", branch)
                        .get("translated"))
                .isEqualTo(0L);
        assertThat(spark.table(output).where("translation = text").count()).isEqualTo(2);
        spark.sql("UPDATE " + SOURCE + " SET text = 'dog' WHERE id = 2");
        translate(EchoModel::translator, output, "translate.column=text", branch);
        assertThat(spark.table(output).where("translation = 'dog'").count()).isEqualTo(1);
        var refs = spark.sql("SELECT DISTINCT snapshot_id FROM " + output + ".refs");
        assertThat(refs.count()).isEqualTo(1);
        assertThat(translate(EchoModel::translator, output, "translate.column=text", branch)
                        .get("outcome"))
                .isEqualTo("nothing new");
    }

    @Test
    void aBranchOfOthersIsNotMadeAnew() {
        make("id bigint, text string", "");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, 'Tom')");
        var output = output("iceberg");
        translate(EchoModel::translator, output, "translate.column=text");
        spark.sql("ALTER TABLE " + output + " CREATE BRANCH dev");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (2, 'the dog')");
        assertThatThrownBy(() -> translate(
                        EchoModel::translator, output, "translate.column=text", "translate.incremental.branch=dev"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a branch dev, which this tool has not made");
    }

    @Test
    void theReasonTellsBytesThatAreNoTextFromSignsOfOlderDamage() {
        make("id bigint, text string", "");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, cast(X'546F6DFF' AS string)), (2, 'Tom\uFFFD'), (3, 'Tom')");
        translate(EchoModel::translator, output("files"), "translate.column=text");
        assertThat(spark.read().parquet(output("files")).orderBy("id").collectAsList())
                .extracting(row -> row.<String>getAs("translation_reason"))
                .satisfiesExactly(
                        damaged -> assertThat(damaged).contains("bytes that are no UTF-8 were replaced"),
                        before -> assertThat(before).contains("U+FFFD stands where a text was damaged before"),
                        whole -> assertThat(whole).isNull());
    }

    @Test
    void branchesAreForTablesOfIceberg() {
        make("id bigint, text string", "");
        spark.sql("INSERT INTO " + SOURCE + " VALUES (1, 'Tom')");
        for (var kind : List.of("delta", "files")) {
            assertThatThrownBy(() -> translate(
                            EchoModel::translator,
                            output(kind),
                            "translate.column=text",
                            "translate.incremental.branch=audit"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("no branches");
        }
    }
}
