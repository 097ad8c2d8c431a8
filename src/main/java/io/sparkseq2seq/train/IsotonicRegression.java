package io.sparkseq2seq.train;

import io.sparkseq2seq.model.Calibration;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Learns how good translations are by their scores: the rising function that comes nearest to the points, by pooling
 * adjacent violators (Ayer et al. 1955). Points are first put into bins of equal size, {@value #MOST_BINS} at most, so
 * that a few sentences by chance are no step of the function; what is left becomes a {@link Calibration}.
 */
final class IsotonicRegression {
    private static final int MOST_BINS = 20;
    /** Fewer sentences have no mean to speak of. */
    private static final int LEAST_OF_BIN = 10;

    private IsotonicRegression() {}

    /**
     * A sentence.
     *
     * @param score of its translation
     * @param quality of its translation, from 0 to 1
     */
    record Point(double score, double quality) implements Serializable {}

    /** Neighbouring points as one. */
    private record Block(int points, double scores, double qualities) {
        Block plus(Block other) {
            return new Block(points + other.points, scores + other.scores, qualities + other.qualities);
        }

        double score() {
            return scores / points;
        }

        double quality() {
            return qualities / points;
        }
    }

    /** The function, where there are points enough: two bins of {@value #LEAST_OF_BIN}. */
    static Optional<Calibration> fit(List<Point> all) {
        var points = all.stream()
                .filter(point -> Double.isFinite(point.score))
                .sorted(Comparator.comparingDouble(Point::score).thenComparingDouble(Point::quality))
                .toList();
        int bins = Math.min(MOST_BINS, points.size() / LEAST_OF_BIN);
        if (bins < 2) {
            return Optional.empty();
        }
        var pooled = new ArrayDeque<Block>();
        for (var bin : bins(points, bins)) {
            var block = bin;
            while (!pooled.isEmpty() && pooled.getLast().quality() >= block.quality()) {
                block = pooled.removeLast().plus(block);
            }
            pooled.addLast(block);
        }
        var knots = pooled.stream()
                .map(block -> new Calibration.Knot(block.score(), Math.min(1, Math.max(0, block.quality()))))
                .toList();
        return Optional.of(new Calibration(points.size(), knots));
    }

    /** Of about equal size; points of one score are in one bin. */
    private static List<Block> bins(List<Point> points, int bins) {
        var blocks = new ArrayList<Block>();
        int from = 0;
        for (int bin = 1; bin <= bins; bin++) {
            int to = Math.max(from, (int) ((long) points.size() * bin / bins));
            while (to > from && to < points.size() && points.get(to).score == points.get(to - 1).score) {
                to++;
            }
            if (to > from) {
                blocks.add(points.subList(from, to).stream()
                        .map(point -> new Block(1, point.score, point.quality))
                        .reduce(Block::plus)
                        .orElseThrow());
            }
            from = to;
        }
        return blocks;
    }
}
