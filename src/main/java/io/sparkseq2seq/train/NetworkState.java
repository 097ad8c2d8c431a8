package io.sparkseq2seq.train;

import java.io.Serializable;
import org.bytedeco.javacpp.BytePointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a round starts from and ends with: parameters and optimizer state as raw floats in the machine's order, for
 * plain bytes are what serializers and sockets move fastest.
 *
 * @param parameters of the network
 * @param updater the optimizer's moments
 * @param iteration steps done, which the learning rate and Adam's bias correction go by
 * @param epoch epochs done
 */
record NetworkState(byte[] parameters, byte[] updater, int iteration, int epoch) implements Serializable {
    /** The state of a network whose parameters and gradients are initialized. */
    static NetworkState of(ComputationGraph graph) {
        return new NetworkState(
                bytes(graph.params()),
                bytes(graph.getUpdater().getStateViewArray()),
                graph.getConfiguration().getIterationCount(),
                graph.getConfiguration().getEpochCount());
    }

    /** Puts the state into a network of the same configuration. */
    void into(ComputationGraph graph) {
        copy(parameters, graph.params());
        copy(updater, graph.getUpdater().getStateViewArray());
        graph.getConfiguration().setIterationCount(iteration);
        graph.getConfiguration().setEpochCount(epoch);
    }

    static byte[] bytes(INDArray array) {
        var bytes = new byte[Math.toIntExact(array.length() * Float.BYTES)];
        pointer(array, bytes.length).get(bytes);
        return bytes;
    }

    static void copy(byte[] bytes, INDArray array) {
        if (bytes.length != array.length() * Float.BYTES) {
            throw new IllegalStateException(bytes.length + " bytes for " + array.length() + " floats");
        }
        pointer(array, bytes.length).put(bytes);
    }

    /** A new array [1, n]. */
    static INDArray array(byte[] bytes) {
        var array = Nd4j.createUninitialized(new long[] {1, bytes.length / Float.BYTES});
        copy(bytes, array);
        return array;
    }

    private static BytePointer pointer(INDArray array, long length) {
        var pointer = new BytePointer(array.data().pointer());
        return pointer.position(array.offset() * Float.BYTES).limit(array.offset() * Float.BYTES + length);
    }
}
