package io.sparkseq2seq.kernel;

import io.sparkseq2seq.config.ModelSettings;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import org.bytedeco.javacpp.Loader;

/**
 * The native libraries of this JVM, loaded and tried, for whoever asks whether they work.
 *
 * @param folder where they are unpacked; empty when there is none
 * @param product the library that takes matrix products; empty when none works
 * @param problem what is wrong; empty when nothing is
 */
public record NativeLibraries(String folder, String product, String problem) implements Serializable {

    /** Loads them as a job would, and lets them multiply two matrices. */
    public static NativeLibraries load() {
        NativeFolder.choose();
        try {
            ComputeThreads.limit();
            var product = MatrixProducts.of(ModelSettings.Product.AUTO, ModelSettings.Precision.F32);
            var wrong = multiply(product);
            return new NativeLibraries(unpackedIn(), product.name(), wrong);
        } catch (LinkageError | RuntimeException e) {
            return new NativeLibraries(unpackedIn(), "", problem(e));
        }
    }

    /** [1 1; 1 1] times itself is twice that. */
    private static String multiply(MatrixProduct product) {
        try (var arena = new Arena(true)) {
            var ones = arena.zeros(2, 2);
            var sums = arena.zeros(2, 2);
            for (int i = 0; i < 4; i++) {
                ones.set(i / 2, i % 2, 1);
            }
            product.multiply(false, ones, false, ones, 0, sums);
            return sums.get(1, 1) == 2 ? "" : "1·1 + 1·1 became " + sums.get(1, 1);
        }
    }

    private static String problem(Throwable thrown) {
        var folder = unpackedIn();
        if (folder.isEmpty()) {
            return "there is no folder to unpack them in: neither the home, nor java.io.tmpdir, nor a folder of the"
                    + " container's own can be written";
        }
        if (!NativeFolder.runsPrograms(new File(folder))) {
            return "the system runs no programs from " + folder + " (noexec)";
        }
        var first = thrown;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return String.valueOf(first).lines().findFirst().orElse("");
    }

    private static String unpackedIn() {
        try {
            return Loader.getCacheDir().getPath();
        } catch (IOException | LinkageError e) {
            return "";
        }
    }
}
