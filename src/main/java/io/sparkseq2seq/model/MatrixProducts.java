package io.sparkseq2seq.model;

import io.sparkseq2seq.config.ModelSettings;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which library takes the matrix products on this machine. */
final class MatrixProducts {
    private static final Logger LOG = LoggerFactory.getLogger(MatrixProducts.class);

    private MatrixProducts() {}

    /** The library that was asked for; for {@code auto}, oneDNN where its native library loads, else OpenBLAS. */
    static MatrixProduct of(ModelSettings.Product wanted) {
        return switch (wanted) {
            case OPENBLAS -> MatrixProduct.OPENBLAS;
            case ONEDNN -> MatrixProduct.ONEDNN;
            case AUTO -> Fastest.PRODUCT;
        };
    }

    /** Found out once in a JVM. */
    private static final class Fastest {
        static final MatrixProduct PRODUCT = find();

        private static MatrixProduct find() {
            try {
                Loader.load(dnnl.class);
                return MatrixProduct.ONEDNN;
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                LOG.warn("oneDNN is not to be had here, so OpenBLAS takes the matrix products: {}", e.getMessage());
                return MatrixProduct.OPENBLAS;
            }
        }
    }
}
