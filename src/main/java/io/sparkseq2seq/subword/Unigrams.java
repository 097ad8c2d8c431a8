package io.sparkseq2seq.subword;

import java.util.Arrays;

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
        var trie = pieces.trie();
        for (int start = 0, next; start < word.length(); start = next) {
            next = start + Character.charCount(word.codePointAt(start));
            boolean single = false;
            int node = PieceTrie.ROOT;
            int bytes = 0;
            float before = path.scores[start];
            for (int end = start; end < word.length(); ) {
                char c = word.charAt(end++);
                node = trie.child(node, c);
                if (node == PieceTrie.NONE) {
                    break;
                }
                bytes += bytes(c);
                int piece = trie.piece(node);
                if (piece != PieceTrie.NONE && pieces.use(piece) != ScoredPieces.Use.UNUSED) {
                    path.offer(start, end, piece, pieces.pathScore(piece, bytes) + before);
                    single |= end == next;
                }
            }
            if (!single) {
                path.offer(start, next, PieceTrie.NONE, pieces.unknownScore() + before);
            }
        }
        return path;
    }

    /** Of UTF-8, where a space is written {@code ▁}; half of a pair of surrogates has half of its four. */
    private static int bytes(char c) {
        if (c == ' ') {
            return 3;
        }
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
