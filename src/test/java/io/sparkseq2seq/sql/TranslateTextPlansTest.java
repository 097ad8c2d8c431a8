package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** In which places of a query the functions of Spark SQL are evaluated in batches, and how often. */
class TranslateTextPlansTest extends TranslatedTexts {
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
    void cachedTablesKeepTheirTranslations() {
        var cached =
                sql.sql("SELECT id, translate_text(text, 'en-de') g FROM texts").cache();
        assertThat(cached.count()).isEqualTo(ROWS);
        var again = sql.sql("SELECT id, translate_text(text, 'en-de') g FROM texts");
        assertThat(count(again, "InMemoryTableScan")).isEqualTo(1);
        cached.unpersist();
    }
}
