package io.sparkseq2seq.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Working memory of one network for one batch: matrices are cut from a native block and all given back at once by
 * {@link #reset}. The block grows to the largest batch seen and stays, so memory is flat after the first batches. Not
 * thread-safe.
 */
public final class Arena implements AutoCloseable {
    private static final long ALIGNMENT = 64;
    private static final long SMALLEST = 1 << 20;

    static {
        NativeFolder.choose();
    }

    private final boolean single;
    private final List<BytePointer> blocks = new ArrayList<>();
    private long used;
    private long total;

    public Arena(boolean single) {
        this.single = single;
    }

    public boolean isSingle() {
        return single;
    }

    /** A matrix whose values are undefined. */
    public Tensor tensor(int rows, int cols) {
        var type = Tensor.Type.of(single);
        return Tensor.at(address((long) rows * cols * type.bytes()), type, rows, cols);
    }

    /** A matrix in bf16 whose values are undefined. */
    Tensor bf16(int rows, int cols) {
        var type = Tensor.Type.BF16;
        return Tensor.at(address((long) rows * cols * type.bytes()), type, rows, cols);
    }

    private long address(long size) {
        long bytes = Math.max(ALIGNMENT, align(size));
        if (blocks.isEmpty() || used + bytes > last().capacity() - ALIGNMENT) {
            // A fifth more than needed, so that batches of slowly rising size do not reallocate each time.
            add(Math.max(SMALLEST, Math.max(bytes + bytes / 5, total / 2)));
        }
        long address = align(last().address()) + used;
        used += bytes;
        return address;
    }

    /** A matrix of zeros. */
    public Tensor zeros(int rows, int cols) {
        var tensor = tensor(rows, cols);
        tensor.clear();
        return tensor;
    }

    /** Gives all matrices back; those handed out before must not be used any more. */
    public void reset() {
        if (blocks.size() > 1) {
            long all = total;
            close();
            add(all);
        }
        used = 0;
    }

    private BytePointer last() {
        return blocks.get(blocks.size() - 1);
    }

    private void add(long bytes) {
        blocks.add(new BytePointer(bytes + ALIGNMENT));
        total += bytes;
        used = 0;
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    @Override
    public void close() {
        blocks.forEach(BytePointer::close);
        blocks.clear();
        total = 0;
        used = 0;
    }
}
