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
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin with the weights of a finished model. */
class StartedTrainingTest implements SmallTraining {
    /** So small that no weight changes by what a test could see. */
    private static final String STANDS_STILL = "train.learning-rate=1e-30";

    /** BLEU of what is trained so little would be 0 for all. */
    private static final String BY_LOSS = "train.valid.metric=loss";

    @TempDir
    static Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @BeforeEach
    void corpus(SparkSession spark) throws IOException {
        if (!Files.exists(folder.resolve("corpus"))) {
            preprocess(spark, 60, 2, 3, UnaryOperator.identity());
        }
    }

    @Test
    void aModelOfAnExtendedCorpusBeginsWithTheWeightsOfTheOneBefore(SparkSession spark) throws IOException {
        train(spark, one("first", "seed=3"));
        extend(spark);
        var summary = train(spark, one("second", "train.corpus=" + folder.resolve("corpus-2"), from("first")));
        var first = fingerprint("first");
        assertThat(summary.get("begun with")).isEqualTo("the weights of model " + first);
        assertThat(Files.readString(folder.resolve("second/README.md"))).contains("the weights of model " + first);
        assertThat(TranslationModel.start(folder.resolve("second").toString(), new Configuration()))
                .isEqualTo(first);
        assertThat(parameters("second").distance2(parameters("first"))).isLessThan(1e-5);
        assertThat(Files.readString(folder.resolve("second/epochs.jsonl"))).hasLineCount(2);
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
        train(spark, one("began", "seed=3"));
        train(spark, two("whole", "began"));
        assertThat(parameters("whole").distance2(parameters("began"))).isGreaterThan(1e-3);
        train(spark, small("train.epochs=1", BY_LOSS, "train.model=" + folder.resolve("cut"), from("began")));
        FileUtils.moveDirectory(
                folder.resolve("cut/checkpoints").toFile(),
                folder.resolve("kept").toFile());
        var first = fingerprint("began");

        // The start model is another one by now …
        copy("began", "removed");
        copy("whole", "began");
        goesOnFrom(spark, "kept", first);
        // … or damaged …
        damage("began");
        goesOnFrom(spark, "kept", first);
        // … or gone, and the training was cut off before its first epoch was done.
        FileUtils.deleteDirectory(folder.resolve("began").toFile());
        FileUtils.deleteDirectory(folder.resolve("kept/epoch-1").toFile());
        goesOnFrom(spark, "kept", first);

        // Of another path, the content counts.
        FileUtils.deleteDirectory(folder.resolve("cut").toFile());
        copy("kept", "cut.training");
        assertThatThrownBy(() -> train(spark, two("cut", "whole")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "train.start-from was the model " + first + " and is the model " + fingerprint("whole"));
        train(spark, two("cut", "removed"));
        assertThat(parameters("cut")).isEqualTo(parameters("whole"));
    }

    /** As when a job died that had written these checkpoints. */
    private void goesOnFrom(SparkSession spark, String checkpoints, String start) throws IOException {
        FileUtils.deleteDirectory(folder.resolve("cut").toFile());
        copy(checkpoints, "cut.training");
        train(spark, two("cut", "began"));
        assertThat(parameters("cut")).isEqualTo(parameters("whole"));
        assertThat(TranslationModel.start(folder.resolve("cut").toString(), new Configuration()))
                .isEqualTo(start);
    }

    private String[] two(String model, String start) {
        return small("train.epochs=2", BY_LOSS, "train.model=" + folder.resolve(model), from(start));
    }

    private void copy(String from, String to) throws IOException {
        FileUtils.deleteDirectory(folder.resolve(to).toFile());
        FileUtils.copyDirectory(
                folder.resolve(from).toFile(), folder.resolve(to).toFile());
    }

    @Test
    void weightsThatNoEpochMakesBetterStayTheModels(SparkSession spark) throws IOException {
        train(spark, small("train.epochs=2", BY_LOSS, "train.warmup-steps=0", "train.learning-rate=0.01"));
        var before = parameters("model");
        String[] tooFast = {
            from("model"),
            "train.overwrite=true",
            BY_LOSS,
            "train.warmup-steps=0",
            "train.learning-rate=1",
            "train.patience=1"
        };
        var summary = train(spark, small(tooFast));
        assertThat(summary.get("weights")).isEqualTo("the start model's; no epoch was better");
        assertThat(summary.get("stopped because")).isEqualTo("no better validation 1 times");
        assertThat(parameters("model")).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("model/README.md")))
                .contains("the start model's; no epoch was better, of 1 epochs");
        var results = Files.readAllLines(folder.resolve("model/epochs.jsonl"));
        assertThat(results).hasSize(2);
        assertThat(results.get(0)).startsWith("{\"epoch\":0,");
        assertThat(folder.resolve("model/checkpoints/epoch-0")).exists();
    }

    @Test
    void aTrainingFromRandomWeightsDoesNotGoOnAsOneOfAModel(SparkSession spark) throws IOException {
        train(spark, one("random"));
        // Died after it had published: the model is of its own checkpoints.
        copy("random/checkpoints", "random.training");
        assertThat(train(spark, one("random", from("random"))).get("begun with"))
                .isEqualTo("random weights");
        train(spark, one("other", "seed=3"));
        copy("random/checkpoints", "other.training");
        assertThatThrownBy(() -> train(spark, one("other", from("other"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("train.start-from was not set and is the model " + fingerprint("other"));
    }

    @Test
    void whatATrainingBeginsWithIsSaid() {
        var random = Course.of("corpus", settings(), "");
        assertThat(StartModel.told("", random)).isEmpty();
        assertThat(StartModel.told("s3a://key:word@bucket/m", random))
                .isEqualTo("begins with random weights: there is no model at s3a://***@bucket/m");
        assertThat(StartModel.told("m", Course.of("corpus", settings(), "12ab")))
                .isEqualTo("begins with the weights of m");
    }

    @Test
    void aModelThatStartsFromItselfLearnsOnWhereThereIsSomethingNew(SparkSession spark) throws IOException {
        String[] itself = {from("itself/"), "train.overwrite=true"};
        assertThat(train(spark, one("itself", itself)).get("begun with")).isEqualTo("random weights");
        var first = fingerprint("itself");
        assertThat(train(spark, one("itself", itself)).get("stopped because"))
                .asString()
                .contains("there already");
        var again = train(spark, one("itself", from("itself/"), "train.overwrite=true", "train.batch=8"));
        assertThat(again.get("begun with")).isEqualTo("the weights of model " + first);
    }

    @Test
    void whatCannotBeStartedFromIsSaidWithItsReason(SparkSession spark) throws IOException {
        train(spark, one("sound", "seed=3"));
        refuses(
                spark,
                "sound",
                "model.cell is lstm there and gru here, model.embedding is 8 there and 4 here",
                "model.embedding=4",
                "model.cell=gru");
        refuses(spark, "corpus", "this is a corpus, not a model");
        refuses(spark, "nowhere", "There is no model");
        copy("sound", "damaged");
        damage("damaged");
        refuses(spark, "damaged", "weights.safetensors: it is not as it was written");

        var other = "=" + folder.resolve("corpus-of-fewer-subwords");
        preprocess(
                spark,
                60,
                2,
                3,
                UnaryOperator.identity(),
                "preprocess.output" + other,
                "preprocess.subwords.vocabulary-size=300");
        refuses(spark, "sound", "other subwords than the corpus, on both sides", "train.corpus" + other);
        assertThat(folder.resolve("next")).doesNotExist();
    }

    private void damage(String model) throws IOException {
        var file = folder.resolve(model).resolve("weights.safetensors");
        var weights = Files.readAllBytes(file);
        weights[weights.length - 1] ^= 1;
        Files.write(file, weights);
        Files.deleteIfExists(file.resolveSibling(".weights.safetensors.crc"));
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
