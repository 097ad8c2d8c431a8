package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.model.Calibration;
import io.sparkseq2seq.train.IsotonicRegression.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsotonicRegressionTest {
    /** Two hundred sentences whose quality is as likely as their scores say, with much noise. */
    private static List<Point> noisy(long seed, int count) {
        var random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> -3 * random.nextDouble())
                .map(score -> new Point(score, random.nextDouble() < 1 + score / 3 ? 1 : 0))
                .toList();
    }

    @Test
    void theFunctionRisesThroughTheMeansOfItsPoints() {
        var line = IsotonicRegression.fit(noisy(1, 4000)).orElseThrow();
        assertThat(line.sentences()).isEqualTo(4000);
        assertThat(line.knots()).hasSizeBetween(10, 20);
        assertThat(line.knots())
                .isSortedAccordingTo((a, b) -> Double.compare(a.score(), b.score()))
                .isSortedAccordingTo((a, b) -> Double.compare(a.confidence(), b.confidence()));
        for (double score = -2.8; score < -0.2; score += 0.1) {
            assertThat(line.confidence(score)).isCloseTo(1 + score / 3, within(0.08));
        }
    }

    @Test
    void binsThatFallArePooledToTheirMean() {
        // Twenty sentences of each score; their qualities fall in the middle.
        double[] qualities = {0.1, 0.5, 0.3, 0.8};
        var points = new ArrayList<Point>();
        for (int i = 0; i < qualities.length; i++) {
            points.addAll(Collections.nCopies(20, new Point(i - 4, qualities[i])));
        }
        var line = IsotonicRegression.fit(points).orElseThrow();
        assertThat(line.knots())
                .usingRecursiveFieldByFieldElementComparator()
                .hasSize(3)
                .first()
                .isEqualTo(new Calibration.Knot(-4, line.knots().get(0).confidence()));
        assertThat(line.knots().get(0).confidence()).isCloseTo(0.1, within(1e-12));
        assertThat(line.knots().get(1).score()).isEqualTo(-2.5);
        assertThat(line.knots().get(1).confidence()).isCloseTo(0.4, within(1e-12));
        assertThat(line.knots().get(2).confidence()).isCloseTo(0.8, within(1e-12));
    }

    /** The pooled means minimize the squared error among all rising functions: no random rising one is nearer. */
    @Test
    void noRisingFunctionOfTheBinsIsNearer() {
        var random = new Random(7);
        for (int trial = 0; trial < 20; trial++) {
            int bins = 2 + random.nextInt(6);
            double[] means = random.doubles(bins).toArray();
            var points = new ArrayList<Point>();
            for (int bin = 0; bin < bins; bin++) {
                points.addAll(Collections.nCopies(10, new Point(bin - bins, means[bin])));
            }
            var line = IsotonicRegression.fit(points).orElseThrow();
            double best = 0;
            int bin = 0;
            for (var knot : line.knots()) {
                // A pooled block's score is the mean of its bins', which are one apart.
                int last = (int) Math.round(2 * (knot.score() + bins) - bin);
                for (; bin <= last; bin++) {
                    best += Math.pow(means[bin] - knot.confidence(), 2);
                }
            }
            assertThat(bin).isEqualTo(bins);
            for (int other = 0; other < 2000; other++) {
                double[] rising = random.doubles(bins).sorted().toArray();
                double error = 0;
                for (int i = 0; i < bins; i++) {
                    error += Math.pow(means[i] - rising[i], 2);
                }
                assertThat(error).isGreaterThanOrEqualTo(best - 1e-12);
            }
        }
    }

    @Test
    void theOrderOfSentencesDoesNotMatter() {
        var points = new ArrayList<>(noisy(3, 500));
        var line = IsotonicRegression.fit(points);
        Collections.shuffle(points, new Random(5));
        assertThat(IsotonicRegression.fit(points)).isEqualTo(line);
    }

    @Test
    void aFewSentencesOrScoresTellNothing() {
        assertThat(IsotonicRegression.fit(noisy(1, 19))).isEmpty();
        assertThat(IsotonicRegression.fit(noisy(1, 20))).isPresent();
        assertThat(IsotonicRegression.fit(List.of())).isEmpty();
        var none = Collections.nCopies(50, new Point(Double.NEGATIVE_INFINITY, 0.5));
        assertThat(IsotonicRegression.fit(none)).isEmpty();
        var one = IsotonicRegression.fit(Collections.nCopies(50, new Point(-1, 0.5)));
        assertThat(one.orElseThrow().knots()).containsExactly(new Calibration.Knot(-1, 0.5));
    }
}
