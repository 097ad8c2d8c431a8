package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Unigram subwords (Kudo, 2018): each piece has a probability, and a word becomes the pieces of the most probable path.
 * Sums and ties are SentencePiece's: scores of single precision are added from the left, and of equal paths to a place
 * the one whose last piece begins first stays.
 */
final class Unigrams implements Segmenter {
    static final String KIND = "unigram";

    private static final long serialVersionUID = 1;

    private static final int START_SHIFT = 27;
    private static final int END_SHIFT = 21;
    private static final int END_BITS = (1 << START_SHIFT - END_SHIFT) - 1;
    private static final int PIECE_BITS = (1 << END_SHIFT) - 1;

    private final ScoredPieces pieces;
    /** The pieces that lie in each word: scores depend on what is before it, so they are added up anew. */
    private transient volatile WordCache edges;

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
    public List<String> symbols() {
        return pieces.userDefined();
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

        void offer(int start, int end, int piece, double own) {
            double score = own + scores[start];
            if (starts[end] < 0 || (float) score > scores[end]) {
                starts[end] = start;
                pieces[end] = piece;
                scores[end] = (float) score;
            }
        }
    }

    private Path bestPath(String word) {
        var path = new Path(word.length());
        var known = pieces.ends().next(word, 0) < word.length() ? edges() : null;
        var text = known == null ? null : word.toCharArray();
        for (int start = 0, end; start < word.length(); start = end) {
            end = pieces.ends().next(word, start);
            if (known == null || end - start > WordCache.LONGEST) {
                pass(word, start, end, path::offer);
                continue;
            }
            for (int edge : known.ids(text, start, end, this::edges)) {
                int piece = (edge & PIECE_BITS) - 1;
                path.offer(
                        start + (edge >>> START_SHIFT), start + (edge >>> END_SHIFT & END_BITS), piece, score(piece));
            }
        }
        return path;
    }

    /** Tells of all pieces in a part of a text, in order, and of characters that have none. */
    private void pass(String text, int from, int to, ScoredPieces.Found found) {
        for (int start = from, next; start < to; start = next) {
            next = start + Character.charCount(text.codePointAt(start));
            if (!pieces.from(text, start, found)) {
                found.piece(start, next, PieceTrie.NONE, score(PieceTrie.NONE));
            }
        }
    }

    private double score(int piece) {
        return piece == PieceTrie.NONE ? pieces.unknownScore() : pieces.pathScore(piece);
    }

    /** Null where there are too many pieces for that. */
    private WordCache edges() {
        if (edges == null && pieces.spellings().length < PIECE_BITS) {
            edges = new WordCache();
        }
        return edges;
    }

    /** The pieces of a word, each in an int with where it starts and ends. */
    private int[] edges(String word) {
        var all = IntStream.builder();
        pass(
                word,
                0,
                word.length(),
                (start, end, piece, score) -> all.add(start << START_SHIFT | end << END_SHIFT | piece + 1));
        return all.build().toArray();
    }
}
