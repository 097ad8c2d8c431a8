package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.model.TranslationModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin with the weights of a finished model. */
class StartedTrainingTest implements SmallTraining {
    /** So small that no weight changes by what a test could see. */
    private static final String STANDS_STILL = "train.learning-rate=1e-30";

    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void aModelOfAnExtendedCorpusBeginsWithTheWeightsOfTheOneBefore(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 3, UnaryOperator.identity());
        train(spark, one("first", "seed=3"));
        extend(spark);
        var summary = train(spark, one("second", "train.corpus=" + folder.resolve("corpus-2"), from("first")));
        var first = fingerprint("first");
        assertThat(summary.get("begun with")).isEqualTo("the weights of model " + first);
        assertThat(Files.readString(folder.resolve("second/README.md"))).contains("the weights of model " + first);
        assertThat(TranslationModel.start(folder.resolve("second").toString(), new Configuration()))
                .isEqualTo(first);
        assertThat(parameters("second").distance2(parameters("first"))).isLessThan(1e-5);
        assertThat(Files.readString(folder.resolve("second/epochs.jsonl"))).hasLineCount(1);
        // The same command again finds it done; with random weights, it would be another one.
        assertThat(train(spark, one("second", "train.corpus=" + folder.resolve("corpus-2"), from("first")))
                        .get("stopped because"))
                .asString()
                .contains("there already");
        assertThatThrownBy(() -> train(spark, one("second", "train.corpus=" + folder.resolve("corpus-2"))))
                .hasMessageContaining("exists already");
    }

    private void extend(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("more"), "a b c d e\nf g h\n");
        var inputs = List.of(
                "preprocess.inputs=[{source=\"%1$s/source\", target=\"%1$s/target\"},{source=\"%1$s/more\", target=\"%1$s/more\"}]"
                        .formatted(folder),
                "preprocess.output=" + folder.resolve("corpus-2"),
                "preprocess.extend=" + folder.resolve("corpus"));
        PreprocessJob.run(spark, Settings.load(Optional.empty(), inputs));
    }

    @Test
    void aTrainingThatWasCutOffGoesOnFromItsOwnCheckpoint(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 3, UnaryOperator.identity());
        train(spark, one("first", "seed=3"));
        train(spark, one("other", "seed=2"));
        String[] whole = {"train.epochs=2", "train.model=" + folder.resolve("whole"), from("first")};
        train(spark, small(whole));

        train(spark, small("train.epochs=1", "train.model=" + folder.resolve("cut"), from("first")));
        // As the model of a job that died after its first epoch lies there.
        Files.move(folder.resolve("cut/checkpoints"), folder.resolve("cut.training"));
        FileUtils.deleteDirectory(folder.resolve("cut").toFile());
        whole[1] = "train.model=" + folder.resolve("cut");
        var first = fingerprint("first");
        FileUtils.moveDirectory(
                folder.resolve("first").toFile(), folder.resolve("removed").toFile());
        FileUtils.copyDirectory(
                folder.resolve("other").toFile(), folder.resolve("first").toFile());
        assertThatThrownBy(() -> train(spark, small(whole)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "train.start-from was the model " + first + " and is the model " + fingerprint("other"));
        FileUtils.deleteDirectory(folder.resolve("first").toFile());
        train(spark, small(whole));
        assertThat(parameters("cut")).isEqualTo(parameters("whole"));
        assertThat(TranslationModel.start(folder.resolve("cut").toString(), new Configuration()))
                .isEqualTo(first);
    }

    @Test
    void aModelThatStartsFromItselfLearnsOnWhereThereIsSomethingNew(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 3, UnaryOperator.identity());
        String[] itself = {from("model/"), "train.overwrite=true"};
        assertThat(train(spark, one("model", itself)).get("begun with")).isEqualTo("random weights");
        var first = fingerprint("model");
        assertThat(train(spark, one("model", itself)).get("stopped because"))
                .asString()
                .contains("there already");
        var again = train(spark, one("model", from("model/"), "train.overwrite=true", "train.batch=8"));
        assertThat(again.get("begun with")).isEqualTo("the weights of model " + first);
    }

    @Test
    void whatCannotBeStartedFromIsSaidWithItsReason(SparkSession spark) throws IOException {
        preprocess(spark, 60, 2, 3, UnaryOperator.identity());
        train(spark, one("first", "seed=3"));
        refuses(
                spark,
                "first",
                "model.cell is lstm there and gru here, model.embedding is 8 there and 4 here",
                "model.embedding=4",
                "model.cell=gru");
        refuses(spark, "corpus", "this is a corpus, not a model");
        refuses(spark, "nowhere", "There is no model");
        FileUtils.copyDirectory(
                folder.resolve("first").toFile(), folder.resolve("damaged").toFile());
        var weights = Files.readAllBytes(folder.resolve("damaged/weights.safetensors"));
        weights[weights.length - 1] ^= 1;
        Files.write(folder.resolve("damaged/weights.safetensors"), weights);
        Files.deleteIfExists(folder.resolve("damaged/.weights.safetensors.crc"));
        refuses(spark, "damaged", "weights.safetensors: it is not as it was written");

        preprocess(spark, 60, 2, 3, line -> line.toUpperCase(Locale.ROOT), "preprocess.overwrite=true");
        refuses(spark, "first", "other subwords than the corpus, on both sides");
        assertThat(folder.resolve("next")).doesNotExist();
    }

    private void refuses(SparkSession spark, String model, String message, String... more) {
        var settings = new ArrayList<>(List.of(more));
        settings.add(from(model));
        assertThatThrownBy(() -> train(spark, one("next", settings.toArray(String[]::new))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    private String from(String model) {
        return "train.start-from=" + folder + "/" + model;
    }

    private String fingerprint(String model) {
        return TranslationModel.fingerprint(folder.resolve(model).toString(), new Configuration());
    }

    /** A training of one epoch in which no weight changes that one could see. */
    private String[] one(String model, String... more) {
        var settings = new ArrayList<>(List.of("train.epochs=1", STANDS_STILL, "train.model=" + folder.resolve(model)));
        settings.addAll(List.of(more));
        return small(settings.toArray(String[]::new));
    }
}
