package io.sparkseq2seq.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Floats in native memory, one after another and of any number: weights and moments, as files hold them. It keeps what
 * it is a view of alive; {@link #close} frees it at once.
 */
public final class FloatVector implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Object owner;
    private final long address;
    private final long size;

    private FloatVector(Object owner, long address, long size) {
        this.owner = owner;
        this.address = address;
        this.size = size;
    }

    /** So many floats whose values are undefined, from the start of a cache line on. */
    public static FloatVector allocate(long size) {
        var memory = new BytePointer(size * Float.BYTES + ALIGNMENT);
        return new FloatVector(memory, (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, size);
    }

    /**
     * The elements of a dense array of floats.
     *
     * @throws IllegalStateException when it holds others
     */
    public static FloatVector of(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalStateException("Not floats: " + array.dataType());
        }
        long start = array.data().pointer().address() + array.offset() * Float.BYTES;
        return new FloatVector(array, start, array.length());
    }

    /** How many. */
    public long size() {
        return size;
    }

    /** Some of them, as a view. */
    public FloatVector slice(long from, long count) {
        check(from, count);
        return new FloatVector(owner, address + from * Float.BYTES, count);
    }

    /** Those from one on as a row-major matrix, which keeps nothing alive. */
    public Tensor matrix(long from, int rows, int cols) {
        check(from, (long) rows * cols);
        return Tensor.at(address + from * Float.BYTES, Tensor.Type.SINGLE, rows, cols);
    }

    /** The memory of some of them, little-endian, which keeps nothing alive. */
    public ByteBuffer bytes(long from, int count) {
        check(from, count);
        return new PagedPointer(address + from * Float.BYTES)
                .asBytePointer()
                .capacity((long) count * Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Copies all of another one that is as long. */
    public void set(FloatVector other) {
        if (other.size != size) {
            throw new IllegalStateException(other.size + " floats for " + size);
        }
        Pointer.memcpy(new PagedPointer(address), new PagedPointer(other.address), size * Float.BYTES);
    }

    private void check(long from, long count) {
        if (from < 0 || count < 0 || count > size - from) {
            throw new IllegalStateException("From " + from + ", " + count + " of " + size + " floats");
        }
    }

    /** Frees the memory, if it was allocated for this vector; no view of it may be used any more. */
    @Override
    public void close() {
        if (owner instanceof BytePointer memory) {
            memory.close();
        }
    }
}
