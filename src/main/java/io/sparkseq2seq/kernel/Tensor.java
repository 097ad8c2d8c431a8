package io.sparkseq2seq.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A row-major matrix in native memory, [rows, cols], in single or double precision: what matrix products and kernels
 * work on. One in bf16 is only a factor of products ({@link MatrixProduct#factor}). Rows lie {@code stride} elements
 * apart, so a range of columns is a view like a range of rows. A view keeps nothing alive: its owner (an ND4J array or
 * an {@link Arena}) must outlive it.
 */
public final class Tensor {
    /** What elements are in. */
    enum Type {
        DOUBLE("double", Double.BYTES),
        SINGLE("float", Float.BYTES),
        BF16("bf16", 2);

        private final String text;
        private final int bytes;

        Type(String text, int bytes) {
            this.text = text;
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        static Type of(boolean single) {
            return single ? SINGLE : DOUBLE;
        }
    }

    private final long base;
    private final Type type;
    private final int rows;
    private final int cols;
    private final int stride;
    private FloatBuffer floats;
    private DoubleBuffer doubles;

    private Tensor(long base, Type type, int rows, int cols, int stride) {
        if (rows < 0 || cols < 0 || stride < cols) {
            throw new IllegalStateException("No such matrix: " + rows + " x " + cols + ", rows " + stride + " apart");
        }
        this.base = base;
        this.type = type;
        this.rows = rows;
        this.cols = cols;
        this.stride = stride;
    }

    /** A dense matrix over memory that starts at an address, in bytes. */
    static Tensor at(long address, Type type, int rows, int cols) {
        return new Tensor(address, type, rows, cols, cols);
    }

    /**
     * A matrix over the memory of an ND4J array of any rank whose elements lie densely in 'c' order.
     *
     * @param rows the product of the leading dimensions
     * @throws IllegalStateException when the array is of another type or is a view with gaps
     */
    public static Tensor of(INDArray array, int rows, int cols) {
        var type = array.dataType();
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalStateException("Neither float nor double: " + type);
        }
        if (array.length() != (long) rows * cols || !isDense(array)) {
            throw new IllegalStateException("Not a dense array of " + rows + " x " + cols + ": shape "
                    + IntStream.range(0, array.rank())
                            .mapToObj(i -> array.size(i) + "/" + array.stride(i))
                            .toList());
        }
        return slice(array, 0, rows, cols);
    }

    /** A matrix over the elements of a dense ND4J array, of single or double precision, from one on. */
    public static Tensor slice(INDArray array, long from, int rows, int cols) {
        var type = Type.of(array.dataType() == DataType.FLOAT);
        // The buffer's pointer starts at the allocation; the offset of the view is counted in elements.
        long start = array.offset() + from;
        return at(array.data().pointer().address() + start * type.bytes, type, rows, cols);
    }

    private static boolean isDense(INDArray array) {
        long expected = 1;
        for (int i = array.rank() - 1; i >= 0; i--) {
            if (array.size(i) != 1 && array.stride(i) != expected) {
                return false;
            }
            expected *= array.size(i);
        }
        return true;
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    int stride() {
        return stride;
    }

    boolean isSingle() {
        return type == Type.SINGLE;
    }

    /** Where the first element is. */
    PagedPointer pointer() {
        return new PagedPointer(base);
    }

    /** @throws IllegalStateException when it is of another type, as do all that take its elements for numbers */
    public FloatPointer floatPointer() {
        require(Type.SINGLE);
        return pointer().asFloatPointer();
    }

    DoublePointer doublePointer() {
        require(Type.DOUBLE);
        return pointer().asDoublePointer();
    }

    /** The rows {@code from} to {@code from + count}, as a view. */
    public Tensor rows(int from, int count) {
        check(from, count, rows);
        return new Tensor(base + (long) from * stride * type.bytes, type, count, cols, stride);
    }

    /** The columns {@code from} to {@code from + count} of every row, as a view. */
    public Tensor cols(int from, int count) {
        check(from, count, cols);
        return new Tensor(base + (long) from * type.bytes, type, rows, count, stride);
    }

    /** The same memory with other dimensions. */
    Tensor reshape(int newRows, int newCols) {
        if (stride != cols || (long) newRows * newCols != (long) rows * cols) {
            throw new IllegalStateException(
                    rows + " x " + cols + " (stride " + stride + ") is no " + newRows + " x " + newCols);
        }
        return new Tensor(base, type, newRows, newCols, newCols);
    }

    public double get(int row, int col) {
        int i = row * stride + col;
        return isSingle() ? floats().get(i) : doubles().get(i);
    }

    public void set(int row, int col, double value) {
        int i = row * stride + col;
        if (isSingle()) {
            floats().put(i, (float) value);
        } else {
            doubles().put(i, value);
        }
    }

    /** Copies one row out, to the start of an array. */
    public void load(int row, float[] into) {
        load(row, 0, into, cols);
    }

    /** Copies {@code n} elements of a row, from column {@code col} on, to the start of an array. */
    public void load(int row, int col, float[] into, int n) {
        floats().get(row * stride + col, into, 0, n);
    }

    /** Copies one row in, from the start of an array. */
    public void store(int row, float[] from) {
        store(row, 0, from, cols);
    }

    /** Copies {@code n} elements from the start of an array to a row, from column {@code col} on. */
    public void store(int row, int col, float[] from, int n) {
        floats().put(row * stride + col, from, 0, n);
    }

    /** Copies a row of another matrix of the same width and type. */
    public void copyRow(int row, Tensor from, int fromRow) {
        Pointer.memcpy(rowPointer(row), from.rowPointer(fromRow), (long) cols * type.bytes);
    }

    /** Copies another matrix of the same shape and type. */
    public void copy(Tensor from) {
        if (rows != from.rows || cols != from.cols) {
            throw new IllegalStateException(from + " into " + this);
        }
        if (stride == cols && from.stride == cols) {
            Pointer.memcpy(pointer(), from.pointer(), (long) rows * cols * type.bytes);
            return;
        }
        for (int r = 0; r < rows; r++) {
            copyRow(r, from, r);
        }
    }

    /** Sets everything to zero. */
    public void clear() {
        if (stride == cols) {
            Pointer.memset(pointer(), 0, (long) rows * cols * type.bytes);
        } else {
            for (int r = 0; r < rows; r++) {
                Pointer.memset(rowPointer(r), 0, (long) cols * type.bytes);
            }
        }
    }

    private Pointer rowPointer(int row) {
        return new PagedPointer(base + (long) row * stride * type.bytes);
    }

    FloatBuffer floats() {
        if (floats == null) {
            require(Type.SINGLE);
            floats = buffer().asFloatBuffer();
        }
        return floats;
    }

    private DoubleBuffer doubles() {
        if (doubles == null) {
            require(Type.DOUBLE);
            doubles = buffer().asDoubleBuffer();
        }
        return doubles;
    }

    private ByteBuffer buffer() {
        long bytes = rows == 0 ? 0 : ((long) (rows - 1) * stride + cols) * type.bytes;
        return pointer().asBytePointer().capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private void require(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException(this + " is not " + wanted.text);
        }
    }

    private static void check(int from, int count, int size) {
        if (from < 0 || count < 0 || from + count > size) {
            throw new IllegalStateException("From " + from + ", " + count + " of " + size);
        }
    }

    @Override
    public String toString() {
        return type.text + "[" + rows + ", " + cols + "]";
    }
}
