package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings.Transfer;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A share of an array in transit between machines: plain bytes, which serializers and sockets move fastest. In f32 they
 * are floats in the byte order of the machine. In bf16 the floats are rounded to their upper halves, ties to even; they
 * are worked on in blocks of {@value #BLOCK}, and an integer holds number i of a block in its upper and number i +
 * {@value #HALF} in its lower half, so that packing is plain integer arithmetic, which the compiler turns into vector
 * instructions.
 *
 * @param size how many floats
 */
public record Floats(Transfer transfer, int size, byte[] bytes) implements Serializable {
    static final Floats NONE = new Floats(Transfer.F32, 0, new byte[0]);

    /** So many fit into the processor's nearest cache. */
    private static final int BLOCK = 4096;

    private static final int HALF = BLOCK / 2;
    private static final int UPPER = 0xFFFF0000;

    /** One of {@code count} even shares of an array. */
    public static Floats of(INDArray array, int number, int count, Transfer transfer) {
        return of(array, number, count, transfer, NONE);
    }

    /** One of {@code count} even shares of an array, less what it was before. */
    static Floats change(INDArray array, int number, int count, Transfer transfer, Floats before) {
        return of(array, number, count, transfer, before);
    }

    private static Floats of(INDArray array, int number, int count, Transfer transfer, Floats before) {
        var from = share(array, number, count);
        int size = Math.toIntExact(from.limit() - from.position());
        return filled(size, transfer, (first, block, n, spare) -> {
            from.getPointer(first).get(block, 0, n);
            if (before.size > 0) {
                before.read(first, spare, n);
                add(-1, spare, block);
            }
        });
    }

    /**
     * The weighted mean, summed in the given order, so that every run gives the same result. The sum of the weights
     * must be positive.
     */
    static Floats mean(List<Floats> all, long[] weights) {
        double sum = Arrays.stream(weights).sum();
        var like = all.get(0);
        return filled(like.size, like.transfer, (first, block, n, spare) -> {
            Arrays.fill(block, 0);
            for (int i = 0; i < weights.length; i++) {
                all.get(i).read(first, spare, n);
                add((float) (weights[i] / sum), spare, block);
            }
        });
    }

    /** Sets one of {@code count} even shares of an array. */
    public void into(INDArray array, int number, int count) {
        write(array, number, count, (first, block, n, spare) -> read(first, block, n));
    }

    /** Adds them to one of {@code count} even shares of an array. */
    public void addTo(INDArray array, int number, int count) {
        merge(array, number, count, (there, block, n, from) -> add(1, there, block));
    }

    /**
     * Lets an outer optimizer update one of {@code count} even shares of the parameters. This is the mean of the
     * workers' parameters, or in bf16 its difference from the current ones.
     */
    public void into(INDArray parameters, int number, int count, OuterOptimizer outer) {
        merge(parameters, number, count, (start, block, n, from) -> {
            if (transfer != Transfer.F32) {
                add(1, start, block);
            }
            outer.step(start, block, n, from);
        });
    }

    private interface Merge {
        /** Combines n current elements, starting at number {@code from}, with the block. */
        void apply(float[] there, float[] block, int n, long from);
    }

    private void merge(INDArray array, int number, int count, Merge merge) {
        var share = share(array, number, count);
        long from = share.position() - array.offset();
        write(array, number, count, (first, block, n, there) -> {
            share.getPointer(first).get(there, 0, n);
            read(first, block, n);
            merge.apply(there, block, n, from + first);
        });
    }

    private interface Block {
        /** Sets the first n elements of the block, which are from number {@code first} on. */
        void set(int first, float[] block, int n, float[] spare);
    }

    private static Floats filled(int size, Transfer transfer, Block content) {
        int bytes = Math.toIntExact(transfer == Transfer.F32 ? 4L * size : 4L * words(size));
        var floats = new Floats(transfer, size, new byte[bytes]);
        blocks(size, content, floats::write);
        return floats;
    }

    private void write(INDArray array, int number, int count, Block content) {
        var to = share(array, number, count);
        if (to.limit() - to.position() != size) {
            throw new IllegalStateException(
                    size + " floats for share " + number + " of " + count + " of " + array.length());
        }
        blocks(size, content, (first, block, n) -> to.getPointer(first).put(block, 0, n));
    }

    private interface Sink {
        void take(int first, float[] block, int n);
    }

    private static void blocks(int size, Block content, Sink sink) {
        var block = new float[BLOCK];
        var spare = new float[BLOCK];
        for (int first = 0; first < size; first += BLOCK) {
            int n = Math.min(BLOCK, size - first);
            content.set(first, block, n, spare);
            sink.take(first, block, n);
        }
    }

    private static FloatPointer share(INDArray array, int number, int count) {
        long from = array.length() * number / count;
        long to = array.length() * (number + 1) / count;
        return new FloatPointer(array.data().pointer())
                .position(array.offset() + from)
                .limit(array.offset() + to);
    }

    private static void add(float factor, float[] values, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] += factor * values[i];
        }
    }

    private void read(int first, float[] block, int n) {
        if (transfer == Transfer.F32) {
            buffer(4 * first, 4 * n).asFloatBuffer().get(block, 0, n);
            return;
        }
        var bits = new int[BLOCK];
        var words = new int[HALF];
        buffer(2 * first, 4 * words(n)).asIntBuffer().get(words, 0, words(n));
        for (int i = 0; i < HALF; i++) {
            bits[i] = words[i] & UPPER;
        }
        for (int i = 0; i < HALF; i++) {
            bits[HALF + i] = words[i] << 16;
        }
        var raw = ByteBuffer.allocate(4 * BLOCK).order(ByteOrder.nativeOrder());
        raw.asIntBuffer().put(bits);
        raw.asFloatBuffer().get(block, 0, n);
    }

    private void write(int first, float[] block, int n) {
        if (transfer == Transfer.F32) {
            buffer(4 * first, 4 * n).asFloatBuffer().put(block, 0, n);
            return;
        }
        var raw = ByteBuffer.allocate(4 * BLOCK).order(ByteOrder.nativeOrder());
        raw.asFloatBuffer().put(block, 0, n);
        var upper = new int[HALF];
        var lower = new int[HALF];
        raw.asIntBuffer().get(upper);
        raw.position(4 * HALF);
        raw.asIntBuffer().get(lower);
        for (int i = 0; i < HALF; i++) {
            int u = upper[i];
            int l = lower[i];
            upper[i] = (u + 0x7FFF + (u >>> 16 & 1) & UPPER) | (l + 0x7FFF + (l >>> 16 & 1)) >>> 16;
        }
        buffer(2 * first, 4 * words(n)).asIntBuffer().put(upper, 0, words(n));
    }

    /** How many integers hold so many floats in blocks, of which the last may be shorter. */
    private static int words(int size) {
        return size / BLOCK * HALF + Math.min(HALF, size % BLOCK);
    }

    private ByteBuffer buffer(int from, int length) {
        return ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.nativeOrder());
    }
}
