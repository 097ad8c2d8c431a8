package io.sparkseq2seq.subword;

import io.sparkseq2seq.subword.ScoredPieces.Piece;
import io.sparkseq2seq.subword.ScoredPieces.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learns a unigram model from a table of words (Kudo, 2018, in the steps of SentencePiece): from all frequent
 * substrings, expectation maximization and pruning take turns until the wanted number of pieces is left.
 *
 * <ul>
 *   <li>Maximization is Bayesian: with digamma instead of the logarithm of expected counts, rare pieces get less than
 *       their share, and those expected less than half a time go.
 *   <li>Pruning keeps three quarters: the pieces without which the text, cut the next best way, would be least likely.
 *   <li>Characters always stay.
 * </ul>
 *
 * <p>Words are taken in the order of their content, in parts of fixed size whose sums are added in order, and functions
 * of the strict kind: so the result depends on the table alone, to the last bit, on any machine with any number of
 * cores. Memory: that of {@link WordTable} and {@link SeedPieces}, and about 250 bytes for each of a million pieces.
 */
final class UnigramLearner {
    private static final int SEEDS = 1_000_000;
    private static final int ROUNDS = 2;
    private static final double KEPT = 0.75;
    /** Pruning ends at so many times the wanted number; the least probable of the rest go at the end. */
    private static final double SPARE = 1.1;
    /** Pieces that are expected less often go. */
    private static final double LEAST_EXPECTED = 0.5;

    private static final int PARTS = 8;

    private final WordTable words;
    private final int size;
    private final int characters;

    /** Pieces in places of the alphabet, the characters first. */
    private String[] pieces;
    /** The logarithms of their probabilities. */
    private double[] scores;

    private PieceTrie trie;

    /**
     * @param words to learn from
     * @param size pieces at most, the characters included
     */
    UnigramLearner(WordTable words, int size) {
        this.words = words;
        this.size = Math.max(size, words.alphabet());
        this.characters = words.alphabet();
    }

    /** The characters in the order of the alphabet, then the other pieces by falling score. */
    List<Piece> learn() {
        seed();
        int enough = (int) (SPARE * size);
        maximize(ROUNDS, enough);
        while (pieces.length > enough) {
            prune(Math.max(enough, (int) (KEPT * pieces.length)));
            maximize(ROUNDS, enough);
        }
        keep(best(size));
        maximize(ROUNDS, size);
        keep(best(size));
        var learned = new ArrayList<Piece>();
        for (int i = 0; i < pieces.length; i++) {
            learned.add(new Piece(words.spelled(pieces[i]), (float) scores[i], Use.NORMAL));
        }
        return learned;
    }

    private void seed() {
        var counts = new double[characters];
        for (int word = 0; word < words.size(); word++) {
            for (int i = words.start(word); i < words.start(word + 1) - 1; i++) {
                counts[words.text()[i] - 1] += words.count(word);
            }
        }
        var substrings = SeedPieces.of(words, Math.max(SEEDS, 2 * size));
        pieces = new String[characters + substrings.size()];
        scores = new double[pieces.length];
        double sum = 0;
        for (int i = 0; i < pieces.length; i++) {
            boolean isCharacter = i < characters;
            pieces[i] = isCharacter
                    ? String.valueOf((char) (i + 1))
                    : substrings.get(i - characters).spelling();
            scores[i] = isCharacter
                    ? Math.max(LEAST_EXPECTED, counts[i])
                    : substrings.get(i - characters).covered();
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = StrictMath.log(scores[i]) - StrictMath.log(sum);
        }
        trie = new PieceTrie(pieces);
    }

    private void maximize(int rounds, int least) {
        for (int i = 0; i < rounds; i++) {
            maximize(expected(), least);
        }
    }

    /** How often each piece is expected to occur in all words. */
    private double[] expected() {
        var parts = IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> {
                    var expected = new double[pieces.length];
                    var lattice = new PieceLattice(trie, scores);
                    for (int word = first(part); word < first(part + 1); word++) {
                        lattice.set(words.text(), words.start(word), words.start(word + 1) - 1, PieceTrie.NONE);
                        lattice.expect(words.count(word), expected);
                    }
                    return expected;
                })
                .toList();
        var expected = new double[pieces.length];
        for (var part : parts) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += part[i];
            }
        }
        return expected;
    }

    private int first(int part) {
        return (int) ((long) words.size() * part / PARTS);
    }

    /** New scores; without pieces that are hardly expected, as long as {@code least} pieces stay. */
    private void maximize(double[] expected, int least) {
        int rare = 0;
        for (int i = characters; i < pieces.length; i++) {
            rare += expected[i] < LEAST_EXPECTED ? 1 : 0;
        }
        int[] kept;
        if (pieces.length - rare >= least) {
            kept = IntStream.range(0, pieces.length)
                    .filter(i -> i < characters || expected[i] >= LEAST_EXPECTED)
                    .toArray();
        } else {
            kept = best(Math.min(least, pieces.length), expected);
        }
        double sum = 0;
        for (int piece : kept) {
            sum += Math.max(LEAST_EXPECTED, expected[piece]);
        }
        double all = digamma(sum);
        for (int piece : kept) {
            scores[piece] = digamma(Math.max(LEAST_EXPECTED, expected[piece])) - all;
        }
        keep(kept);
    }

    /** Keeps the pieces without which the words would be least likely. */
    private void prune(int most) {
        var used = used();
        long all = Arrays.stream(used).sum();
        double logAll = StrictMath.log(all);
        var losses = new double[pieces.length];
        var lattice = new PieceLattice(trie, scores);
        var path = new int[SeedPieces.LONGEST];
        for (int i = characters; i < pieces.length; i++) {
            var spelling = pieces[i].toCharArray();
            // A piece that is not even the best path of its own spelling is on no best path.
            if (used[i] == 0 || !lattice.set(spelling, 0, spelling.length, i) || lattice.best() > scores[i]) {
                losses[i] = Double.NEGATIVE_INFINITY;
                continue;
            }
            int length = lattice.bestPath(path);
            double logAllInstead = StrictMath.log((double) all + (double) used[i] * (length - 1));
            double instead = 0;
            for (int k = 0; k < length; k++) {
                instead += StrictMath.log((double) used[path[k]] + used[i]) - logAllInstead;
            }
            losses[i] = used[i] * (StrictMath.log(used[i]) - logAll - instead);
        }
        int lost = (int) Arrays.stream(losses)
                .filter(loss -> loss == Double.NEGATIVE_INFINITY)
                .count();
        keep(best(Math.max(size, Math.min(most, pieces.length - lost)), losses));
    }

    /** How often each piece is on the best path of a word. */
    private long[] used() {
        var parts = IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> {
                    var used = new long[pieces.length];
                    var lattice = new PieceLattice(trie, scores);
                    var path = new int[1024];
                    for (int word = first(part); word < first(part + 1); word++) {
                        int length = words.start(word + 1) - 1 - words.start(word);
                        path = length > path.length ? new int[2 * length] : path;
                        lattice.set(words.text(), words.start(word), words.start(word) + length, PieceTrie.NONE);
                        for (int i = lattice.bestPath(path) - 1; i >= 0; i--) {
                            used[path[i]] += words.count(word);
                        }
                    }
                    return used;
                })
                .toList();
        var used = new long[pieces.length];
        for (var part : parts) {
            for (int i = 0; i < used.length; i++) {
                used[i] += part[i];
            }
        }
        return used;
    }

    private int[] best(int most) {
        return best(most, scores);
    }

    /** The characters, then the pieces that are worth most, those first; of equals, by content. */
    private int[] best(int most, double[] worth) {
        var others = new ArrayList<Integer>();
        for (int i = characters; i < pieces.length; i++) {
            others.add(i);
        }
        others.sort(Comparator.<Integer>comparingDouble(i -> -worth[i]).thenComparing(i -> pieces[i]));
        return IntStream.concat(
                        IntStream.range(0, characters),
                        others.stream().mapToInt(i -> i).limit(Math.max(0, most - characters)))
                .toArray();
    }

    private void keep(int[] kept) {
        var keptPieces = new String[kept.length];
        var keptScores = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptPieces[i] = pieces[kept[i]];
            keptScores[i] = scores[kept[i]];
        }
        pieces = keptPieces;
        scores = keptScores;
        trie = new PieceTrie(pieces);
    }

    /** The derivative of the logarithm of the gamma function, by its asymptotic series. */
    static double digamma(double x) {
        double result = 0;
        double shifted = x;
        for (; shifted < 7; shifted++) {
            result -= 1 / shifted;
        }
        double square = 1 / ((shifted - 0.5) * (shifted - 0.5));
        return result
                + StrictMath.log(shifted - 0.5)
                + square * (1.0 / 24 - square * (7.0 / 960 - square * (31.0 / 8064 - square * 127.0 / 30720)));
    }
}
