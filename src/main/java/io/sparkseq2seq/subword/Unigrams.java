package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Unigram subwords (Kudo, 2018): each piece has a probability, and a word becomes the pieces of the most probable path.
 * Sums and ties are SentencePiece's: scores of single precision are added from the left, and of equal paths to a place
 * the one whose last piece begins first stays.
 */
final class Unigrams implements Segmenter {
    static final String KIND = "unigram";

    private static final long serialVersionUID = 1;

    private final ScoredPieces pieces;

    Unigrams(ScoredPieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public String kind() {
        return KIND;
    }

    ScoredPieces pieces() {
        return pieces;
    }

    @Override
    public String[] spellings() {
        return pieces.spellings();
    }

    @Override
    public int characters() {
        return pieces.characters();
    }

    @Override
    public boolean unknown() {
        return pieces.unknown();
    }

    @Override
    public String prepared(String normalized) {
        return pieces.prepared(normalized);
    }

    @Override
    public int[] segment(String word) {
        var path = bestPath(word);
        var ids = new int[3 * word.length()];
        int size = 0;
        int steps = 0;
        for (int end = word.length(); end > 0; end = path.starts[end]) {
            path.ends[steps++] = end;
        }
        while (steps > 0) {
            int end = path.ends[--steps];
            int piece = path.pieces[end];
            if (piece == PieceTrie.NONE) {
                size = pieces.spell(word.codePointAt(path.starts[end]), ids, size);
            } else {
                ids[size++] = Subwords.FIRST_CHARACTER + piece;
            }
        }
        return Arrays.copyOf(ids, size);
    }

    @Override
    public int[] sample(String word, double dropout, double alpha, SplittableRandom random) {
        return new PathSampler(pieces, word, alpha).draw(word, random);
    }

    /** The score of the most probable path of a word, a logarithm. */
    float score(String word) {
        return bestPath(word).scores[word.length()];
    }

    /** At each place of a word, the last piece of the best path to it, or none: a character without a piece. */
    private static final class Path {
        final int[] starts;
        final int[] pieces;
        final float[] scores;
        final int[] ends;

        Path(int length) {
            starts = new int[length + 1];
            Arrays.fill(starts, -1);
            pieces = new int[length + 1];
            scores = new float[length + 1];
            ends = new int[length];
        }

        void offer(int start, int end, int piece, double score) {
            if (starts[end] < 0 || (float) score > scores[end]) {
                starts[end] = start;
                pieces[end] = piece;
                scores[end] = (float) score;
            }
        }
    }

    private Path bestPath(String word) {
        var path = new Path(word.length());
        ScoredPieces.Found found =
                (start, end, piece, score) -> path.offer(start, end, piece, score + path.scores[start]);
        for (int start = 0, next; start < word.length(); start = next) {
            next = start + Character.charCount(word.codePointAt(start));
            if (!pieces.from(word, start, found)) {
                path.offer(start, next, PieceTrie.NONE, pieces.unknownScore() + path.scores[start]);
            }
        }
        return path;
    }
}
