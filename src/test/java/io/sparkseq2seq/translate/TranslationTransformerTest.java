package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
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
                .containsExactly(
                        "id",
                        "comment",
                        "german",
                        "german_score",
                        "german_confidence",
                        "german_status",
                        "german_reason");
        var rows = translated.orderBy("id").collectAsList();
        assertThat(rows).extracting(row -> row.get(1)).containsExactly("Tom loves the dog", null, "", "the dog");
        assertThat(rows.get(0).getString(2)).isNotEmpty();
        assertThat(rows.get(0).getDouble(3)).isNegative();
        assertThat(rows.get(0).getDouble(4)).isBetween(0.0, 1.0);
        assertThat(rows.get(1).isNullAt(2)
                        && rows.get(1).isNullAt(3)
                        && rows.get(1).isNullAt(4))
                .isTrue();
        assertThat(rows.get(2).getString(2)).isEmpty();
        assertThat(rows).extracting(row -> row.get(5)).contains("missing", "empty");

        pipeline.write().save(folder.resolve("pipeline").toString());
        var loaded = PipelineModel.load(folder.resolve("pipeline").toString());
        assertThat(loaded.transform(comments).orderBy("id").collectAsList()).isEqualTo(rows);
        assertThat(((TranslationTransformer) loaded.stages()[0]).explainParams())
                .contains("longest translation, in tokens (default: 100, current: 20)");
    }

    @Test
    void twoModelsAndTwoColumnsGoThroughOnePipeline(SparkSession spark) throws Exception {
        SavedModel.write(folder.resolve("french"), 2);
        var german = transformer().setInputCol("comment").setOutputCol("german").setMaxLength(8);
        var french = new TranslationTransformer()
                .setModel(folder.resolve("french").toString())
                .setInputCol("comment")
                .setOutputCol("french")
                .setScoreCol("sure")
                .setConfidenceCol("")
                .setStatusCol("")
                .setReasonCol("")
                .setMaxLength(8);
        var back = transformer().setInputCol("french").setOutputCol("again").setMaxLength(8);
        var stages = new PipelineStage[] {german, french, back};
        var comments = comments(spark);
        var all = new Pipeline().setStages(stages).fit(comments).transform(comments);
        assertThat(all.columns()).hasSize(2 + 5 + 2 + 5).contains("french", "sure", "again_status");
        var alone = french.transform(comments).orderBy("id").collectAsList();
        var rows = all.orderBy("id").collectAsList();
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).<String>getAs("french"))
                    .isEqualTo(alone.get(i).<String>getAs("french"));
        }
        assertThat(rows.get(0).<String>getAs("german")).isNotEqualTo(rows.get(0).<String>getAs("french"));
        assertThatThrownBy(() -> german.copy(ParamMap.empty()).transform(german.transform(comments)))
                .hasMessageContaining("there is a column 'german' already")
                .hasMessageContaining("german_score, german_confidence");
    }

    @Test
    void aSavedStageTranslatesWithItsOwnModelOrNotAtAll(SparkSession spark) throws Exception {
        var comments = comments(spark);
        transformer().setInputCol("comment").save(folder.resolve("stage").toString());
        var stage = TranslationTransformer.load(folder.resolve("stage").toString());
        assertThat(stage.transform(comments).count()).isEqualTo(4);
        Files.move(folder.resolve("model"), folder.resolve("moved"));
        assertThatThrownBy(() -> stage.transform(comments))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("There is no model")
                .hasMessageContaining("Where the model was moved, give its new path with setModel.");
        SavedModel.write(folder.resolve("model"), 9);
        assertThatThrownBy(() -> stage.transform(comments))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("with which the stage translation_");
        stage.setModel(folder.resolve("moved").toString());
        assertThat(stage.transform(comments).count()).isEqualTo(4);
    }

    @Test
    void otherSettingsAreThoseOfTheJob(SparkSession spark) {
        var comments = spark.sql("select 'Tom loves.\n\nThe dog.' as comment");
        var lines = transformer().setInputCol("comment").setMaxLength(5);
        assertThat(lines.transform(comments).first().getString(1)).contains("\n\n");
        lines.setSettings("document.split=none");
        assertThat(lines.transform(comments).first().getString(1)).doesNotContain("\n");
        assertThatThrownBy(() -> lines.setSettings("document.splt=none").transform(comments))
                .hasMessageContaining("there is no setting translate.document.splt (stage translation_");
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
                .hasMessageContaining("there is a column 'ID' already");
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
