package io.sparkseq2seq.train;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a round starts from and ends with: parameters and optimizer state, and how far training has come.
 *
 * @param slices one after another, the whole
 * @param iteration steps done, which the learning rate and Adam's bias correction go by
 * @param epoch epochs done
 */
record NetworkState(List<Slice> slices, int iteration, int epoch) implements Serializable {
    /**
     * The state of a network whose parameters and gradients are initialized.
     *
     * @param count of slices
     */
    static NetworkState of(ComputationGraph graph, int count) {
        var updater = graph.getUpdater().getStateViewArray();
        return of(
                graph,
                IntStream.range(0, count)
                        .mapToObj(i -> new Slice(bytes(graph.params(), i, count), bytes(updater, i, count)))
                        .toList());
    }

    /** As one slice, without the optimizer. */
    static NetworkState parametersOf(ComputationGraph graph) {
        return of(graph, List.of(new Slice(bytes(graph.params(), 0, 1), new byte[0])));
    }

    private static NetworkState of(ComputationGraph graph, List<Slice> slices) {
        var configuration = graph.getConfiguration();
        return new NetworkState(slices, configuration.getIterationCount(), configuration.getEpochCount());
    }

    /** Puts the state into a network of the same configuration. */
    void into(ComputationGraph graph) {
        for (int i = 0; i < slices.size(); i++) {
            put(slices.get(i), i, slices.size(), graph);
        }
        graph.getConfiguration().setIterationCount(iteration);
        graph.getConfiguration().setEpochCount(epoch);
    }

    /** Puts one of {@code count} slices into a network. */
    static void put(Slice slice, int number, int count, ComputationGraph graph) {
        put(slice.parameters(), graph.params(), number, count);
        if (slice.updater().length > 0) {
            put(slice.updater(), graph.getUpdater().getStateViewArray(), number, count);
        }
    }

    static byte[] bytes(INDArray array, int number, int count) {
        var pointer = pointer(array, number, count);
        var bytes = new byte[Math.toIntExact(pointer.limit() - pointer.position())];
        pointer.get(bytes);
        return bytes;
    }

    static void put(byte[] bytes, INDArray array, int number, int count) {
        var pointer = pointer(array, number, count);
        if (bytes.length != pointer.limit() - pointer.position()) {
            throw new IllegalStateException(
                    bytes.length + " bytes for slice " + number + " of " + count + " of " + array.length() + " floats");
        }
        pointer.put(bytes);
    }

    private static BytePointer pointer(INDArray array, int number, int count) {
        long from = array.offset() + array.length() * number / count;
        long to = array.offset() + array.length() * (number + 1) / count;
        return new BytePointer(array.data().pointer())
                .position(from * Float.BYTES)
                .limit(to * Float.BYTES);
    }
}
