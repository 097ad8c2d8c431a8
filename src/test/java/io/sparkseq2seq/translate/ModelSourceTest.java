package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The translate job with a model that is loaded from a folder. */
class ModelSourceTest implements SparkTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void saveModel() {
        model = folder.resolve("model");
        SavedModel.write(model, 1);
    }

    @Test
    void theJobTranslatesAsATranslatorTranslatesEachLineAlone(SparkSession spark) throws IOException {
        var lines = new ArrayList<>(IntStream.range(0, 60)
                .mapToObj(i -> "Tom loves the " + "dog ".repeat(i * 7 % 11) + i)
                .toList());
        lines.set(7, "");
        Files.write(folder.resolve("in.txt"), lines);
        var settings = settings("translate.partitions=3", "translate.output-format=parquet");
        TranslateJob.run(spark, settings);
        var alone = new Translator(
                TranslationModel.load(model.toString(), new Configuration()),
                settings.translate(),
                new Configuration());
        var rows = spark.read().parquet(folder.resolve("out").toString()).collectAsList();
        assertThat(rows).extracting(row -> row.getString(0)).containsExactlyInAnyOrderElementsOf(lines);
        for (var row : rows) {
            var expected = alone.translate(List.of(row.getString(0))).get(0);
            assertThat(row.getString(1)).isEqualTo(expected.text());
            assertThat(row.getDouble(2)).isCloseTo(expected.score(), within(1e-4));
        }
        assertThat(rows.stream().map(row -> row.getString(1)).distinct()).hasSizeGreaterThan(30);
    }

    @Test
    void paragraphsListsAndTagsOfTableCellsStay(SparkSession spark) {
        var text = "Tom loves the dog.\n\n- Tom\n- the <b>dog</b>, {0}\n";
        var cells = folder.resolve("cells").toString();
        spark.createDataset(List.of(text), Encoders.STRING())
                .toDF("source")
                .write()
                .parquet(cells);
        SavedModel.write(folder.resolve("other"), 5);
        var settings = settings(
                "translate.format=parquet",
                "translate.output-format=parquet",
                "translate.input=" + cells,
                "translate.model=" + folder.resolve("other"));
        TranslateJob.run(spark, settings);
        var row = spark.read().parquet(folder.resolve("out").toString()).first();
        var translation = row.<String>getAs("translation");
        assertThat(row.<String>getAs("source")).isEqualTo(text);
        assertThat(translation).matches("(?s)[^\n]*\n\n- [^\n]*\n- [^\n]*\n").containsOnlyOnce("{0}");
        assertThat(translation).containsOnlyOnce("<b>").containsOnlyOnce("</b>");
    }

    @Test
    void runningAgainGivesTheSame(SparkSession spark) throws IOException {
        Files.write(folder.resolve("in.txt"), List.of("Tom", "the dog", "Tom loves"));
        var summary = TranslateJob.run(spark, settings());
        assertThat(summary.get("model fingerprint")).asString().matches("[0-9a-f]{32}");
        var first = spark.read().textFile(folder.resolve("out").toString()).collectAsList();
        TranslateJob.run(spark, settings("translate.overwrite=true"));
        assertThat(spark.read().textFile(folder.resolve("out").toString()).collectAsList())
                .isEqualTo(first);
    }

    @Test
    void aModelThatCannotBeUsedIsNamed(SparkSession spark) throws IOException {
        Files.write(folder.resolve("in.txt"), List.of("Tom"));
        // One that no other test of this JVM has loaded.
        SavedModel.write(model, 7071);
        Files.writeString(model.resolve("weights.safetensors"), "nothing");
        Files.delete(model.resolve(".weights.safetensors.crc"));
        fails(spark, "can't be read: weights.safetensors: it ends too early");
        Files.delete(model.resolve("model.json"));
        fails(spark, " no model");
        Files.createFile(model.resolve("weights.zip"));
        fails(spark, "The model is of an older kind, weights.zip");
        fails(spark, " no model", "translate.model=" + folder.resolve("nowhere"));
        assertThat(folder).isDirectoryNotContaining("glob:**out*");
    }

    private void fails(SparkSession spark, String message, String... overrides) {
        assertThatThrownBy(() -> TranslateJob.run(spark, settings(overrides)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    private Settings settings(String... overrides) {
        var all = new ArrayList<>(List.of(
                "translate.model=" + model,
                "translate.input=" + folder.resolve("in.txt"),
                "translate.output=" + folder.resolve("out"),
                "translate.batch=8",
                "translate.beam=3"));
        all.addAll(List.of(overrides));
        return Settings.load(Optional.empty(), all);
    }
}
