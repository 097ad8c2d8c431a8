package io.sparkseq2seq.averaging;

import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.CrashReportingUtil;

/**
 * The networks of an executor JVM, kept from round to round so that their memory is allocated once: as many as tasks
 * train at the same time. A task that fails keeps its network, so no half-trained state is ever handed on as fresh:
 * every taker overwrites parameters and optimizer state.
 */
public final class Replicas {
    private static final Map<String, Queue<ComputationGraph>> IDLE = new ConcurrentHashMap<>();

    private Replicas() {}

    /**
     * A network's configuration as JSON, by which its replicas are known. How far training has come is left out: it
     * changes with every round, and comes with the {@link NetworkState}.
     */
    public static String configuration(ComputationGraph graph) {
        var configuration = graph.getConfiguration().clone();
        configuration.setIterationCount(0);
        configuration.setEpochCount(0);
        return configuration.toJson();
    }

    /** An idle network of the configuration, or a new one. */
    public static ComputationGraph take(String configuration) {
        // Another configuration means another training: what was kept for the last one is let go.
        IDLE.keySet().removeIf(other -> !other.equals(configuration));
        var idle = IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .poll();
        return idle != null ? idle : build(configuration);
    }

    private static ComputationGraph build(String configuration) {
        // DL4J would write a dump for each lack of memory, with libraries that are not here, and hide the error.
        CrashReportingUtil.crashDumpsEnabled(false);
        var graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration));
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    /**
     * Keeps a network for the next taker. Freed memory goes back to the system: the C library keeps it in an arena for
     * each thread, where what one thread freed is of no use to others, and grows by each validation.
     */
    public static void giveBack(String configuration, ComputationGraph graph) {
        Pointer.trimMemory();
        IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .add(graph);
    }

    /**
     * Lets go of idle networks when a training ends: here, and in the executors, as far as one short task for each slot
     * reaches them all. An executor that none reaches lets go of its own when it trains another network.
     */
    public static void release(JavaSparkContext context) {
        IDLE.clear();
        if (!context.isLocal()) {
            int tasks = context.defaultParallelism();
            context.parallelize(Collections.nCopies(tasks, 0), tasks).foreach(Replicas::release);
        }
        Pointer.trimMemory();
    }

    private static void release(int slot) {
        IDLE.clear();
    }
}
