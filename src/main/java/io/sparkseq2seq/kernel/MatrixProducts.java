package io.sparkseq2seq.kernel;

import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.config.UserException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the library for matrix products on this machine. */
public final class MatrixProducts {
    private static final Logger LOG = LoggerFactory.getLogger(MatrixProducts.class);

    private static final Set<MatrixProduct> ANNOUNCED = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean INT8_ANNOUNCED = new AtomicBoolean();

    private MatrixProducts() {}

    /**
     * The library and precision that were asked for. For {@code auto}, oneDNN where its native library loads, else
     * OpenBLAS; and bf16 where the library is oneDNN and the processor has it.
     */
    public static MatrixProduct of(ModelSettings.Product wanted, ModelSettings.Precision precision) {
        var library =
                switch (wanted) {
                    case OPENBLAS -> MatrixProduct.OPENBLAS;
                    case ONEDNN -> MatrixProduct.ONEDNN;
                    case AUTO -> Fastest.PRODUCT;
                };
        boolean half =
                switch (precision) {
                    case F32 -> false;
                    case BF16 -> true;
                    case AUTO -> library == MatrixProduct.ONEDNN && Bf16.isNative();
                };
        if (half && library != MatrixProduct.ONEDNN) {
            throw new UserException(
                    "OpenBLAS has no products in bf16", "model.precision = bf16", "Set model.precision=auto or f32.");
        }
        var product = !half ? library : Bf16.isPossible() ? MatrixProduct.BF16 : MatrixProduct.ROUNDED;
        if (ANNOUNCED.add(product)) {
            announce(product);
        }
        return product;
    }

    /**
     * Says that logits are taken in 8 bits.
     *
     * @throws UserException when there are no such products
     */
    public static void announceInt8() {
        if (!Fastest.ONEDNN) {
            throw new UserException(
                    "products in 8 bits need oneDNN, which cannot be loaded here",
                    "translate.precision = int8",
                    "Set translate.precision=model.");
        }
        if (!INT8_ANNOUNCED.getAndSet(true)) {
            LOG.info(
                    "products of the output  oneDNN  {}  8 bits, sums in 32",
                    instructions(dnnl.dnnl_get_effective_cpu_isa()));
        }
    }

    private static void announce(MatrixProduct product) {
        if (product == MatrixProduct.OPENBLAS) {
            LOG.info("matrix products  OpenBLAS  {} compute thread(s) a task  f32", ComputeThreads.count());
            return;
        }
        int set = dnnl.dnnl_get_effective_cpu_isa();
        var version = dnnl.dnnl_version();
        LOG.info(
                "matrix products  oneDNN {}.{}  {}  {} compute thread(s) a task  {}",
                version.major(),
                version.minor(),
                instructions(set),
                ComputeThreads.count(),
                product == MatrixProduct.ONEDNN ? "f32" : "bf16, sums in f32");
        if (!has(set, dnnl.dnnl_cpu_isa_avx2)) {
            LOG.warn("This processor lacks AVX2, or something hides it (see ONEDNN_MAX_CPU_ISA): products take several"
                    + " times as long as on one that has it.");
        } else if (product != MatrixProduct.ONEDNN && !Bf16.isNative()) {
            LOG.warn("This processor has no instructions for bf16, so it is slower than f32 would be. Set"
                    + " model.precision=auto or f32.");
        }
    }

    /** The newest of the instruction sets that matter here. */
    private static String instructions(int set) {
        if (has(set, dnnl.dnnl_cpu_isa_avx512_core_amx)) {
            return "AMX";
        } else if (has(set, dnnl.dnnl_cpu_isa_avx512_core_bf16)) {
            return "AVX-512 with bf16";
        } else if (has(set, dnnl.dnnl_cpu_isa_avx512_core)) {
            return "AVX-512";
        }
        return has(set, dnnl.dnnl_cpu_isa_avx2) ? "AVX2" : "no AVX2";
    }

    private static boolean has(int set, int wanted) {
        return (set & wanted) == wanted;
    }

    /** Whether a flight recording runs in this JVM, which may sample threads by signals. */
    static boolean isRecorded() {
        try {
            return FlightRecorder.isInitialized()
                    && FlightRecorder.getFlightRecorder().getRecordings().stream()
                            .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
        } catch (NoClassDefFoundError e) {
            // A runtime without the module jdk.jfr can't record.
            return false;
        }
    }

    /** Found out once in a JVM. */
    private static final class Fastest {
        static final boolean ONEDNN = load();
        static final MatrixProduct PRODUCT = ONEDNN && isSafe() ? MatrixProduct.ONEDNN : MatrixProduct.OPENBLAS;

        private static boolean load() {
            try {
                NativeFolder.choose();
                Loader.load(dnnl.class);
                return true;
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                LOG.warn("oneDNN cannot be loaded here, so OpenBLAS computes the matrix products: {}", e.getMessage());
                return false;
            }
        }

        private static boolean isSafe() {
            boolean safe = has(dnnl.dnnl_get_effective_cpu_isa(), dnnl.dnnl_cpu_isa_avx512_core) || !isRecorded();
            if (!safe) {
                LOG.warn("A flight recording is running. oneDNN's products for AVX2 do not survive the signals that it"
                        + " sends, so OpenBLAS takes the matrix products, which is slower.");
            }
            return safe;
        }
    }
}
