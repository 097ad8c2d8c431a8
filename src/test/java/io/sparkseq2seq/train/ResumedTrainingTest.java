package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that were cut off, that are done, or that died at their end. */
class ResumedTrainingTest implements SmallTraining {
    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void aTrainingThatWasCutOffGoesOnAsIfItHadNotBeen(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        train(spark, small());
        var whole = parameters("model");

        train(spark, small("train.model=" + folder.resolve("cut"), "train.epochs=1"));
        // As the model of a job that died after its first epoch lies there.
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("cut.training"));
        var other = small("train.model=" + folder.resolve("cut"), "seed=2");
        Files.move(folder.resolve("cut"), folder.resolve("moved"));
        assertThatThrownBy(() -> train(spark, other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("other settings")
                .hasMessageContaining("seed was 1 and is 2")
                .hasMessageContaining("cut.training");

        train(spark, small("train.model=" + folder.resolve("cut")));
        assertThat(parameters("cut")).isEqualTo(whole);
        assertThat(folder.resolve("cut.training")).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("cut/epochs.jsonl"))).hasSize(3);
    }

    @Test
    void aTrainingThatWasCutOffWithinAnEpochGoesOnAsIfItHadNotBeen(SparkSession spark) throws IOException {
        preprocess(spark, 200, 2, 6, UnaryOperator.identity());
        String[] momentum = {
            "train.averaging.outer=nesterov",
            "train.averaging.transfer=bf16",
            "train.checkpoint-minutes=0.000001",
            "train.checkpoints=100"
        };
        train(spark, small(momentum));
        // As what is there of a job that died after the third round of its second epoch, while it saved the fourth.
        Files.createDirectory(folder.resolve("cut.training"));
        var training =
                new org.apache.hadoop.fs.Path(folder.resolve("cut.training").toString());
        Published.mark(training, Kind.TRAINING, new Configuration());
        for (var name : List.of("epoch-1", "epoch-1-round-1", "epoch-1-round-2", "epoch-1-round-3")) {
            FileUtils.copyDirectory(
                    folder.resolve("model/checkpoints").resolve(name).toFile(),
                    folder.resolve("cut.training").resolve(name).toFile());
        }
        Files.createDirectory(folder.resolve("cut.training/epoch-1-round-4"));
        Files.writeString(folder.resolve("cut.training/epoch-1-round-4/parameters.bin"), "half");

        var cut = new ArrayList<>(List.of(momentum));
        cut.add("train.model=" + folder.resolve("cut"));
        train(spark, small(cut.toArray(String[]::new)));
        assertThat(parameters("cut")).isEqualTo(parameters("model"));
        assertThat(rounds("cut")).isEqualTo(rounds("model")).doesNotHaveDuplicates();
    }

    /** Of each line of the metrics all but what the clock and the memory decide. */
    private List<List<Object>> rounds(String model) throws IOException {
        var rounds = new ArrayList<List<Object>>();
        for (var line : Files.readAllLines(folder.resolve(model).resolve("metrics.jsonl"))) {
            var round = new ObjectMapper().readValue(line, RoundResult.class);
            rounds.add(List.of(
                    round.epoch(),
                    round.round(),
                    round.rounds(),
                    round.step(),
                    round.pairs(),
                    round.tokens(),
                    round.loss(),
                    round.gradientNorm(),
                    round.learningRate()));
        }
        return rounds;
    }

    @Test
    void theCheckpointsOfAnotherTrainingArePutAsideNotDeleted(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small("train.model=" + folder.resolve("cut")));
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("model.training"));
        Files.createDirectory(folder.resolve("model.training.1"));
        train(spark, small("train.batch=8", "train.overwrite=true"));
        assertThat(folder.resolve("model.training.2/epoch-3/checkpoint.json")).exists();
        assertThat(folder.resolve("model.training")).doesNotExist();
        assertThat(folder.resolve("model/checkpoints/epoch-3")).exists();
    }

    @Test
    void aTrainingThatIsDoneIsDone(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small());
        var written = Files.getLastModifiedTime(folder.resolve("model/model.json"));
        var again = train(spark, small("train.model=" + folder.resolve("model") + "/", "train.checkpoints=9"));
        assertThat(again.get("stopped because")).asString().contains("there already");
        assertThat(Files.getLastModifiedTime(folder.resolve("model/model.json")))
                .isEqualTo(written);
        for (var other : List.of("train.epochs=4", "seed=2", "train.valid.metric=loss")) {
            assertThatThrownBy(() -> train(spark, small(other)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("exists already");
        }
    }

    @Test
    void theSameTextInOtherSubwordsIsAnotherCorpus(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small());
        preprocess(
                spark,
                50,
                2,
                3,
                UnaryOperator.identity(),
                "preprocess.overwrite=true",
                "preprocess.subwords.vocabulary-size=300");
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("exists already");
        Files.move(folder.resolve("model/checkpoints"), folder.resolve("model.training"));
        assertThatThrownBy(() -> train(spark, small()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("was cut off here: the corpus had other subwords");
    }

    @Test
    void aJobThatDiedBeforeItMovedItsCheckpointsIsFinished(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        train(spark, small());
        var whole = parameters("model");
        Files.move(folder.resolve("model/checkpoints"), folder.resolve("model.training"));
        train(spark, small());
        assertThat(parameters("model")).isEqualTo(whole);
        assertThat(folder.resolve("model/checkpoints/epoch-3/weights.safetensors"))
                .exists();
        assertThat(folder.resolve("model.training")).doesNotExist();
    }

    @Test
    void theMeanOfTheBestBecomesTheModelWhereItIsBetter(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        String[] two = {"train.valid.metric=loss", "train.average-best=2"};
        train(spark, small(two));

        // Any mean is better than these.
        pretendLosses(List.of(98.0, 99.0, 97.0));
        var summary = train(spark, small(two));
        assertThat(summary.get("weights")).isEqualTo("mean of epochs 1, 3");
        assertThat((Double) summary.get("validation loss")).isLessThan(97);
        var mean = parameters("model/checkpoints/epoch-1").add(parameters("model/checkpoints/epoch-3"));
        assertThat(parameters("model").equalsWithEps(mean.divi(2), 1e-6)).isTrue();
        assertThat(folder.resolve("model/README.md")).content().contains("mean of epochs 1, 3, of 3 epochs");

        // A job that died after it had published the model may publish it again.
        Files.move(folder.resolve("model/checkpoints"), folder.resolve("model.training"));
        assertThat(train(spark, small(two)).get("weights")).isEqualTo("mean of epochs 1, 3");
        assertThat(folder.resolve("model.training")).doesNotExist();

        // None is better than these.
        pretendLosses(List.of(-98.0, -99.0, -97.0));
        assertThat(train(spark, small(two)).get("weights")).isEqualTo("epoch 2");
        assertThat(parameters("model")).isEqualTo(parameters("model/checkpoints/epoch-2"));
    }

    @Test
    void aDamagedEpochNeverBecomesTheModel(SparkSession spark) throws IOException {
        preprocess(spark, 50, 2, 3, UnaryOperator.identity());
        String[] byLoss = {"train.valid.metric=loss", "train.checkpoints=3"};
        train(spark, small(byLoss));
        pretendLosses(List.of(1.0, 2.0, 3.0));
        damage("model.training/epoch-1/weights.safetensors");
        assertThat(train(spark, small(byLoss)).get("weights")).isEqualTo("epoch 2");
        assertThat(parameters("model")).isEqualTo(parameters("model/checkpoints/epoch-2"));
    }

    private void damage(String name) throws IOException {
        var file = folder.resolve(name);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    /** Leaves the model's checkpoints as those of a job that died before it published, with other validation losses. */
    private void pretendLosses(List<Double> losses) throws IOException {
        var training = folder.resolve("model.training");
        Files.move(folder.resolve("model/checkpoints"), training);
        FileUtils.deleteDirectory(folder.resolve("model").toFile());
        var epochs = training.resolve("epoch-3/epochs.jsonl");
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(epochs)) {
            lines.add(line.replaceFirst("\"validLoss\":[^,]*", "\"validLoss\":" + losses.get(lines.size())));
        }
        Files.write(epochs, lines);
        Files.deleteIfExists(epochs.resolveSibling(".epochs.jsonl.crc"));
        Files.delete(epochs.resolveSibling("SHA256SUMS"));
        Files.deleteIfExists(epochs.resolveSibling(".SHA256SUMS.crc"));
        var checkpoint = new org.apache.hadoop.fs.Path(epochs.getParent().toString());
        new File(epochs.getParent().toFile(), "_seq2seq.json").delete();
        Checksums.write(checkpoint, Set.of(), new Configuration());
        Published.mark(checkpoint, Kind.CHECKPOINT, new Configuration());
    }
}
