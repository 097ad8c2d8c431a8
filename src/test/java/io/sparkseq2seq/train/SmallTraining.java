package io.sparkseq2seq.train;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A test that trains small models of random letters, in a folder of its own. */
interface SmallTraining extends SparkTest {
    /** Where corpus and model lie. */
    Path folder();

    default String[] small(String... more) {
        var settings = new ArrayList<>(List.of(
                "train.epochs=3",
                "train.batch=7",
                "train.averaging.frequency=3",
                "train.valid.bleu-sentences=5",
                "model.embedding=8",
                "model.encoder.hidden=8",
                "model.decoder.hidden=8",
                "model.attention.hidden=8"));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    default JobSummary train(SparkSession spark, String... overrides) {
        return TrainJob.run(spark, settings(overrides));
    }

    default Settings settings(String... overrides) {
        var all = new ArrayList<>(
                List.of("train.corpus=" + folder().resolve("corpus"), "train.model=" + folder().resolve("model")));
        all.addAll(List.of(overrides));
        return Settings.load(Optional.empty(), all);
    }

    /** A corpus of random letters and what a task makes of them; no sentence is there twice. */
    default void preprocess(
            SparkSession spark, int pairs, int shortest, int longest, UnaryOperator<String> task, String... more)
            throws IOException {
        var random = new Random(1);
        var lines = Stream.generate(() -> random.ints(shortest + random.nextInt(longest - shortest + 1), 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining(" ")))
                .distinct()
                .limit(pairs)
                .toList();
        Files.write(folder().resolve("source"), lines);
        Files.write(folder().resolve("target"), lines.stream().map(task).toList());
        var settings = new ArrayList<>(List.of(
                "preprocess.source=" + folder().resolve("source"),
                "preprocess.target=" + folder().resolve("target"),
                "preprocess.output=" + folder().resolve("corpus"),
                "preprocess.holdout.valid=" + Math.min(200, pairs / 5),
                "preprocess.holdout.test=0",
                "preprocess.subwords.vocabulary-size=320"));
        settings.addAll(List.of(more));
        PreprocessJob.run(spark, Settings.load(Optional.empty(), settings));
    }

    static String reversed(String line) {
        var words = new ArrayList<>(List.of(line.split(" ")));
        Collections.reverse(words);
        return String.join(" ", words);
    }

    default INDArray parameters(String model) {
        var loaded = TranslationModel.load(folder().resolve(model).toString(), new Configuration());
        var all = new float[(int) loaded.size()];
        int at = 0;
        for (var tensor : loaded.weights().tensors()) {
            int count = (int) tensor.values().size();
            tensor.values().bytes(0, count).asFloatBuffer().get(all, at, count);
            at += count;
        }
        return Nd4j.create(all);
    }
}
