package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's primitives for matrices as objects, each made for one shape. Making one compiles its kernel, which takes up
 * to a few milliseconds; running one adds a microsecond to its work.
 */
final class OneDnn {
    private OneDnn() {}

    /** The processor, made once. */
    private static final class Cpu {
        static final dnnl_engine ENGINE = new dnnl_engine();

        static {
            check(dnnl.dnnl_engine_create(ENGINE, dnnl.dnnl_cpu, 0));
        }
    }

    static dnnl_stream stream() {
        var stream = new dnnl_stream();
        check(dnnl.dnnl_stream_create(stream, Cpu.ENGINE, dnnl.dnnl_stream_default_flags));
        return stream;
    }

    /** [rows, cols] in memory with these distances between rows and between columns, in elements. */
    static dnnl_memory_desc layout(int type, long rows, long cols, long rowStride, long colStride) {
        var layout = new dnnl_memory_desc();
        check(dnnl.dnnl_memory_desc_create_with_strides(
                layout, 2, new long[] {rows, cols}, type, new long[] {rowStride, colStride}));
        return layout;
    }

    private static dnnl_memory_desc anyLayout(int type, long rows, long cols) {
        var layout = new dnnl_memory_desc();
        check(dnnl.dnnl_memory_desc_create_with_tag(
                layout, 2, new long[] {rows, cols}, type, dnnl.dnnl_format_tag_any));
        return layout;
    }

    /** The layout of B [k, n] in which it multiplies factors of its type fastest; the same at every call. */
    static dnnl_memory_desc packedLayout(int type, int k, int n) {
        int rows = 64;
        var description = matmulDescription(
                layout(type, rows, k, k, 1), anyLayout(type, k, n), layout(dnnl.dnnl_f32, rows, n, n, 1), false);
        var layout = clone(dnnl.dnnl_primitive_desc_query_md(description, dnnl.dnnl_query_weights_md, 0));
        check(dnnl.dnnl_primitive_desc_destroy(description));
        return layout;
    }

    /** Another object for the same layout. */
    static dnnl_memory_desc clone(dnnl_memory_desc layout) {
        var clone = new dnnl_memory_desc();
        check(dnnl.dnnl_memory_desc_clone(clone, layout));
        return clone;
    }

    /** Copies a matrix to another layout; for what is done once a step, since it makes its primitive each time. */
    static void copy(dnnl_memory_desc from, Pointer source, dnnl_memory_desc to, Pointer target) {
        var stream = stream();
        var primitive = Primitive.reorder(from, to);
        primitive.run(stream, source, target);
        primitive.destroy();
        check(dnnl.dnnl_stream_destroy(stream));
        check(dnnl.dnnl_memory_desc_destroy(from));
        check(dnnl.dnnl_memory_desc_destroy(to));
    }

    private static dnnl_primitive_desc matmulDescription(
            dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc c, boolean add) {
        var attributes = new dnnl_primitive_attr();
        check(dnnl.dnnl_primitive_attr_create(attributes));
        if (add) {
            var sum = new dnnl_post_ops();
            check(dnnl.dnnl_post_ops_create(sum));
            check(dnnl.dnnl_post_ops_append_sum(sum, 1, 0, dnnl.dnnl_data_type_undef));
            check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, sum));
            check(dnnl.dnnl_post_ops_destroy(sum));
        }
        var description = new dnnl_primitive_desc();
        check(dnnl.dnnl_matmul_primitive_desc_create(description, Cpu.ENGINE, a, b, null, c, attributes));
        check(dnnl.dnnl_primitive_attr_destroy(attributes));
        return description;
    }

    static void check(int status) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN status " + status);
        }
    }

    /** A primitive and the memory that it works on, which is given at each run. */
    static final class Primitive {
        private final dnnl_primitive primitive = new dnnl_primitive();
        private final dnnl_memory[] memories;
        private final dnnl_exec_arg_t arguments;

        private Primitive(dnnl_primitive_desc description, int[] roles, dnnl_memory_desc... layouts) {
            check(dnnl.dnnl_primitive_create(primitive, description));
            check(dnnl.dnnl_primitive_desc_destroy(description));
            memories = new dnnl_memory[roles.length];
            arguments = new dnnl_exec_arg_t(roles.length);
            for (int i = 0; i < roles.length; i++) {
                memories[i] = new dnnl_memory();
                check(dnnl.dnnl_memory_create(memories[i], layouts[i], Cpu.ENGINE, null));
                arguments.position(i).arg(roles[i]).memory(memories[i]);
            }
            arguments.position(0);
        }

        /** C = A B, or C += A B. */
        static Primitive matmul(dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc c, boolean add) {
            int[] roles = {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST};
            return new Primitive(matmulDescription(a, b, c, add), roles, a, b, c);
        }

        /** Copies a matrix to another layout and precision. */
        static Primitive reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
            var description = new dnnl_primitive_desc();
            check(dnnl.dnnl_reorder_primitive_desc_create(description, from, Cpu.ENGINE, to, Cpu.ENGINE, null));
            return new Primitive(description, new int[] {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO}, from, to);
        }

        /** Runs on these matrices, in the order in which their layouts were given. */
        void run(dnnl_stream stream, Pointer... matrices) {
            for (int i = 0; i < matrices.length; i++) {
                check(dnnl.dnnl_memory_set_data_handle(memories[i], matrices[i]));
            }
            check(dnnl.dnnl_primitive_execute(primitive, stream, matrices.length, arguments));
        }

        void destroy() {
            for (var memory : memories) {
                check(dnnl.dnnl_memory_destroy(memory));
            }
            check(dnnl.dnnl_primitive_destroy(primitive));
            arguments.close();
        }
    }
}
