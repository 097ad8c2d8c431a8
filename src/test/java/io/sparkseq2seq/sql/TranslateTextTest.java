package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.translate.SavedModel;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the functions of Spark SQL give. */
class TranslateTextTest extends TranslatedTexts {
    @ParameterizedTest
    @CsvSource({"true,true,FALLBACK", "false,true,CODEGEN_ONLY", "true,false,NO_CODEGEN", "false,false,NO_CODEGEN"})
    void aColumnIsTranslated(boolean adaptive, boolean wholeStage, String codegen) {
        sql.conf().set("spark.sql.adaptive.enabled", adaptive);
        sql.conf().set("spark.sql.codegen.wholeStage", wholeStage);
        sql.conf().set("spark.sql.codegen.factoryMode", codegen);
        var rows = rows("SELECT id, translate_text(text, 'en-de') AS german FROM texts ORDER BY id", 1);
        assertThat(column(rows, 1)).isEqualTo(expected(german));
    }

    @Test
    void theResultIsAStringNamedAsItIsCalled() {
        var table = sql.sql("SELECT translate_text(text, 'en-de') FROM texts");
        assertThat(table.schema().apply(0).dataType()).isEqualTo(DataTypes.StringType);
        assertThat(table.columns()).containsExactly("translate_text(text, en-de)");
        var expr = sql.table("texts").selectExpr("translate_text(text, concat('en', '-de')) AS german");
        assertThat(batches(expr)).isEqualTo(1);
        assertThat(column(expr.collectAsList(), 0)).containsAll(expected(german));
    }

    @Test
    void infoTellsScoreAndStatus() {
        var rows = rows(
                        "SELECT translate_text_info(text, 'en-de') AS info FROM texts WHERE id IN (6, 7, 8) ORDER BY id",
                        1)
                .stream()
                .map(row -> row.getStruct(0))
                .toList();
        var translation = german.translate(List.of(text(6))).get(0);
        assertThat(rows.get(0).<String>getAs("translation")).isEqualTo(translation.text());
        assertThat(rows.get(0).<Double>getAs("score")).isEqualTo(translation.score());
        assertThat(rows.get(0).<Double>getAs("confidence")).isEqualTo(german.confidence(translation.score()));
        assertThat(rows.get(0).<String>getAs("status")).isEqualTo(translation.cut() ? "cut" : "translated");
        assertThat(rows.get(1).<String>getAs("translation")).isNull();
        assertThat(rows.get(1).<String>getAs("status")).isEqualTo("missing");
        assertThat(rows.get(2).<String>getAs("translation")).isEmpty();
        assertThat(rows.get(2).<String>getAs("status")).isEqualTo("empty");
    }

    @Test
    void hostileTextsHaveTheirRowsAndReasons() {
        var rows = rows(
                "SELECT n, translate_text_info(t, 'en-de') AS info, length(t) FROM (SELECT n, CASE n"
                        + " WHEN 1 THEN CAST(unhex('546f6dff') AS STRING) WHEN 2 THEN concat('Tom', char(1))"
                        + " WHEN 3 THEN repeat('the dog ', 8000) ELSE 'Tom' END AS t FROM VALUES (1), (2), (3), (4) AS v(n))"
                        + " ORDER BY n",
                1);
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).getStruct(1).<String>getAs("reason")).contains("bytes that are no UTF-8 were replaced");
        assertThat(rows.get(1).getStruct(1).<String>getAs("reason")).contains("control characters were left out: 1");
        assertThat(rows.get(2).getStruct(1).<String>getAs("translation")).isNotEmpty();
        assertThat(rows.get(3).getStruct(1).<String>getAs("translation")).isEqualTo(translated(german, "Tom"));
    }

    @Test
    void twoModelsInOneQuery() {
        var rows =
                rows("SELECT translate_text(text, 'en-de'), translate_text(text, 'en-fr') FROM texts ORDER BY id", 1);
        assertThat(column(rows, 0)).isEqualTo(expected(german));
        assertThat(column(rows, 1)).isEqualTo(expected(french));
    }

    @Test
    void aPivotLanguageIsOneQuery() {
        var rows = rows("SELECT translate_text(translate_text(text, 'en-de'), 'en-fr') FROM texts ORDER BY id", 2);
        assertThat(column(rows, 0))
                .isEqualTo(expected(german).stream()
                        .map(text -> (Object) translated(french, (String) text))
                        .toList());
    }

    @Test
    void tablesAndViewsAreMadeOfTranslations() {
        sql.sql("CREATE TABLE germans_made USING parquet LOCATION '" + folder.resolve("made")
                + "' AS SELECT id, translate_text(text, 'en-de') AS german FROM texts");
        sql.sql("INSERT INTO germans_made SELECT id + 100, translate_text(text, 'en-de') FROM texts WHERE id < 3");
        sql.sql("CREATE VIEW germans_seen AS SELECT id, translate_text(text, 'en-de') AS german FROM parquet.`"
                + folder.resolve("texts") + "`");
        try {
            assertThat(sql.sql("SELECT german FROM germans_made WHERE id < 100 ORDER BY id")
                            .collectAsList())
                    .isEqualTo(sql.sql("SELECT german FROM germans_seen ORDER BY id")
                            .collectAsList())
                    .extracting(row -> row.get(0))
                    .isEqualTo(expected(german));
            assertThat(sql.table("germans_made").count()).isEqualTo(ROWS + 3);
        } finally {
            sql.sql("DROP VIEW germans_seen");
            sql.sql("DROP TABLE germans_made");
        }
    }

    @Test
    void sparksOwnTranslateStays() {
        assertThat(sql.sql("SELECT translate('AaBbCc', 'abc', '123')")
                        .collectAsList()
                        .get(0)
                        .getString(0))
                .isEqualTo("A1B2C3");
        assertThat(column(sql.sql("DESCRIBE FUNCTION translate_text").collectAsList(), 0))
                .anySatisfy(line -> assertThat(line.toString()).contains("Returns the translation of text"));
    }

    @Test
    void aMistakeIsToldWithItsRemedy() {
        fails(
                "SELECT translate_text(text, 'en-dx') FROM texts",
                "there is no model 'en-dx'",
                "The configured ones are en-de, en-fr");
        fails(
                "SELECT translate_text(text, language) FROM texts",
                "the model of translate_text is not a constant: texts.language");
        fails("SELECT translate_text(text) FROM texts", "takes a text and a model's name, 1 arguments");
        fails("SELECT translate_text(text, NULL) FROM texts", "the model of translate_text is null");
        fails("SELECT translate_text(array(text), 'en-de') FROM texts", "requires the \"STRING\" type");
        set("wrong", "/nowhere");
        fails("SELECT translate_text(text, 'wrong') FROM texts", "There is no model", "/nowhere");
        set("wrong.beam", "0");
        set("wrong.baem", "2");
        fails(
                "SELECT translate_text(text, 'wrong') FROM texts",
                "a model has no setting 'baem' (spark.seq2seq.models.wrong.baem). It has batch, beam,",
                "translate.beam = 0 is out of range (spark.seq2seq.models.wrong.beam)");
        for (var key : List.of("wrong", "wrong.beam", "wrong.baem")) {
            sql.conf().unset("spark.seq2seq.models." + key);
        }
    }

    private static void set(String key, String value) {
        sql.conf().set("spark.seq2seq.models." + key, value);
    }

    private static void fails(String query, String... messages) {
        assertThatThrownBy(() -> sql.sql(query).collectAsList())
                .isInstanceOf(AnalysisException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(messages));
    }

    @Test
    void aModelThatIsReplacedUnderAQueryIsNeverMixed() throws Exception {
        var path = folder.resolve("replaced");
        SavedModel.write(path, 4);
        set("replaced", path.toString());
        var table = sql.sql("SELECT translate_text(text, 'replaced') FROM texts");
        org.apache.commons.io.FileUtils.deleteDirectory(path.toFile());
        SavedModel.write(path, 5);
        assertThatThrownBy(table::collectAsList).hasMessageContaining("the model was replaced while the job ran");
        assertThat(sql.sql("SELECT translate_text(text, 'replaced') FROM texts").collectAsList())
                .hasSize(ROWS);
        sql.conf().unset("spark.seq2seq.models.replaced");
    }
}
