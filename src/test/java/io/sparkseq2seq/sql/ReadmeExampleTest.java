package io.sparkseq2seq.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.translate.SavedModel;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java and SQL: as it stands there, run with its paths in a folder of the test. */
class ReadmeExampleTest implements SparkTest {
    @TempDir
    Path folder;

    @Test
    void theExamplesTranslateATable(SparkSession spark) throws Exception {
        SavedModel.write(folder.resolve("models/en-de"), 1);
        spark.sql("select * from values (1, 'Tom loves the dog'), (2, null) as texts(id, comment)")
                .write()
                .parquet(folder.resolve("lake/texts").toString());
        var readme = DocumentSnippets.of(Path.of("README.md"));
        int number = 0;
        for (var code : readme.of("java")) {
            DocumentSnippets.run(code.replace("hdfs:///", folder + "/"), spark, folder, "Example" + number++);
        }
        assertThat(number).isEqualTo(2);
        var rows = spark.read()
                .parquet(folder.resolve("lake/texts-de").toString())
                .orderBy("id")
                .select("comment", "german", "german_score", "german_confidence", "german_status", "german_reason")
                .collectAsList();
        assertThat(rows.get(0).getString(1)).isNotEmpty();
        assertThat(rows.get(0).getDouble(2)).isNegative();
        assertThat(rows.get(1).isNullAt(1)).isTrue();

        var sql = ExtendedSession.open(spark);
        sql.conf()
                .set(
                        "spark.seq2seq.models.en-de",
                        folder.resolve("models/en-de").toString());
        sql.read().parquet(folder.resolve("lake/texts").toString()).createOrReplaceTempView("comments");
        assertThat(sql.sql(readme.of("sql").get(0))
                        .orderBy("id")
                        .collectAsList()
                        .get(0)
                        .getString(1))
                .isEqualTo(rows.get(0).getString(1));
    }
}
