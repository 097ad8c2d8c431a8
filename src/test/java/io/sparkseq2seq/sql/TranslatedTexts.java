package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.translate.SavedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A table of texts and two models, for queries that translate. */
abstract class TranslatedTexts implements SparkTest {
    static final int ROWS = 40;

    @TempDir
    static Path folder;

    static SparkSession sql;
    static DocumentTranslator german;
    static DocumentTranslator french;

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

    static DocumentTranslator configured(String name, int seed, int beam) {
        var path = folder.resolve(name);
        SavedModel.write(path, seed);
        sql.conf().set("spark.seq2seq.models." + name, path.toString());
        sql.conf().set("spark.seq2seq.models." + name + ".beam", beam);
        sql.conf().set("spark.seq2seq.models." + name + ".max-length", 12);
        var settings = Settings.load(Optional.empty(), List.of("translate.beam=" + beam, "translate.max-length=12"));
        return DocumentTranslator.of(
                TranslationModel.load(path.toString(), new Configuration()), settings.translate(), new Configuration());
    }

    static String text(int id) {
        return id == 7 ? null : id == 8 ? " " : "Tom loves the " + "dog ".repeat(id % 5) + id % 20;
    }

    static String translated(DocumentTranslator translator, String text) {
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
    static long batches(Dataset<Row> table) {
        return count(table, "TranslateBatches");
    }

    static long count(Dataset<Row> table, String what) {
        return table.queryExecution()
                .sparkPlan()
                .toString()
                .lines()
                .filter(line -> line.contains(what))
                .count();
    }

    static List<Row> rows(String query, int batches) {
        var table = sql.sql(query);
        assertThat(batches(table)).as(table.queryExecution().toString()).isEqualTo(batches);
        assertThat(count(table, "by_row(")).isZero();
        return table.collectAsList();
    }

    static List<Object> column(List<Row> rows, int at) {
        return rows.stream().map(row -> row.get(at)).toList();
    }

    static List<Object> expected(DocumentTranslator translator) {
        var all = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            all.add(translated(translator, text(id)));
        }
        return all;
    }
}
