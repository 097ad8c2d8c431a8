package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainJobTest implements SmallTraining {
    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void theSameSeedGivesTheSameModelBitForBit(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        train(spark, small());
        var first = parameters("model");
        train(spark, small("train.overwrite=true"));
        assertThat(parameters("model")).isEqualTo(first);
        train(spark, small("train.overwrite=true", "seed=2"));
        assertThat(parameters("model")).isNotEqualTo(first);
    }

    @Test
    void aDamagedCorpusIsNotTrainedOn(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        var part = folder.resolve("corpus/valid/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 3] ^= 4;
        Files.write(part, bytes);
        Files.deleteIfExists(folder.resolve("corpus/valid/.part-00000.parquet.crc"));
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds other bytes than preprocess wrote")
                .hasMessageContaining(part.toString());
    }

    @Test
    void aSlashAtTheEndOfAPathChangesNothing(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(
                spark,
                small(
                        "train.model=" + folder.resolve("model") + "/",
                        "train.corpus=" + folder.resolve("corpus") + "/"));
        assertThat(folder.resolve("model/checkpoints/epoch-3/checkpoint.json")).exists();
        assertThat(folder.resolve("model/.training")).doesNotExist();
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    @Test
    void everyPairIsCountedOnceInEachEpoch(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 6, UnaryOperator.identity());
        train(spark, small("train.workers=3", "train.batch=5"));
        for (var line : Files.readAllLines(folder.resolve("model/epochs.jsonl"))) {
            var epoch = new ObjectMapper().readValue(line, EpochResult.class);
            assertThat(epoch.pairs()).isEqualTo(48);
            assertThat(epoch.tokens()).isEqualTo(targetTokens());
        }
    }

    @Test
    void pairsThatAreMissingAreNoticed(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var manifest = folder.resolve("corpus/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"pairs\" : 40", "\"pairs\" : 41"));
        Files.delete(folder.resolve("corpus/.manifest.json.crc"));
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the train set has 41 pairs, its files 40");
    }

    @Test
    void aModelHoldsAllThatItsUserNeeds(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        var summary = train(spark, small("train.checkpoints=2", "train.workers=5"));
        assertThat(summary.get("target tokens")).isEqualTo(3L * targetTokens());
        var names = Stream.of(
                "weights.safetensors",
                "subwords.source",
                "subwords.target",
                "settings.conf",
                "metrics.jsonl",
                "epochs.jsonl");
        assertThat(names.map(folder.resolve("model")::resolve))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(folder.resolve("model/README.md")).content().contains("lstm").contains("| epoch ");
        assertThat(folder.resolve("model/report.html"))
                .content()
                .contains("Where a round's time goes", "What it translates", "<td>train</td><td>160</td>")
                .contains("hidden = 8")
                .doesNotContain("nothing to show");
        assertThat(folder.resolve("model/tensorboard").toFile().list())
                .containsExactlyInAnyOrder(
                        "events.out.tfevents.000001", "events.out.tfevents.000002", "events.out.tfevents.000003");
        assertThat(folder.resolve("model/checkpoints/tensorboard")).doesNotExist();
        assertThat(folder.resolve("model/checkpoints/epoch-3/weights.safetensors"))
                .exists();
        assertThat(TranslationModel.load(folder.resolve("model").toString(), new Configuration())
                        .size())
                .isEqualTo(((Number) summary.get("parameters")).longValue());
        var rendered = Files.readString(folder.resolve("model/settings.conf"));
        assertThat(Settings.parse(rendered).train().workers()).isEqualTo(5);
    }

    @Test
    void roundsLeaveNothingOnSparksDisks(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        long before = shuffleFiles();
        train(spark, small());
        assertThat(shuffleFiles()).isLessThanOrEqualTo(before);
    }

    private static long shuffleFiles() {
        var files = SparkEnv.get().blockManager().diskBlockManager().getAllFiles();
        return scala.collection.JavaConverters.seqAsJavaList(files).stream()
                .filter(file -> file.getName().startsWith("shuffle_"))
                .count();
    }

    @Test
    void aNetworkThatIsTooLargeIsRefusedAtTheStart(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        assertThatThrownBy(() -> train(spark, small("model.embedding=16384", "model.decoder.hidden=16384")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("parameters, where at most 536,870,909 can be trained")
                .message()
                .hasLineCount(1);
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5"})
    void aTrainingThatDivergesIsTheUsersToMend(String translated) throws IOException {
        preprocess(SparkTest.spark(), 200, 2, 6, UnaryOperator.identity());
        var settings = small(
                "train.learning-rate=1e30",
                "train.warmup-steps=1",
                "train.clip-norm=0",
                "train.checkpoint-minutes=0.000001",
                "train.valid.bleu-sentences=" + translated);
        for (int run = 0; run < 2; run++) {
            assertThatThrownBy(() -> train(SparkTest.spark(), settings))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("the training has diverged: ")
                    .hasMessageContaining("Lower train.learning-rate (1.0E30)")
                    .hasMessageContaining("set train.clip-norm");
        }
        assertThat(folder.resolve("model")).doesNotExist();
    }

    @Test
    void aModelThatIsWorseThanGuessingSaysSo(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        var summary = train(spark, small("train.learning-rate=1000", "train.warmup-steps=0"));
        assertThat(summary.get("warning")).asString().contains("worse than that of guessing");
        assertThat(folder.resolve("model/report.html")).content().contains("worse than that of guessing");
    }

    @Test
    void aModelThatIsThereIsNotReplacedUnasked(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/thesis.txt"), "mine");
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("exists already")
                .hasMessageContaining("train.overwrite=true");
    }

    private long targetTokens() throws IOException {
        var manifest = new ObjectMapper()
                .readTree(folder.resolve("corpus/manifest.json").toFile());
        var train = manifest.path("sets").path("train");
        return train.path("targetTokens").asLong() + train.path("pairs").asLong();
    }
}
