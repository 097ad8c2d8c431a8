package io.sparkseq2seq.model;

/**
 * Loops over float arrays that a JIT compiler turns into vector instructions: no calls but {@link Math#fma}, no
 * branches, no conversions.
 *
 * <p>tanh is a quotient of polynomials in x², fitted on [0, {@value #TANH_END}] for the least absolute error, 5e-9
 * before rounding; beyond, float's tanh is 1. exp rests on Lambert's continued fraction tanh y = y / (1 + y² / (3 + y²
 * / (5 + …))), cut after y² / 13.
 */
final class FloatMath {
    private static final float TANH_END = 7.9f;
    private static final float P0 = 1.0f;
    private static final float P1 = 0.13444453477859497f;
    private static final float P2 = 0.003571697510778904f;
    private static final float P3 = 2.1903440938331187e-05f;
    private static final float P4 = 1.5259717045523757e-08f;
    private static final float Q1 = 0.4677777588367462f;
    private static final float Q2 = 0.02616441808640957f;
    private static final float Q3 = 0.00034117454197257757f;
    private static final float Q4 = 8.530561785846658e-07f;

    /** Running maxima, which the compiler keeps in vectors. */
    private static final int MAX_WIDTH = 256;

    private FloatMath() {}

    /** {@code scratch}, or a longer array when it has no room for n elements. */
    static float[] room(float[] scratch, int n) {
        return scratch.length >= n ? scratch : new float[n];
    }

    /** tanh of the elements {@code from} to {@code to}, absolute error below 1e-6. */
    static void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.max(-TANH_END, Math.min(TANH_END, x[i]));
            float u = y * y;
            float p = Math.fma(Math.fma(Math.fma(Math.fma(P4, u, P3), u, P2), u, P1), u, P0);
            float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, u, Q3), u, Q2), u, Q1), u, 1f);
            x[i] = y * p / q;
        }
    }

    /** The logistic function, σ(x) = (1 + tanh(x / 2)) / 2. */
    static void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.max(-TANH_END, Math.min(TANH_END, 0.5f * x[i]));
            float u = y * y;
            float p = Math.fma(Math.fma(Math.fma(Math.fma(P4, u, P3), u, P2), u, P1), u, P0);
            float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, u, Q3), u, Q2), u, Q1), u, 1f);
            x[i] = Math.fma(0.5f * y, p / q, 0.5f);
        }
    }

    /**
     * exp(x - max) of the first n elements, none above max; relative error below 1e-5 down to e^-30, below 1e-4 to
     * e^-80.
     */
    static void exp(float[] x, int n, float max) {
        for (int i = 0; i < n; i++) {
            // e^2y = (1 + tanh y) / (1 - tanh y), then squared four times.
            float y = Math.max(-2.7f, (x[i] - max) * (1f / 32));
            float y2 = y * y;
            float p = y * Math.fma(Math.fma(378 + y2, y2, 17325f), y2, 135135f);
            float q = Math.fma(Math.fma(Math.fma(28f, y2, 3150f), y2, 62370f), y2, 135135f);
            float e = (q + p) / (q - p);
            e *= e;
            e *= e;
            e *= e;
            x[i] = e * e;
        }
    }

    static void add(float[] a, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] += a[i];
        }
    }

    /** into = a + b[from..]. */
    static void sum(float[] a, float[] b, int from, float[] into, int at, int n) {
        for (int i = 0; i < n; i++) {
            into[at + i] = a[i] + b[from + i];
        }
    }

    /** The gradient de v · tanh(z) of z, where t[from..] = tanh(z): into = de v (1 - t²). */
    static void tanhGradient(float de, float[] v, float[] t, int from, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            float ti = t[from + i];
            into[i] = de * v[i] * (1 - ti * ti);
        }
    }

    /** x = scale x + offset. */
    static void affine(float[] x, int n, float scale, float offset) {
        for (int i = 0; i < n; i++) {
            x[i] = scale * x[i] + offset;
        }
    }

    /** into[at..] += scale x[from..]. */
    static void addScaled(float scale, float[] x, int from, float[] into, int at, int n) {
        for (int i = 0; i < n; i++) {
            into[at + i] += scale * x[from + i];
        }
    }

    /** x[from..] · y[at..]; eight running sums, which the compiler may keep in vectors. */
    static float dot(float[] x, int from, float[] y, int at, int n) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            s0 += x[from + i] * y[at + i];
            s1 += x[from + i + 1] * y[at + i + 1];
            s2 += x[from + i + 2] * y[at + i + 2];
            s3 += x[from + i + 3] * y[at + i + 3];
            s4 += x[from + i + 4] * y[at + i + 4];
            s5 += x[from + i + 5] * y[at + i + 5];
            s6 += x[from + i + 6] * y[at + i + 6];
            s7 += x[from + i + 7] * y[at + i + 7];
        }
        for (; i < n; i++) {
            s0 += x[from + i] * y[at + i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    static double sum(float[] x, int n) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < n; i++) {
            s0 += x[i];
        }
        return ((double) s0 + s1) + ((double) s2 + s3) + (((double) s4 + s5) + ((double) s6 + s7));
    }

    /** The greatest of the first n elements. */
    static float max(float[] x, int n, float[] scratch) {
        int width = Math.min(MAX_WIDTH, n);
        System.arraycopy(x, 0, scratch, 0, width);
        int from = width;
        for (; from + width <= n; from += width) {
            for (int i = 0; i < width; i++) {
                scratch[i] = Math.max(scratch[i], x[from + i]);
            }
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            max = Math.max(max, scratch[i]);
        }
        for (; from < n; from++) {
            max = Math.max(max, x[from]);
        }
        return max;
    }
}
