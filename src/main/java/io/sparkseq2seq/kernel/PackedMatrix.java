package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;

/**
 * A matrix [rows, cols], in bf16 or single precision, in the blocked layout in which oneDNN multiplies by it fastest.
 */
record PackedMatrix(int rows, int cols, dnnl_memory_desc layout, BytePointer data) implements Weights.Copied {
    /**
     * The copy of a matrix of single precision, or of its transpose, in single precision.
     *
     * @param old of the same matrix, whose memory is taken again, or null
     */
    static PackedMatrix single(Tensor matrix, boolean transposed, PackedMatrix old) {
        int rows = transposed ? matrix.cols() : matrix.rows();
        int cols = transposed ? matrix.rows() : matrix.cols();
        var copy = old != null ? old : empty(dnnl.dnnl_f32, rows, cols);
        long stride = matrix.stride();
        OneDnn.copy(
                OneDnn.layout(dnnl.dnnl_f32, rows, cols, transposed ? 1 : stride, transposed ? stride : 1),
                matrix.floatPointer(),
                OneDnn.clone(copy.layout),
                copy.data);
        return copy;
    }

    /** A matrix whose values are undefined. */
    static PackedMatrix empty(int type, int rows, int cols) {
        var layout = OneDnn.packedLayout(type, rows, cols);
        return new PackedMatrix(rows, cols, layout, new BytePointer(dnnl.dnnl_memory_desc_get_size(layout)));
    }

    @Override
    public void free() {
        data.close();
        OneDnn.check(dnnl.dnnl_memory_desc_destroy(layout));
    }
}
