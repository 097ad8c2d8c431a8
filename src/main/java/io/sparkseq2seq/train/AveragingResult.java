package io.sparkseq2seq.train;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a worker brings back from a round.
 *
 * @param state its network, null when it had no data
 * @param pairs it has trained
 * @param tokens target tokens it has trained: its weight in the average
 * @param steps batches it has trained
 * @param loss summed over its target tokens, in nats
 * @param norm the longest gradient, before clipping
 * @param seconds it computed
 */
record AveragingResult(NetworkState state, long pairs, long tokens, int steps, double loss, double norm, double seconds)
        implements TrainingResult, Serializable {
    static final AveragingResult NOTHING = new AveragingResult(null, 0, 0, 0, 0, 0, 0);

    @Override
    public void setStats(SparkTrainingStats stats) {
        // Times come with the result itself.
    }
}
