package io.sparkseq2seq.kernel;

/**
 * Loops over float arrays that a JIT compiler turns into vector instructions: every array is read and written from its
 * start, no calls but {@link Math#fma}, no branches, no conversions. HotSpot's C2 does not vectorize a loop whose
 * arrays are indexed at different offsets, so a kernel keeps each row, and each gate of it, in its own array.
 *
 * <p>tanh is a quotient of polynomials in x², fitted on [0, {@value #TANH_END}] for the least absolute error, 5e-9
 * before rounding; beyond, float's tanh is 1. exp rests on Lambert's continued fraction tanh y = y / (1 + y² / (3 + y²
 * / (5 + …))), cut after y² / 13.
 */
public final class FloatMath {
    private static final float TANH_END = 7.9f;
    private static final float EXP_END = 2.7f;
    private static final float P0 = 1.0f;
    private static final float P1 = 0.13444453477859497f;
    private static final float P2 = 0.003571697510778904f;
    private static final float P3 = 2.1903440938331187e-05f;
    private static final float P4 = 1.5259717045523757e-08f;
    private static final float Q1 = 0.4677777588367462f;
    private static final float Q2 = 0.02616441808640957f;
    private static final float Q3 = 0.00034117454197257757f;
    private static final float Q4 = 8.530561785846658e-07f;

    private FloatMath() {}

    /** {@code scratch}, or a longer array when it has no room for n elements. */
    static float[] room(float[] scratch, int n) {
        return scratch.length >= n ? scratch : new float[n];
    }

    /** {@code scratch}, or more and longer arrays when it has no room for so many rows of n elements. */
    static float[][] room(float[][] scratch, int rows, int n) {
        if (scratch.length >= rows && (rows == 0 || scratch[0].length >= n)) {
            return scratch;
        }
        return new float[Math.max(rows, scratch.length)][n];
    }

    /** tanh of the first n elements, absolute error below 1e-6. */
    static void tanh(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float y = Math.max(-TANH_END, Math.min(TANH_END, x[i]));
            float u = y * y;
            float p = Math.fma(Math.fma(Math.fma(Math.fma(P4, u, P3), u, P2), u, P1), u, P0);
            float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, u, Q3), u, Q2), u, Q1), u, 1f);
            x[i] = y * p / q;
        }
    }

    /** The logistic function, σ(x) = (1 + tanh(x / 2)) / 2. */
    static void sigmoid(float[] x, int n) {
        for (int i = 0; i < n; i++) {
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
            x[i] = exp(x[i] - max);
        }
    }

    /** into += exp(x - max), as precise as {@link #exp}. */
    static void addExp(float[] x, float max, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] += exp(x[i] - max);
        }
    }

    /** x = exp(x - max), which is added to {@code sums}, as precise as {@link #exp}. */
    static void expWithSums(float[] x, float max, float[] sums, int n) {
        for (int i = 0; i < n; i++) {
            float e = exp(x[i] - max);
            x[i] = e;
            sums[i] += e;
        }
    }

    private static float exp(float x) {
        return power32(Math.max(-EXP_END, x * (1f / 32)));
    }

    /** e^2x of the first n elements, relative error below 1e-5 up to |x| = 20; x is cut off at 43. */
    static void expOfTwice(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = power32(Math.max(-EXP_END, Math.min(EXP_END, x[i] * (1f / 16))));
        }
    }

    /** e^32y for |y| ≤ {@value #EXP_END}: e^2y = (1 + tanh y) / (1 - tanh y), then squared four times. */
    private static float power32(float y) {
        float y2 = y * y;
        float p = y * Math.fma(Math.fma(378 + y2, y2, 17325f), y2, 135135f);
        float q = Math.fma(Math.fma(Math.fma(28f, y2, 3150f), y2, 62370f), y2, 135135f);
        float e = (q + p) / (q - p);
        e *= e;
        e *= e;
        e *= e;
        return e * e;
    }

    /**
     * into = tanh(a + b), given {@link #expOfTwice} of both: it is (e^2(a + b) - 1) / (e^2(a + b) + 1). The absolute
     * error is below 5e-6 up to |a|, |b| = 20, and below 1e-4 to 40.
     */
    static void tanhOfSum(float[] a, float[] b, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = 1 - 2 / (1 + a[i] * b[i]);
        }
    }

    /** The same times v: into = v ⊙ tanh(a + b). */
    static void scaledTanhOfSum(float[] v, float[] a, float[] b, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = v[i] * (1 - 2 / (1 + a[i] * b[i]));
        }
    }

    /** into += a. */
    static void add(float[] a, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] += a[i];
        }
    }

    /** into += a, and its maxima with {@code maxima} and sums with {@code sums}. */
    static void addWithMaximaAndSums(float[] a, float[] into, float[] maxima, float[] sums, int n) {
        for (int i = 0; i < n; i++) {
            float sum = into[i] + a[i];
            into[i] = sum;
            maxima[i] = Math.max(maxima[i], sum);
            sums[i] += sum;
        }
    }

    /** into = a + b. */
    static void sum(float[] a, float[] b, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = a[i] + b[i];
        }
    }

    /** into = a ⊙ b. */
    static void product(float[] a, float[] b, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = a[i] * b[i];
        }
    }

    /** into = the greater of a and b. */
    public static void max(float[] a, float[] b, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = Math.max(a[i], b[i]);
        }
    }

    /** x = scale x + offset. */
    static void affine(float[] x, int n, float scale, float offset) {
        for (int i = 0; i < n; i++) {
            x[i] = scale * x[i] + offset;
        }
    }

    /** x = scale x + offset, which is added to {@code sums}. */
    static void affineWithSums(float[] x, float scale, float offset, float[] sums, int n) {
        for (int i = 0; i < n; i++) {
            float value = scale * x[i] + offset;
            x[i] = value;
            sums[i] += value;
        }
    }

    /** into += scale x. */
    static void addScaled(float scale, float[] x, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] += scale * x[i];
        }
    }
}
