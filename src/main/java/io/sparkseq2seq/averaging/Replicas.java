package io.sparkseq2seq.averaging;

import io.sparkseq2seq.kernel.NativeFolder;
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
 * The networks of an executor JVM, kept from round to round so that their memory is allocated once. There are as many
 * as tasks train at the same time. A task that fails does not give its network back, and a task that takes one
 * overwrites its parameters and optimizer state.
 */
public final class Replicas {
    private static final Map<String, Queue<ComputationGraph>> IDLE = new ConcurrentHashMap<>();

    static {
        NativeFolder.choose();
    }

    private Replicas() {}

    /**
     * A network's configuration as JSON, the key of its replicas. It leaves out how far training has come, which
     * changes with every round and comes with the {@link NetworkState}.
     */
    public static String configuration(ComputationGraph graph) {
        var configuration = graph.getConfiguration().clone();
        configuration.setIterationCount(0);
        configuration.setEpochCount(0);
        return configuration.toJson();
    }

    /** An idle network of the configuration, or a new one. */
    public static ComputationGraph take(String configuration) {
        // Another configuration means another training: the networks of the last one are dropped.
        IDLE.keySet().removeIf(other -> !other.equals(configuration));
        var idle = IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .poll();
        return idle != null ? idle : build(configuration);
    }

    private static ComputationGraph build(String configuration) {
        // On an OutOfMemoryError DL4J would write a dump, with libraries that are left out here, and so hide the error.
        CrashReportingUtil.crashDumpsEnabled(false);
        var graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration));
        graph.init();
        graph.initGradientsView();
        graph.getUpdater();
        return graph;
    }

    /**
     * Keeps a network for the next task. Also returns freed native memory to the system, because the C library keeps it
     * in an arena for each thread, which other threads cannot use and which grows with each validation.
     */
    public static void giveBack(String configuration, ComputationGraph graph) {
        Pointer.trimMemory();
        IDLE.computeIfAbsent(configuration, key -> new ConcurrentLinkedQueue<>())
                .add(graph);
    }

    /**
     * Drops idle networks when a training ends: in this JVM, and in every executor that one of as many short tasks as
     * there are slots reaches. The others drop them when they train another network.
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
