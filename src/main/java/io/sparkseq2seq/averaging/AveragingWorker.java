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
        double loss = 0;
        double norm = 0;
        while (batches.hasNext()) {
            var batch = batches.next();
            double batchLoss = step.run(batch);
            if (!Double.isFinite(batchLoss)) {
                throw new IllegalStateException(
                        "The loss of step " + graph.getConfiguration().getIterationCount() + " is " + batchLoss);
            }
            long count = Batches.targetTokens(batch);
            pairs += batch.numExamples();
            tokens += count;
            steps++;
            loss += batchLoss * count;
            norm = Math.max(norm, step.norm());
            Batches.close(batch);
        }
        var state = start.open().after(graph);
        // Only after success: the network of a failed task is not used again.
        Replicas.giveBack(configuration, graph);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new AveragingResult(WorkerReport.of(number, pairs, tokens, steps, loss, norm, seconds), state);
    }
}
