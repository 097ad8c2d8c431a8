package io.sparkseq2seq.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * An even share of a network's floats, in the machine's order: plain bytes are what serializers and sockets move
 * fastest.
 *
 * @param parameters of the network
 * @param updater the optimizer's moments; empty where they are not needed
 */
record Slice(byte[] parameters, byte[] updater) implements Serializable {
    /** Floats that are added up at a time: they stay in the processor's nearest cache. */
    private static final int BLOCK = 4096;

    /**
     * The weighted mean of the same slice of several networks. It is summed in the order given, so that it is the same
     * at every run.
     *
     * @param weights of each; their sum is more than 0
     */
    static Slice mean(List<Slice> slices, long[] weights) {
        return new Slice(
                meanOf(slices.stream().map(Slice::parameters).toList(), weights),
                meanOf(slices.stream().map(Slice::updater).toList(), weights));
    }

    private static byte[] meanOf(List<byte[]> values, long[] weights) {
        double all = Arrays.stream(weights).sum();
        var mean = new byte[values.get(0).length];
        var out = floats(mean);
        var in = values.stream().map(Slice::floats).toList();
        var sum = new float[BLOCK];
        var block = new float[BLOCK];
        for (int from = 0; from < out.capacity(); from += BLOCK) {
            int count = Math.min(BLOCK, out.capacity() - from);
            Arrays.fill(sum, 0);
            for (int i = 0; i < in.size(); i++) {
                in.get(i).get(from, block, 0, count);
                add((float) (weights[i] / all), block, sum);
            }
            out.put(from, sum, 0, count);
        }
        return mean;
    }

    private static void add(float weight, float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
        }
    }

    private static FloatBuffer floats(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
