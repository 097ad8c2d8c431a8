package io.sparkseq2seq.kernel;

import java.util.Arrays;

/**
 * Sums and maxima of float arrays. C2 does not vectorize a reduction of floats. So loops that it does vectorize fold
 * the array's second half onto its first until only a few elements are left.
 */
public final class FloatReductions {
    private static final int SHORT = 64;
    private static final int PART = 512;

    private float[] left = {};
    private float[] right = {};

    private interface Joint {
        void join(float[] a, float[] b, float[] into, int n);
    }

    /** x · y of the first n elements. */
    float dot(float[] x, float[] y, int n) {
        reserve(n);
        FloatMath.product(x, y, left, n);
        return sumOfShort(left, fold(left, n, FloatMath::sum));
    }

    /** The sum of the first n elements. */
    float sum(float[] x, int n) {
        if (n <= SHORT) {
            return sumOfShort(x, n);
        }
        reserve(n);
        return sumOfShort(left, fold(x, n, FloatMath::sum));
    }

    /** The greatest of the first n elements. */
    public float max(float[] x, int n) {
        if (n <= SHORT) {
            return maxOfShort(x, n);
        }
        reserve(n);
        return maxOfShort(left, fold(x, n, FloatMath::max));
    }

    /** Σ exp(x - max) of the first n elements, none above max. */
    public float expSum(float[] x, int n, float max) {
        // In parts that stay in the first cache.
        reserve(PART);
        Arrays.fill(left, 0, PART, 0);
        for (int from = 0; from < n; from += PART) {
            int part = Math.min(PART, n - from);
            System.arraycopy(x, from, right, 0, part);
            FloatMath.addExp(right, max, left, part);
        }
        return sum(left, PART);
    }

    /** Leaves the few numbers it returns in {@link #left}. */
    private int fold(float[] x, int n, Joint joint) {
        float[] from = x;
        int rest = n;
        while (rest > SHORT) {
            int half = (rest + 1) / 2;
            int pairs = rest - half;
            System.arraycopy(from, half, right, 0, pairs);
            joint.join(from, right, left, pairs);
            if (pairs < half) {
                left[pairs] = from[pairs];
            }
            from = left;
            rest = half;
        }
        return rest;
    }

    private static float sumOfShort(float[] x, int n) {
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
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    private static float maxOfShort(float[] x, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    private void reserve(int n) {
        left = FloatMath.room(left, n);
        right = FloatMath.room(right, n);
    }
}
