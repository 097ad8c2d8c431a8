package io.sparkseq2seq.model;

/**
 * Loops over float arrays that a JIT compiler turns into vector instructions: no calls, no branches, no conversions.
 *
 * <p>tanh and exp rest on Lambert's continued fraction tanh y = y / (1 + y² / (3 + y² / (5 + …))), cut after y² / 13:
 * its quotient is good to a few units of float precision for |y| ≤ 2.5. Larger arguments are brought there by the
 * double-angle formula and by squaring.
 */
final class FloatMath {
    private FloatMath() {}

    /** {@code scratch}, or a longer array when it has no room for n elements. */
    static float[] room(float[] scratch, int n) {
        return scratch.length >= n ? scratch : new float[n];
    }

    /** tanh of the elements {@code from} to {@code to}, absolute error below 1e-6. */
    static void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.max(-2.5f, Math.min(2.5f, 0.25f * x[i]));
            float y2 = y * y;
            float t = y * (135135 + y2 * (17325 + y2 * (378 + y2))) / (135135 + y2 * (62370 + y2 * (3150 + y2 * 28)));
            t = 2 * t / (1 + t * t);
            x[i] = 2 * t / (1 + t * t);
        }
    }

    /** The logistic function, σ(x) = (1 + tanh(x / 2)) / 2. */
    static void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.max(-2.5f, Math.min(2.5f, 0.125f * x[i]));
            float y2 = y * y;
            float t = y * (135135 + y2 * (17325 + y2 * (378 + y2))) / (135135 + y2 * (62370 + y2 * (3150 + y2 * 28)));
            t = 2 * t / (1 + t * t);
            x[i] = 0.5f + t / (1 + t * t);
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
            float p = y * (135135 + y2 * (17325 + y2 * (378 + y2)));
            float q = 135135 + y2 * (62370 + y2 * (3150 + y2 * 28));
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

    static float max(float[] x, int n) {
        float m0 = Float.NEGATIVE_INFINITY, m1 = m0, m2 = m0, m3 = m0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            m0 = Math.max(m0, x[i]);
            m1 = Math.max(m1, x[i + 1]);
            m2 = Math.max(m2, x[i + 2]);
            m3 = Math.max(m3, x[i + 3]);
        }
        for (; i < n; i++) {
            m0 = Math.max(m0, x[i]);
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }
}
