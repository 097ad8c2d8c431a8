package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fast kernels against the plain formulas, on the same single-precision numbers. */
class KernelsTest {
    private static final int ROWS = 5;
    private static final int HIDDEN = 37;

    private final Arena arena = new Arena(true);
    private final Kernels fast = Kernels.of(true);
    private final Kernels reference = new ReferenceKernels();

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void lstm() {
        agree(
                (kernels, t) -> kernels.lstm(t[0], t[1].rows(0, 3), t[2], t[3]),
                random(4 * HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN));
        agree(
                (kernels, t) -> kernels.lstmGradient(t[0], t[1].rows(0, 3), t[2], t[3], t[4]),
                random(4 * HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN));
    }

    @Test
    void gru() {
        agree(
                (kernels, t) -> kernels.gru(t[0], t[1], t[2].rows(0, 3), t[3]),
                random(3 * HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN));
        agree(
                (kernels, t) -> kernels.gruGradient(t[0], t[1], t[2].rows(0, 3), t[3]),
                random(3 * HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN));
    }

    @Test
    void additiveAttention() {
        attention(random(HIDDEN).rows(0, 1));
    }

    @Test
    void productAttention() {
        attention(null);
    }

    @Test
    void additiveAttentionOfLargeQueriesAndKeysThatNearlyCancel() {
        var keys = random(HIDDEN);
        var queries = random(HIDDEN);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < HIDDEN; c++) {
                keys.set(r, c, 8 * keys.get(r, c));
                queries.set(r, c, queries.get(r, c) - keys.get(1, c));
            }
        }
        var head = new Kernels.Head(0, 4, random(HIDDEN).rows(0, 1), 1);
        tolerance = 1e-4;
        int[] rows = {0, 2};
        agree(
                (kernels, t) -> kernels.attend(head, rows, 2, attended(t[0], t[1], t[2], t[3], t[4])),
                queries,
                keys,
                random(HIDDEN),
                random(4),
                random(HIDDEN));
    }

    private void attention(Tensor v) {
        var head = new Kernels.Head(1, 3, v, v == null ? 0.3 : 1);
        tolerance = v == null ? tolerance : 5e-5; // its tanh is exact to 5e-6
        int[] rows = {4, 0};
        agree(
                (kernels, t) -> kernels.attend(head, rows, 2, attended(t[0], t[1], t[2], t[3], t[4])),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(4),
                random(HIDDEN));
        agree(
                (kernels, t) -> kernels.attendGradient(
                        head,
                        rows,
                        2,
                        attended(t[0], t[1], t[2], t[3], null),
                        attended(t[5], t[6], t[7], null, t[4]),
                        v == null ? null : t[8]),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(4),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN),
                random(HIDDEN));
    }

    private static Kernels.Attended attended(
            Tensor queries, Tensor keys, Tensor values, Tensor weights, Tensor contexts) {
        return new Kernels.Attended(queries, keys, values, weights, contexts);
    }

    @Test
    void crossEntropy() {
        var losses = new double[2];
        // Within one part of a row, just one, and two with a short rest.
        for (int n : new int[] {HIDDEN, 2048, 4099}) {
            int[] targets = {-1, 0, n - 1, 5, 5, n / 2};
            for (double smoothing : new double[] {0, 0.1}) {
                agree(
                        (kernels, t) -> losses[kernels == fast ? 0 : 1] = kernels.crossEntropy(
                                t[0], t[1].rows(1, 1), targets, 1, smoothing, 0.25, t[2].rows(2, 1)),
                        random(n),
                        random(n),
                        random(n));
                assertThat(losses[0]).isCloseTo(losses[1], within(1e-4));
            }
        }
    }

    @Test
    void dotProductsOfRows() {
        var a = random(HIDDEN);
        var b = random(HIDDEN);
        assertThat(fast.dot(a, 1, b, 2)).isCloseTo(reference.dot(a, 1, b, 2), within(1e-4));
    }

    @Test
    void addsToArrays() {
        var a = random(HIDDEN).rows(1, 1);
        var actual = new float[HIDDEN];
        var expected = new float[HIDDEN];
        actual[3] = expected[3] = 2;
        fast.add(a, actual);
        reference.add(a, expected);
        assertThat(actual).containsExactly(expected, within(1e-6f));
    }

    @Test
    void sumsRepetitionsAndDropout() {
        agree((kernels, t) -> kernels.add(t[0], t[1]), random(HIDDEN), random(HIDDEN));
        agree((kernels, t) -> kernels.addColumnSums(t[0], t[1].rows(2, 1)), random(HIDDEN), random(HIDDEN));
        agree((kernels, t) -> kernels.repeat(t[0].rows(1, 1), t[1]), random(HIDDEN), random(HIDDEN));
        agree((kernels, t) -> kernels.dropout(t[0], 0.3, 99), random(HIDDEN));
    }

    @Test
    void dropoutKeepsItsShareAndItsMean() {
        var ones = arena.tensor(100, 1000);
        fast.repeat(fill(1000, 1), ones);
        fast.dropout(ones, 0.3, 5);
        int dropped = 0;
        double sum = 0;
        for (int r = 0; r < 100; r++) {
            for (int c = 0; c < 1000; c++) {
                dropped += ones.get(r, c) == 0 ? 1 : 0;
                sum += ones.get(r, c);
            }
        }
        assertThat(dropped / 1e5).isCloseTo(0.3, within(0.01));
        assertThat(sum / 1e5).isCloseTo(1, within(0.02));
    }

    @Test
    void tanhAndSigmoidAndExpAreExactToFloatPrecision() {
        var tanh = new float[4001];
        var sigmoid = new float[4001];
        var exp = new float[4001];
        for (int i = 0; i < tanh.length; i++) {
            tanh[i] = (i - 2000) / 100f;
            sigmoid[i] = tanh[i];
            exp[i] = -i / 50f;
        }
        FloatMath.tanh(tanh, tanh.length);
        FloatMath.sigmoid(sigmoid, sigmoid.length);
        FloatMath.exp(exp, exp.length, 0);
        for (int i = 0; i < tanh.length; i++) {
            double x = (i - 2000) / 100f;
            assertThat((double) tanh[i]).isCloseTo(Math.tanh(x), within(1e-6));
            assertThat((double) sigmoid[i]).isCloseTo(1 / (1 + Math.exp(-x)), within(1e-6));
            double e = Math.exp(-i / 50f);
            assertThat((double) exp[i]).isCloseTo(e, within(i <= 1500 ? 1e-5 * e : 1e-3 * e));
        }
    }

    @Test
    void tanhOfSumsIsExactAsFarAsEachIsWithinBounds() {
        int n = 4001;
        var a = new float[n];
        var b = new float[n];
        var expA = new float[n];
        var expB = new float[n];
        var actual = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) (20 * (2 * random.nextDouble() - 1));
            b[i] = (float) (2 * random.nextGaussian() - a[i]);
            expA[i] = a[i];
            expB[i] = b[i];
        }
        a[0] = expA[0] = 500;
        b[1] = expB[1] = -500;
        FloatMath.expOfTwice(expA, n);
        FloatMath.expOfTwice(expB, n);
        FloatMath.tanhOfSum(expA, expB, actual, n);
        for (int i = 0; i < n; i++) {
            assertThat((double) actual[i]).isCloseTo(Math.tanh((double) a[i] + b[i]), within(1e-5));
        }
    }

    /** Runs the kernel twice on copies of the matrices, and compares what it has made of all of them. */
    private void agree(BiConsumer<Kernels, Tensor[]> kernel, Tensor... start) {
        var actual = new Tensor[start.length];
        var expected = new Tensor[start.length];
        for (int i = 0; i < start.length; i++) {
            actual[i] = copy(start[i]);
            expected[i] = copy(start[i]);
        }
        kernel.accept(fast, actual);
        kernel.accept(reference, expected);
        boolean changed = false;
        for (int i = 0; i < start.length; i++) {
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < start[i].cols(); c++) {
                    assertThat(actual[i].get(r, c))
                            .as("matrix %d, row %d, column %d", i, r, c)
                            .isCloseTo(
                                    expected[i].get(r, c),
                                    within(tolerance * Math.max(1, Math.abs(expected[i].get(r, c)))));
                    changed |= actual[i].get(r, c) != start[i].get(r, c);
                }
            }
        }
        assertThat(changed).isTrue();
    }

    private final Random random = new Random(1);
    /** Of a number's size, or of one for smaller numbers. */
    private double tolerance = 2e-5;

    private Tensor random(int cols) {
        var tensor = arena.tensor(ROWS, cols);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < cols; c++) {
                tensor.set(r, c, random.nextGaussian());
            }
        }
        return tensor;
    }

    // Wider than it looks, so that rows are not next to each other.
    private Tensor copy(Tensor tensor) {
        var copy = arena.tensor(tensor.rows(), tensor.cols() + 3).cols(2, tensor.cols());
        copy.copy(tensor);
        return copy;
    }

    private Tensor fill(int cols, double value) {
        var tensor = arena.tensor(1, cols);
        for (int c = 0; c < cols; c++) {
            tensor.set(0, c, value);
        }
        return tensor;
    }
}
