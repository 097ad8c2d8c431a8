package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.translate.SavedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions of Spark SQL, in all the places where a query may call them. */
class TranslateTextTest implements SparkTest {
    private static final int ROWS = 40;

    @TempDir
    static Path folder;

    private static SparkSession sql;
    private static DocumentTranslator german;
    private static DocumentTranslator french;

    @BeforeAll
    static void configure(SparkSession spark) {
        sql = ExtendedSession.open(spark);
        german = configured("en-de", 1, 2);
        french = configured("en-fr", 2, 3);
        var schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("language", DataTypes.StringType)
                .add("text", DataTypes.StringType);
        var rows = IntStream.range(0, ROWS)
                .mapToObj(i -> RowFactory.create(i, i % 2 == 0 ? "de" : "fr", text(i)))
                .toList();
        sql.createDataFrame(rows, schema)
                .repartition(3)
                .write()
                .parquet(folder.resolve("texts").toString());
        sql.read().parquet(folder.resolve("texts").toString()).createOrReplaceTempView("texts");
    }

    private static DocumentTranslator configured(String name, int seed, int beam) {
        var path = folder.resolve(name);
        SavedModel.write(path, seed);
        sql.conf().set("spark.seq2seq.models." + name, path.toString());
        sql.conf().set("spark.seq2seq.models." + name + ".beam", beam);
        sql.conf().set("spark.seq2seq.models." + name + ".max-length", 12);
        var settings = Settings.load(Optional.empty(), List.of("translate.beam=" + beam, "translate.max-length=12"));
        return DocumentTranslator.of(
                TranslationModel.load(path.toString(), new Configuration()), settings.translate(), new Configuration());
    }

    private static String text(int id) {
        return id == 7 ? null : id == 8 ? " " : "Tom loves the " + "dog ".repeat(id % 5) + id % 20;
    }

    private static String translated(DocumentTranslator translator, String text) {
        return text == null ? null : translator.translate(List.of(text)).get(0).text();
    }

    @AfterEach
    void reset() {
        for (var key : List.of(
                "spark.sql.adaptive.enabled", "spark.sql.codegen.wholeStage", "spark.sql.codegen.factoryMode")) {
            sql.conf().unset(key);
        }
    }

    /** How many operators evaluate calls in batches. */
    private static long batches(Dataset<Row> table) {
        return count(table, "TranslateBatches");
    }

    private static long count(Dataset<Row> table, String what) {
        return table.queryExecution()
                .sparkPlan()
                .toString()
                .lines()
                .filter(line -> line.contains(what))
                .count();
    }

    private static List<Row> rows(String query, int batches) {
        var table = sql.sql(query);
        assertThat(batches(table)).as(table.queryExecution().toString()).isEqualTo(batches);
        assertThat(count(table, "by_row(")).isZero();
        return table.collectAsList();
    }

    private static List<Object> column(List<Row> rows, int at) {
        return rows.stream().map(row -> row.get(at)).toList();
    }

    private static List<Object> expected(DocumentTranslator translator) {
        var all = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            all.add(translated(translator, text(id)));
        }
        return all;
    }

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
    void theSameCallIsEvaluatedOnce() {
        var table = sql.sql(
                "SELECT translate_text(text, 'en-de') a, upper(translate_text(text, 'en-de')) b,"
                        + " translate_text_info(text, 'en-de').score c FROM texts WHERE translate_text(text, 'en-de') LIKE '%a%'");
        assertThat(batches(table)).isEqualTo(1);
        assertThat(count(table, "TranslateBatches [translate_text_info(text")).isEqualTo(1);
        assertThat(table.queryExecution().optimizedPlan().toString()).containsOnlyOnce("translate_text");
        assertThat(table.collectAsList()).isNotEmpty().allSatisfy(row -> assertThat(row.getString(1))
                .isEqualTo(row.getString(0).toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void aFilterOnATranslatedColumnDoesNotTranslateAgain() {
        var table = sql.sql(
                "SELECT * FROM (SELECT id, translate_text(text, 'en-de') g FROM texts) WHERE g <> '' AND id < 20");
        assertThat(batches(table)).isEqualTo(1);
        var plan = table.queryExecution().optimizedPlan().toString();
        assertThat(plan.indexOf("TranslateBatches")).isLessThan(plan.indexOf("id#", plan.indexOf("Filter (")));
        assertThat(table.count())
                .isEqualTo(expected(german).subList(0, 20).stream()
                        .filter(text -> text != null && !text.equals(""))
                        .count());
    }

    @Test
    void onlyTheColumnsThatAreNeededAreRead() {
        var table = sql.sql("SELECT translate_text(text, 'en-de') FROM texts");
        assertThat(table.queryExecution().executedPlan().toString()).contains("ReadSchema: struct<text:string>");
    }

    @Test
    void aBranchTranslatesItsOwnRowsAlone() {
        var rows = rows(
                "SELECT CASE language WHEN 'de' THEN translate_text(text, 'en-de') ELSE translate_text(text, 'en-fr') END,"
                        + " coalesce(nullif(language, 'fr'), translate_text(text, 'en-fr')) FROM texts ORDER BY id",
                1);
        for (int id = 0; id < ROWS; id++) {
            assertThat(rows.get(id).get(0)).isEqualTo(translated(id % 2 == 0 ? german : french, text(id)));
            assertThat(rows.get(id).get(1)).isEqualTo(id % 2 == 0 ? "de" : translated(french, text(id)));
        }
        assertThat(translatedTexts("SELECT if(id = 3, translate_text(text, 'en-de'), text) FROM texts"))
                .isEqualTo(1);
        assertThat(translatedTexts("SELECT * FROM texts WHERE id = 3 OR id < 5 AND translate_text(text, 'en-de') = ''"))
                .isEqualTo(4);
    }

    @Test
    void aLimitTranslatesNoMoreRowsThanItTakes() {
        assertThat(translatedTexts("SELECT translate_text(text, 'en-de') FROM texts LIMIT 2"))
                .isLessThanOrEqualTo(6);
        assertThat(translatedTexts("SELECT id, translate_text(text, 'en-de') g FROM texts ORDER BY id DESC LIMIT 3"))
                .isEqualTo(3);
        var rows = rows("SELECT id, translate_text(text, 'en-de') g FROM texts ORDER BY id DESC LIMIT 3", 1);
        assertThat(column(rows, 0)).isEqualTo(List.of(39, 38, 37));
        assertThat(column(rows, 1))
                .isEqualTo(IntStream.of(39, 38, 37)
                        .mapToObj(id -> (Object) translated(german, text(id)))
                        .toList());
    }

    /** By the operators' metrics, without adaptive execution, whose plans change. */
    private static long translatedTexts(String query) {
        sql.conf().set("spark.sql.adaptive.enabled", false);
        var table = sql.sql(query);
        table.collectAsList();
        long[] sum = {0};
        table.queryExecution().executedPlan().foreach(node -> {
            if (node instanceof TranslateBatchesExec batches) {
                sum[0] += batches.metrics().apply("texts").value();
            }
            return null;
        });
        return sum[0];
    }

    @Test
    void repeatedTextsAreTranslatedOnceInAChunk() {
        assertThat(translatedTexts("SELECT translate_text('Tom', 'en-de') FROM texts"))
                .isLessThanOrEqualTo(3);
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
    void aggregatesGroupsAndSortsAreBatchedToo() {
        assertThat(rows("SELECT count(DISTINCT translate_text(text, 'en-de')) FROM texts", 1)
                        .get(0)
                        .getLong(0))
                .isEqualTo(expected(german).stream()
                        .filter(text -> text != null)
                        .distinct()
                        .count());
        assertThat(rows("SELECT translate_text(max(text), 'en-de'), max(id) FROM texts", 1)
                        .get(0)
                        .getString(0))
                .isEqualTo(translated(german, "Tom loves the dog dog dog dog 9"));
        assertThat(rows("SELECT translate_text(text, 'en-de') g, count(*) FROM texts GROUP BY g", 1))
                .hasSize((int) expected(german).stream().distinct().count());
        assertThat(rows("SELECT translate_text(language, 'en-de') g, count(*) FROM texts GROUP BY language", 1))
                .hasSize(2);
        assertThat(rows("SELECT id FROM texts ORDER BY translate_text(text, 'en-de'), id", 1))
                .hasSize(ROWS);
        assertThat(rows(
                        "SELECT id, first_value(translate_text(text, 'en-de')) OVER (PARTITION BY language ORDER BY id) FROM texts",
                        1))
                .hasSize(ROWS);
        assertThat(rows("SELECT explode(split(translate_text(text, 'en-de'), '')) FROM texts", 1))
                .isNotEmpty();
        assertThat(rows("SELECT DISTINCT translate_text(language, 'en-de') FROM texts", 1))
                .hasSize(2);
    }

    @Test
    void joinsAndSubqueriesAreBatchedWhereOneSideHasTheText() {
        sql.sql("SELECT id AS other, translate_text(text, 'en-de') AS german FROM texts")
                .localCheckpoint()
                .createOrReplaceTempView("germans");
        var table = sql.sql(
                "SELECT id, other FROM texts JOIN germans ON translate_text(text, 'en-de') = german AND id = other");
        assertThat(batches(table)).isEqualTo(1);
        assertThat(table.count()).isEqualTo(ROWS - 1);
        assertThat(rows("SELECT id FROM texts, germans WHERE translate_text(text, 'en-de') = german AND id = other", 1))
                .hasSize(ROWS - 1);
        assertThat(rows("SELECT id FROM texts WHERE translate_text(text, 'en-de') IN (SELECT german FROM germans)", 1))
                .hasSize(ROWS - 1);
        assertThat(rows("SELECT (SELECT max(translate_text(text, 'en-de')) FROM texts) FROM germans LIMIT 1", 1))
                .hasSize(1);
        var exists = "SELECT other FROM germans WHERE EXISTS"
                + " (SELECT 1 FROM texts WHERE id = other AND translate_text(text, 'en-de') ";
        assertThat(rows(exists + "<> '')", 1)).hasSize(ROWS - 2);
        // The condition is that of a join of both sides.
        assertThat(sql.sql(exists + "= german)").count()).isEqualTo(ROWS - 1);
    }

    @Test
    void whatCannotBeBatchedIsTranslatedByRow() {
        var lambda =
                sql.sql("SELECT transform(array(text, 'Tom'), t -> translate_text(t, 'en-de')) FROM texts ORDER BY id");
        assertThat(count(lambda, "by_row(")).isEqualTo(1);
        var rows = lambda.collectAsList();
        for (int id = 0; id < ROWS; id++) {
            assertThat(rows.get(id).getList(0))
                    .isEqualTo(Arrays.asList(translated(german, text(id)), translated(german, "Tom")));
        }
        var join = sql.sql("SELECT count(*) FROM texts a JOIN texts b ON a.id < 3 AND b.id < 3"
                + " AND translate_text(concat(a.text, b.text), 'en-de') <> ''");
        assertThat(join.collectAsList().get(0).getLong(0)).isEqualTo(9);
        assertThat(sql.sql(
                                "SELECT translate_text_info(t, 'en-de').status FROM (SELECT explode(transform(array('a'), x -> x)) t)")
                        .collectAsList()
                        .get(0)
                        .getString(0))
                .isIn("translated", "cut");
    }

    @Test
    void constantsAndRowsOfTheDriverAreTranslatedByTasks() {
        assertThat(rows("SELECT translate_text('Tom loves the dog', 'en-de')", 1)
                        .get(0)
                        .getString(0))
                .isEqualTo(translated(german, "Tom loves the dog"));
        assertThat(rows("SELECT translate_text(t, 'en-de') FROM VALUES ('Tom'), (NULL) AS v(t)", 1))
                .containsExactly(RowFactory.create(translated(german, "Tom")), RowFactory.create((Object) null));
        assertThat(rows("SELECT translate_text(NULL, 'en-de')", 1).get(0).isNullAt(0))
                .isTrue();
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
    void cachedTablesKeepTheirTranslations() {
        var cached =
                sql.sql("SELECT id, translate_text(text, 'en-de') g FROM texts").cache();
        assertThat(cached.count()).isEqualTo(ROWS);
        var again = sql.sql("SELECT id, translate_text(text, 'en-de') g FROM texts");
        assertThat(count(again, "InMemoryTableScan")).isEqualTo(1);
        cached.unpersist();
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
