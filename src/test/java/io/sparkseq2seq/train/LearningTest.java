package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** That a training learns what it is shown. */
class LearningTest implements SmallTraining {
    @TempDir
    Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    /** Reversing is copying and more, so this one runs where all is asked for: {@code scripts/soak learn}. */
    @Test
    @EnabledIfSystemProperty(named = "learn.all", matches = "true")
    void aCopyTaskIsLearnt(SparkSession spark) throws IOException {
        assertThat(bleuOf(spark, UnaryOperator.identity())).isGreaterThanOrEqualTo(95);
    }

    @Test
    void aReverseTaskIsLearnt(SparkSession spark) throws IOException {
        assertThat(bleuOf(spark, SmallTraining::reversed)).isGreaterThanOrEqualTo(95);
    }

    private double bleuOf(SparkSession spark, UnaryOperator<String> task) throws IOException {
        preprocess(spark, 10_000, 5, 15, task);
        var summary = train(
                spark,
                "train.epochs=10",
                "train.batch=32",
                "train.averaging.frequency=10",
                "train.learning-rate=0.004",
                "train.warmup-steps=100",
                "train.decay=exponential",
                "train.decay-start=900",
                "train.decay-steps=200",
                "train.label-smoothing=0",
                "train.valid.every=10",
                "train.valid.tokenize=none",
                "model.embedding=64",
                "model.encoder.hidden=128",
                "model.decoder.hidden=128",
                "model.attention.hidden=64",
                "model.dropout=0");
        return (Double) summary.get("validation BLEU");
    }
}
