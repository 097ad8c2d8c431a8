package io.sparkseq2seq.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.openblas.global.openblas;

/**
 * The one interface for all matrix products: C = op(A) op(B) + beta C for row-major matrices, where op is the identity
 * or the transpose, and beta is 0 or 1. Double precision always goes to OpenBLAS.
 *
 * <p>By weights that are not trained, in single precision, a row's product is the same whatever rows stand beside it
 * (see {@link RowBlocks}).
 */
public enum MatrixProduct {
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

        @Override
        void atOnce(Tensor a, boolean tb, Weights b, boolean add, Tensor c) {
            // Where it splits a product among threads, columns come to other sums.
            ComputeThreads.aloneInOpenBlas(() -> super.atOnce(a, tb, b, add, c));
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

        @Override
        void atOnce(Tensor a, boolean tb, Weights b, boolean add, Tensor c) {
            var packed = b.packed(tb);
            Float32.POOL.run(f32 -> f32.multiplyAtOnce(a, packed, add, c));
        }

        @Override
        void byWeights(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
            if (tb && c.isSingle() && a.rows() >= SOME && isLarge(b.value())) {
                checkByWeights(a, tb, b.value(), c);
                Float32.POOL.run(f32 -> f32.multiplyByTransposed(a, b.value(), beta, c));
            } else if (a.rows() >= SOME) {
                byWeightsOften(a, tb, b, beta, c);
            } else {
                super.byWeights(a, tb, b, beta, c);
            }
        }

        @Override
        void byWeightsOften(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
            if (c.isSingle() && (tb || a.rows() < MANY)) {
                multiply(false, a, false, b.spaced(tb), beta, c);
            } else {
                super.byWeights(a, tb, b, beta, c);
            }
        }
    },
    /**
     * oneDNN with factors rounded to bf16 and sums in single precision: for processors that have instructions for it.
     */
    BF16 {
        @Override
        void single(boolean ta, Tensor a, boolean tb, Tensor b, float beta, Tensor c, int m, int n, int k) {
            Bf16.POOL.run(bf16 -> bf16.multiply(ta, a, tb, b, beta == 1, c));
        }

        @Override
        void atOnce(Tensor a, boolean tb, Weights b, boolean add, Tensor c) {
            var packed = b.bf16(tb);
            Bf16.POOL.run(bf16 -> bf16.multiplyAtOnce(a, packed, add, c));
        }

        @Override
        void byWeights(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
            if (!c.isSingle() || a.rows() == 0) {
                super.byWeights(a, tb, b, beta, c);
                return;
            }
            long start = System.nanoTime();
            checkByWeights(a, tb, b.value(), c);
            var packed = b.bf16(tb);
            Bf16.POOL.run(bf16 -> bf16.multiply(a, packed, beta == 1, c));
            Phases.multiplied(start);
        }

        @Override
        public Tensor factor(int rows, int cols, Arena arena) {
            return arena.isSingle() ? arena.bf16(Bf16.filled(rows, Bf16.ROWS), cols) : null;
        }
    },
    /** What {@link #BF16} gives, on processors that cannot compute in bf16: rounded factors in single precision. */
    ROUNDED {
        @Override
        void single(boolean ta, Tensor a, boolean tb, Tensor b, float beta, Tensor c, int m, int n, int k) {
            RoundedFactors.POOL.run(
                    factors -> ONEDNN.single(ta, factors.left(a), tb, factors.right(b), beta, c, m, n, k));
        }

        @Override
        void atOnce(Tensor a, boolean tb, Weights b, boolean add, Tensor c) {
            var packed = b.packedRounded(tb);
            RoundedFactors.POOL.run(factors -> {
                var rounded = factors.left(a);
                Float32.POOL.run(f32 -> f32.multiplyAtOnce(rounded, packed, add, c));
            });
        }

        @Override
        void byWeights(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
            if (c.isSingle()) {
                RoundedFactors.POOL.run(
                        factors -> ONEDNN.multiply(false, factors.left(a), false, b.rounded(tb), beta, c));
            } else {
                super.byWeights(a, tb, b, beta, c);
            }
        }
    };

    /** Rows of A from which on a product by weights gains more than a copy of them costs. */
    private static final int SOME = 96;
    /**
     * Rows of A from which on oneDNN itself copies B to where it multiplies fastest. It does not where B is transposed:
     * then the same product takes twice the time or not, as the memory happens to lie.
     */
    private static final int MANY = 384;
    /** Elements of weights from which on a copy of them, made each step, costs more than a part of their product. */
    private static final int LARGE = 1 << 21;

    private static boolean isLarge(Tensor weights) {
        return (long) weights.rows() * weights.cols() >= LARGE;
    }

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
        check((tb ? b.cols() : b.rows()) == k && c.rows() == m && c.cols() == n, a, tb, b, c);
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            if (beta == 0) {
                c.clear();
            }
            return;
        }
        long start = System.nanoTime();
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
        Phases.multiplied(start);
    }

    private static void check(boolean fits, Tensor a, boolean tb, Tensor b, Tensor c) {
        if (!fits) {
            throw new IllegalStateException(a + " by " + (tb ? "transposed " : "") + b + " does not fit " + c);
        }
    }

    private static void checkByWeights(Tensor a, boolean tb, Tensor b, Tensor c) {
        int k = tb ? b.cols() : b.rows();
        int n = tb ? b.rows() : b.cols();
        check(a.rows() == c.rows() && a.cols() == k && c.cols() == n, a, tb, b, c);
    }

    /**
     * Space for a matrix that is a factor of several products, in the precision that they round it to; the other factor
     * of each is not rounded before.
     *
     * @return null where they take matrices as they are
     */
    public Tensor factor(int rows, int cols, Arena arena) {
        return null;
    }

    /**
     * A matrix for several products, so that it is not rounded for each.
     *
     * @param space of {@link #factor(int, int, Arena)}, for as many rows or more
     */
    public final Tensor factor(Tensor a, Tensor space) {
        if (space == null) {
            return a;
        }
        long start = System.nanoTime();
        var filled = space.rows(0, Bf16.filled(a.rows(), Bf16.ROWS));
        Bf16.POOL.run(bf16 -> bf16.round(a, filled));
        Phases.multiplied(start);
        return filled.rows(0, a.rows());
    }

    /** The same in space of its own. */
    public final Tensor factor(Tensor a, Arena arena) {
        return factor(a, factor(a.rows(), a.cols(), arena));
    }

    /**
     * C = A op(B), or C += A op(B), in single precision, by a kernel for all rows: what {@link RowBlocks} are made of.
     */
    void atOnce(Tensor a, boolean tb, Weights b, boolean add, Tensor c) {
        int n = c.cols();
        single(false, a, tb, b.value(), add ? 1 : 0, c, a.rows(), n, a.cols());
    }

    /** C = A op(B) + beta C, where B are weights that are trained. */
    void byWeights(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
        multiply(false, a, tb, b.value(), beta, c);
    }

    /** The same, where it is done so often before the weights change that it is worth copying them. */
    void byWeightsOften(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
        byWeights(a, tb, b, beta, c);
    }

    private boolean byFixed(Tensor a, boolean tb, Weights b, double beta, Tensor c) {
        if (!b.isFixed() || !a.isSingle() || !c.isSingle()) {
            return false;
        }
        checkByWeights(a, tb, b.value(), c);
        long start = System.nanoTime();
        b.blocks(this, tb).multiply(a, beta == 1, c);
        Phases.multiplied(start);
        return true;
    }

    /** C = A B + beta C, where B are recurrent weights and A the states of one step. */
    public final void stepProduct(Tensor a, Weights b, double beta, Tensor c) {
        if (!byFixed(a, false, b, beta, c)) {
            byWeightsOften(a, false, b, beta, c);
        }
    }

    /** C = A Bᵀ + beta C, where B are recurrent weights and A the gradients of one step. */
    public final void stepProductByTransposed(Tensor a, Weights b, double beta, Tensor c) {
        byWeightsOften(a, true, b, beta, c);
    }

    /** C = A B + beta C, where B are weights. */
    public final void product(Tensor a, Weights b, double beta, Tensor c) {
        if (!byFixed(a, false, b, beta, c)) {
            byWeights(a, false, b, beta, c);
        }
    }

    /** C = A Bᵀ + beta C, where B are weights. */
    public final void productByTransposed(Tensor a, Weights b, double beta, Tensor c) {
        if (!byFixed(a, true, b, beta, c)) {
            byWeights(a, true, b, beta, c);
        }
    }

    /** C = A B + beta C. */
    public final void product(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(false, a, false, b, beta, c);
    }

    /** C = A Bᵀ + beta C. */
    public final void productByTransposed(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(false, a, true, b, beta, c);
    }

    /** C = Aᵀ B + beta C. */
    public final void transposedProduct(Tensor a, Tensor b, double beta, Tensor c) {
        multiply(true, a, false, b, beta, c);
    }
}
