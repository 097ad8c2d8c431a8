package io.sparkseq2seq.model;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.openblas.global.openblas;

/**
 * The one seam through which all matrix products go: C = op(A) op(B) + beta C for row-major matrices, where op is the
 * identity or the transpose. Double precision always goes to OpenBLAS.
 */
enum MatrixProduct {
    /** OpenBLAS: on every platform that ND4J runs on. */
    OPENBLAS {
        @Override
        void single(boolean ta, Tensor a, boolean tb, Tensor b, float beta, Tensor c, int m, int n, int k) {
            openblas.cblas_sgemm(
                    openblas.CblasRowMajor,
                    ta ? openblas.CblasTrans : openblas.CblasNoTrans,
                    tb ? openblas.CblasTrans : openblas.CblasNoTrans,
                    m,
                    n,
                    k,
                    1f,
                    a.floatPointer(),
                    a.stride(),
                    b.floatPointer(),
                    b.stride(),
                    beta,
                    c.floatPointer(),
                    c.stride());
        }
    },
    /** oneDNN: faster on x86 by a tenth to a half, most of all for the small products of a recurrence. */
    ONEDNN {
        @Override
        void single(boolean ta, Tensor a, boolean tb, Tensor b, float beta, Tensor c, int m, int n, int k) {
            int status = dnnl.dnnl_sgemm(
                    (byte) (ta ? 'T' : 'N'),
                    (byte) (tb ? 'T' : 'N'),
                    m,
                    n,
                    k,
                    1f,
                    a.floatPointer(),
                    a.stride(),
                    b.floatPointer(),
                    b.stride(),
                    beta,
                    c.floatPointer(),
                    c.stride());
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN status " + status + " for " + a + " by " + b + " into " + c);
            }
        }
    };

    abstract void single(boolean ta, Tensor a, boolean tb, Tensor b, float beta, Tensor c, int m, int n, int k);

    /**
     * C = op(A) op(B) + beta C.
     *
     * @param ta whether A is taken transposed: it is then [k, m] in memory
     * @param tb whether B is taken transposed: it is then [n, k] in memory
     * @param beta 0 overwrites C, 1 adds to it
     * @param c [m, n]
     * @throws IllegalStateException when the shapes do not fit
     */
    final void multiply(boolean ta, Tensor a, boolean tb, Tensor b, double beta, Tensor c) {
        int m = ta ? a.cols() : a.rows();
        int k = ta ? a.rows() : a.cols();
        int n = tb ? b.rows() : b.cols();
        if ((tb ? b.cols() : b.rows()) != k || c.rows() != m || c.cols() != n) {
            throw new IllegalStateException(
                    (ta ? "transposed " : "") + a + " by " + (tb ? "transposed " : "") + b + " does not fit " + c);
        }
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            if (beta == 0) {
                c.clear();
            }
            return;
        }
        if (c.isSingle()) {
            single(ta, a, tb, b, (float) beta, c, m, n, k);
        } else {
            openblas.cblas_dgemm(
                    openblas.CblasRowMajor,
                    ta ? openblas.CblasTrans : openblas.CblasNoTrans,
                    tb ? openblas.CblasTrans : openblas.CblasNoTrans,
                    m,
                    n,
                    k,
                    1,
                    a.doublePointer(),
                    a.stride(),
                    b.doublePointer(),
                    b.stride(),
                    beta,
                    c.doublePointer(),
                    c.stride());
        }
    }

    /** C = A B + beta C. */
    final void product(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(false, a, false, b, beta, c);
    }

    /** C = A Bᵀ + beta C. */
    final void productByTransposed(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(false, a, true, b, beta, c);
    }

    /** C = Aᵀ B + beta C. */
    final void transposedProduct(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(true, a, false, b, beta, c);
    }
}
