package io.sparkseq2seq.align;

import java.util.Arrays;

/**
 * The known words of a pair of sentences, and the links between them that a table gives a probability. Position 0 of
 * both sides is the empty word. One object serves many pairs, one after the other.
 */
public final class PairLinks {
    /** Share of a word's probability that the other side decides; the rest is its frequency. */
    private static final double TRUST = 0.9;
    /** A word speaks for a pair as if it were at most so many times as probable: one name or number proves nothing. */
    private static final double MOST = 20;
    /** So many factors, each between 0.1 and 20, have a product that a double can hold. */
    private static final int FACTORS = 16;

    private static final int RARITY = 16;
    private static final double RAREST = 9;

    private final LexicalTable table;
    private final int[] source = new int[Terms.MOST + 1];
    private final int[] target = new int[Terms.MOST + 1];
    private final long[] bySource = new long[Terms.MOST + 1];
    private final long[] byTarget = new long[Terms.MOST + 1];
    private final int[] places = new int[(Terms.MOST + 1) * (Terms.MOST + 1)];
    private final int[] numbers = new int[places.length];
    private int[] sourceTerms = {};
    private int[] targetTerms = {};
    private int sources;
    private int targets;
    private int size;
    /** Of words by id, made when they are asked for. */
    private int[] sourceWeights;

    private int[] targetWeights;

    /** Links by a table. */
    public PairLinks(LexicalTable table) {
        this.table = table;
    }

    /** Takes the ids of a pair's terms; what the table does not know is left out. */
    public void set(int[] sourceIds, int[] targetIds) {
        sourceTerms = sourceIds;
        targetTerms = targetIds;
        sources = known(sourceIds, table.sourceCounts(), source);
        targets = known(targetIds, table.targetCounts(), target);
        Arrays.fill(bySource, 0, sources + 1, 0);
        Arrays.fill(byTarget, 0, targets + 1, 0);
        size = 0;
        for (int i = 0; i <= sources; i++) {
            for (int j = i == 0 ? 1 : 0; j <= targets; j++) {
                int number = table.pairs().index(source[i], target[j]);
                if (number != WordPairs.NONE) {
                    places[size] = i << 16 | j;
                    numbers[size++] = number;
                }
            }
        }
        int[] forward = table.forward();
        int[] backward = table.backward();
        for (int link = 0; link < size; link++) {
            bySource[places[link] >>> 16] += backward[numbers[link]];
            byTarget[places[link] & 0xFFFF] += forward[numbers[link]];
        }
    }

    private static int known(int[] ids, long[] counts, int[] known) {
        int count = 0;
        for (int id : ids) {
            if (id != TermIds.UNKNOWN && counts[id] > 0 && count < Terms.MOST) {
                known[++count] = id;
            }
        }
        return count;
    }

    /** Known words of both sides. */
    public int words() {
        return sources + targets;
    }

    /** Known words of the shorter side. */
    public int shorter() {
        return Math.min(sources, targets);
    }

    /** Terms of a side, unknown ones among them. */
    int terms(boolean isSource) {
        return (isSource ? sourceTerms : targetTerms).length;
    }

    /** The last term of a side; {@link TermIds#EMPTY} where there is none, or more than are looked at. */
    int last(boolean isSource) {
        var terms = isSource ? sourceTerms : targetTerms;
        return terms.length == 0 || terms.length >= Terms.MOST ? TermIds.EMPTY : terms[terms.length - 1];
    }

    /**
     * How much of a side the other one translates: the share of its known words that are more probable given the other
     * side, each counted by how rare it is.
     *
     * @param shares so many parts of the whole are told apart
     * @return from 0 to {@code shares - 1}
     */
    int share(boolean isSource, int shares) {
        return isSource
                ? share(bySource, source, sources, table.sourceCounts(), sourceWeights(), targets, shares)
                : share(byTarget, target, targets, table.targetCounts(), targetWeights(), sources, shares);
    }

    private static int share(long[] t, int[] words, int length, long[] counts, int[] weights, int others, int shares) {
        double factor = (double) counts[TermIds.EMPTY] / LexicalTable.ONE / (others + 1);
        int all = 0;
        int translated = 0;
        for (int i = 1; i <= length; i++) {
            all += weights[words[i]];
            translated += factor * t[i] > counts[words[i]] ? weights[words[i]] : 0;
        }
        return all == 0 ? shares - 1 : Math.min(shares - 1, translated * shares / all);
    }

    private int[] sourceWeights() {
        return sourceWeights == null ? sourceWeights = weights(table.sourceCounts()) : sourceWeights;
    }

    private int[] targetWeights() {
        return targetWeights == null ? targetWeights = weights(table.targetCounts()) : targetWeights;
    }

    /** How rare words are: in sixteenths of a nat, of 9 at most. */
    private static int[] weights(long[] counts) {
        var weights = new int[counts.length];
        for (int i = 1; i < counts.length; i++) {
            double nats = StrictMath.log((double) counts[TermIds.EMPTY] / Math.max(1, counts[i]));
            weights[i] = (int) Math.rint(RARITY * Math.min(RAREST, nats));
        }
        return weights;
    }

    /** How many links there are. */
    int size() {
        return size;
    }

    /** The number of a link's pair of words. */
    int number(int link) {
        return numbers[link];
    }

    /** t(f|e) of a link as a share of those of all links of its target word. */
    double forward(int link) {
        long all = byTarget[places[link] & 0xFFFF];
        return all == 0 ? 0 : (double) table.forward()[numbers[link]] / all;
    }

    /** t(e|f) of a link as a share of those of all links of its source word. */
    double backward(int link) {
        long all = bySource[places[link] >>> 16];
        return all == 0 ? 0 : (double) table.backward()[numbers[link]] / all;
    }

    /**
     * How much more probable the known words of both sides are given the other side than by their frequency alone: the
     * sum over them of {@code log(0.9 p(f | e1 … el) / p(f) + 0.1)}, in nats, log 20 at most, where {@code p(f | e1 …
     * el)} is model 1's {@code (t(f|e0) + t(f|e1) + … + t(f|el)) / (l + 1)}. Above 0 where the sides belong together,
     * below 0 where not.
     */
    public double evidence() {
        return evidence(byTarget, target, targets, table.targetCounts(), sources)
                + evidence(bySource, source, sources, table.sourceCounts(), targets);
    }

    private static double evidence(long[] t, int[] words, int length, long[] counts, int others) {
        double sum = 0;
        double product = 1;
        double factor = TRUST * counts[TermIds.EMPTY] / LexicalTable.ONE / (others + 1);
        for (int i = 1; i <= length; i++) {
            product *= Math.min(MOST, factor * t[i] / counts[words[i]] + (1 - TRUST));
            if (i % FACTORS == 0) {
                sum += StrictMath.log(product);
                product = 1;
            }
        }
        return sum + StrictMath.log(product);
    }

    /** The evidence for each known word: the score of a pair; 0 where there is none. */
    public double score() {
        return words() == 0 ? 0 : evidence() / words();
    }
}
