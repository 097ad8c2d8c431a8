package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a round starts from and ends with: parameters and optimizer state, and how far training has come.
 *
 * @param slices which together, in order, are the whole state
 * @param iteration steps done, which the learning rate and Adam's bias correction go by
 * @param epoch epochs done
 */
public record NetworkState(List<Slice> slices, int iteration, int epoch) implements Serializable {
    /**
     * The state of a network whose parameters and gradients are initialized.
     *
     * @param count of slices
     * @param moments precision of the optimizer's moments; parameters always have full precision
     */
    public static NetworkState of(ComputationGraph graph, int count, Transfer moments) {
        return of(
                graph,
                count,
                i -> new Slice(Floats.of(graph.params(), i, count, Transfer.F32), moments(graph, i, count, moments)));
    }

    /** As one slice, without the optimizer. */
    public static NetworkState parametersOf(ComputationGraph graph) {
        return of(graph, 1, i -> new Slice(Floats.of(graph.params(), i, 1, Transfer.F32), Floats.NONE));
    }

    /** The state of a network that was trained from this state, in the same slices and precision. */
    NetworkState after(ComputationGraph graph) {
        int count = slices.size();
        var transfer = slices.get(0).updater().transfer();
        return transfer == Transfer.F32
                ? of(graph, count, transfer)
                : of(
                        graph,
                        count,
                        i -> new Slice(
                                Floats.change(
                                        graph.params(),
                                        i,
                                        count,
                                        transfer,
                                        slices.get(i).parameters()),
                                moments(graph, i, count, transfer)));
    }

    private static Floats moments(ComputationGraph graph, int number, int count, Transfer transfer) {
        return Floats.of(graph.getUpdater().getStateViewArray(), number, count, transfer);
    }

    private static NetworkState of(ComputationGraph graph, int count, IntFunction<Slice> slice) {
        var configuration = graph.getConfiguration();
        var slices = IntStream.range(0, count).mapToObj(slice).toList();
        return new NetworkState(slices, configuration.getIterationCount(), configuration.getEpochCount());
    }

    /** Puts the state into a network of the same configuration. */
    public void into(ComputationGraph graph) {
        for (int i = 0; i < slices.size(); i++) {
            put(slices.get(i), i, slices.size(), graph);
        }
        graph.getConfiguration().setIterationCount(iteration);
        graph.getConfiguration().setEpochCount(epoch);
    }

    private static void put(Slice slice, int number, int count, ComputationGraph graph) {
        slice.parameters().into(graph.params(), number, count);
        putMoments(slice, number, count, graph);
    }

    /** Puts the workers' mean of one of {@code count} slices into the network whose state their round began with. */
    static void putMean(Slice mean, int number, int count, ComputationGraph graph, OuterOptimizer outer) {
        mean.parameters().into(graph.params(), number, count, outer);
        putMoments(mean, number, count, graph);
    }

    private static void putMoments(Slice slice, int number, int count, ComputationGraph graph) {
        if (slice.updater().size() > 0) {
            slice.updater().into(graph.getUpdater().getStateViewArray(), number, count);
        }
    }
}
