package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.JobSummary;
import org.apache.spark.sql.SparkSession;

/** Scores a model on a set of a corpus. */
final class ModelEvaluation {
    private ModelEvaluation() {}

    static JobSummary run(SparkSession spark, Settings settings) {
        throw new UserException("evaluation of a model does not run yet", "this version", "Score files instead.");
    }
}
