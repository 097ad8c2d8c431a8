package io.sparkseq2seq.averaging;

import io.sparkseq2seq.averaging.Exchange.Parcel;
import io.sparkseq2seq.model.TrainingStep;
import java.util.Iterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker's part of a round: it takes the shared state, trains its batches one after another, and hands its own state
 * back. Given the same state, batches and seed it ends with the same parameters, so Spark may run it again.
 *
 * <p>A batch whose loss or gradient is not finite is skipped and counted. Should the last update have made parameters
 * that are not finite, none of the part counts.
 *
 * @param number of this worker in its round, from 0 on
 * @param configuration the network's, from {@link Replicas#configuration}
 * @param start the state that all workers of the round start from
 * @param clipNorm longest gradient; 0: no clipping
 * @param rateFactor of the learning rate that the network's schedule gives
 * @param seed of dropout, different for each part
 */
record AveragingWorker(
        int number, String configuration, Parcel<NetworkState> start, double clipNorm, double rateFactor, long seed) {

    /** Trains all batches and closes them. */
    AveragingResult train(Iterator<DataSet> batches) {
        if (!batches.hasNext()) {
            return new AveragingResult(WorkerReport.idle(number), null);
        }
        long begun = System.nanoTime();
        var graph = Replicas.take(configuration);
        start.open().into(graph);
        var step = new TrainingStep(graph, clipNorm, rateFactor);
        Nd4j.getRandom().setSeed(seed);
        long pairs = 0;
        long tokens = 0;
        int steps = 0;
        int skipped = 0;
        double loss = 0;
        double norm = 0;
        while (batches.hasNext()) {
            var batch = batches.next();
            pairs += batch.numExamples();
            if (step.run(batch)) {
                long count = Batches.targetTokens(batch);
                tokens += count;
                steps++;
                loss += step.loss() * count;
                norm = Math.max(norm, step.norm());
            } else {
                skipped++;
            }
            Batches.close(batch);
        }
        if (steps > 0 && !TrainingStep.isFinite(graph.params())) {
            skipped += steps;
            tokens = 0;
            steps = 0;
            loss = 0;
            norm = 0;
        }
        var state = steps > 0 ? start.open().after(graph) : null;
        // Only after success: the network of a failed task is not used again.
        Replicas.giveBack(configuration, graph);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new AveragingResult(WorkerReport.of(number, pairs, tokens, steps, skipped, loss, norm, seconds), state);
    }
}
