package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;

/** A matrix [rows, cols] in bf16, in the blocked layout in which oneDNN multiplies by it fastest. */
record PackedMatrix(int rows, int cols, dnnl_memory_desc layout, BytePointer data) implements Weights.Copied {
    @Override
    public void free() {
        data.close();
        OneDnn.check(dnnl.dnnl_memory_desc_destroy(layout));
    }
}
