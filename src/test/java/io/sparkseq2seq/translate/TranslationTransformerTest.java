package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslationTransformerTest implements SparkTest {

    @TempDir
    Path folder;

    @Test
    void translatesAColumnInAPipelineThatIsSavedAndLoaded(SparkSession spark) throws Exception {
        var stage = transformer()
                .setInputCol("comment")
                .setOutputCol("german")
                .setPrecision("int8")
                .setBeam(2)
                .setMaxLength(20);
        var comments = comments(spark);
        var pipeline = new Pipeline().setStages(new PipelineStage[] {stage}).fit(comments);
        var translated = pipeline.transform(comments);
        assertThat(translated.columns())
                .containsExactly("id", "comment", "german", "log_probability", "translation_error");
        var rows = translated.orderBy("id").collectAsList();
        assertThat(rows).extracting(row -> row.get(1)).containsExactly("Tom loves the dog", null, "", "the dog");
        assertThat(rows.get(0).getString(2)).isNotEmpty();
        assertThat(rows.get(0).getDouble(3)).isNegative();
        assertThat(rows.get(1).isNullAt(2) && rows.get(1).isNullAt(3)).isTrue();
        assertThat(rows.get(2).getString(2)).isEmpty();

        pipeline.write().save(folder.resolve("pipeline").toString());
        var loaded = PipelineModel.load(folder.resolve("pipeline").toString());
        assertThat(loaded.transform(comments).orderBy("id").collectAsList()).isEqualTo(rows);
        assertThat(((TranslationTransformer) loaded.stages()[0]).explainParams())
                .contains("longest translation, in tokens (default: 100, current: 20)");
    }

    @Test
    void columnsAreCheckedBeforeAnythingRuns(SparkSession spark) {
        var comments = comments(spark);
        assertThatThrownBy(() -> transformer().transform(comments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no column 'source' among id, comment");
        assertThatThrownBy(() -> transformer().setInputCol("id").transform(comments))
                .hasMessageContaining("holds int");
        assertThatThrownBy(() ->
                        transformer().setInputCol("comment").setOutputCol("ID").transform(comments))
                .hasMessageContaining("'ID' already");
        assertThatThrownBy(() -> transformer().setBeam(0)).hasMessageContaining("beam");
        assertThatThrownBy(() -> transformer().setBatch(134_217_728)).hasMessageContaining("batch");
        assertThatThrownBy(() -> transformer().setMaxLengthRatio(0)).hasMessageContaining("maxLengthRatio");
        assertThatThrownBy(() -> transformer().setPrecision("int4")).hasMessageContaining("precision");
    }

    private TranslationTransformer transformer() {
        SavedModel.write(folder.resolve("model"), 1);
        return new TranslationTransformer().setModel(folder.resolve("model").toString());
    }

    private static Dataset<Row> comments(SparkSession spark) {
        return spark.sql("select * from values (1, 'Tom loves the dog'), (2, null), (3, ''), (4, 'the dog')"
                + " as comments(id, comment)");
    }
}
