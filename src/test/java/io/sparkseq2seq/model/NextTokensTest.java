package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextTokensTest {
    private final Random random = new Random(3);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 511, 513, 1000, 8000})
    void findsWhatALookAtEachFinds(int vocabulary) {
        var logits = logits(vocabulary);
        var next = normalized(logits);
        for (double probability : new double[] {0, 1e-6, 1e-3, 0.1, 1}) {
            expectFound(next, logits, Math.log(probability));
        }
        for (int i = 0; i < 20; i++) {
            int token = random.nextInt(vocabulary);
            logits[token] = Float.NEGATIVE_INFINITY;
            next.exclude(token);
            expectFound(next, logits, Math.log(1e-3));
        }
    }

    private static void expectFound(NextTokens next, float[] logits, double threshold) {
        int found = next.find(threshold);
        var expected = IntStream.range(0, logits.length)
                .filter(i -> next.logProbability(i) >= threshold)
                .toArray();
        assertThat(IntStream.range(0, found).map(next::found)).containsExactly(boxed(expected));
    }

    private static Integer[] boxed(int[] x) {
        return IntStream.of(x).boxed().toArray(Integer[]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 513, 8000})
    void probabilitiesAreThoseOfSoftmax(int vocabulary) {
        var logits = logits(vocabulary);
        logits[vocabulary / 2] = 60;
        logits[vocabulary / 3] = -200;
        var next = normalized(logits);
        double logSum = logSum(logits);
        for (int i = 0; i < vocabulary; i++) {
            assertThat(next.logProbability(i)).isCloseTo(logits[i] - logSum, within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 8000})
    void asManyReachTheBoundAsWereAskedFor(int vocabulary) {
        var next = normalized(logits(vocabulary));
        for (int k : new int[] {1, 5}) {
            double bound = next.reachedBy(k);
            assertThat(next.find(bound)).isBetween(k, k + 3 * k);
        }
        assertThat(next.reachedBy(vocabulary + 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 8000})
    void foundLogitsAreReplaced(int vocabulary) {
        var logits = logits(vocabulary);
        var next = normalized(logits);
        var exact = new double[next.find(Math.log(0.01))];
        assertThat(exact).isNotEmpty();
        for (int i = 0; i < exact.length; i++) {
            exact[i] = logits[next.found(i)] + random.nextGaussian();
            logits[next.found(i)] = (float) exact[i];
        }
        next.replaceFound(exact);
        double logSum = logSum(logits);
        for (int i = 0; i < vocabulary; i++) {
            assertThat(next.logProbability(i)).isCloseTo(logits[i] - logSum, within(1e-5));
        }
        expectFound(next, logits, Math.log(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 299, 300, 7999})
    void whatIsNoNumberIsFound(int token) {
        var logits = logits(8000);
        logits[token] = Float.NaN;
        var next = new NextTokens(8000);
        next.setLogProbabilities(logits);
        assertThat(next.find(0)).isPositive();
        assertThat(IntStream.range(0, next.find(0)).map(next::found)).contains(token);
    }

    private float[] logits(int vocabulary) {
        var logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (2 * random.nextGaussian());
        }
        return logits;
    }

    private static NextTokens normalized(float[] logits) {
        var next = new NextTokens(logits.length);
        System.arraycopy(logits, 0, next.logits(), 0, logits.length);
        next.normalize();
        return next;
    }

    private static double logSum(float[] logits) {
        return Math.log(IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]))
                .sum());
    }
}
