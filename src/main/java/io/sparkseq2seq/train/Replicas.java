package io.sparkseq2seq.train;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The networks of an executor JVM, kept from round to round so that their memory is allocated once: as many as tasks
 * train at the same time. A task that fails keeps its network, so no half-trained state is ever handed on as fresh:
 * every taker overwrites parameters and optimizer state.
 */
final class Replicas {
    private static final Map<String, Queue<ComputationGraph>> IDLE = new ConcurrentHashMap<>();

    private Replicas() {}

    /** An idle network of the configuration, or a new one. */
    static ComputationGraph take(String configuration) {
        // Another configuration means another training: what was kept for the last one is let go.
        IDLE.keySet().removeIf(other -> !other.equals(configuration));
        var idle = IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .poll();
        return idle != null ? idle : AveragingWorker.build(configuration);
    }

    static void giveBack(String configuration, ComputationGraph graph) {
        IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .add(graph);
    }
}
