package io.sparkseq2seq.averaging;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a worker brings back from a round.
 *
 * @param state its network, null when it had no data
 */
record AveragingResult(WorkerReport report, NetworkState state) implements TrainingResult, Serializable {
    @Override
    public void setStats(SparkTrainingStats stats) {
        // Times come with the report.
    }
}
