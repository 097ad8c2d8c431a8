package io.sparkseq2seq.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's primitives for one thread at a time, made when they are first run; the most recently used ones are kept.
 * oneDNN shares their kernels, of half a megabyte each.
 *
 * @param <S> the shape that a primitive is made for
 */
final class Primitives<S> {
    private static final int MOST = 4096;

    private final dnnl_stream stream = OneDnn.stream();
    private final Map<S, OneDnn.Primitive> primitives = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<S, OneDnn.Primitive> eldest) {
            if (size() > MOST) {
                eldest.getValue().destroy();
                return true;
            }
            return false;
        }
    };

    /**
     * Runs the primitive for a shape.
     *
     * @param maker of the primitive, for the first time
     * @param matrices in the order in which their layouts were given
     */
    void run(S shape, Supplier<OneDnn.Primitive> maker, Pointer... matrices) {
        primitives.computeIfAbsent(shape, s -> maker.get()).run(stream, matrices);
    }
}
