package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * SentencePiece's byte pairs: of all neighbours whose joint spelling is a piece, those of the highest score are joined
 * first, the leftmost of equals. Unlike {@link BytePairs} it asks for what results, not for the pair that was learned.
 */
final class PieceMerges implements Segmenter {
    static final String KIND = "piece-merges";

    private static final long serialVersionUID = 1;

    /** Neighbours that may be joined, by where their parts start; {@code end} tells whether they still stand so. */
    private record Join(int left, int right, int end, int piece, float score) {}

    private static final Comparator<Join> ORDER =
            Comparator.comparingDouble(Join::score).reversed().thenComparingInt(Join::left);

    private final ScoredPieces pieces;

    private transient volatile WordCache cache;

    PieceMerges(ScoredPieces pieces) {
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
        if (pieces.ends().next(word, 0) == word.length()) {
            return new Word(word).joined(0, null);
        }
        var words = cache;
        if (words == null) {
            cache = words = new WordCache();
        }
        var text = word.toCharArray();
        var ids = new int[text.length];
        int size = 0;
        for (int start = 0, end; start < text.length; start = end) {
            end = pieces.ends().next(word, start);
            var own = words.ids(text, start, end, this::segment);
            // Of unknown characters in a row there is one id.
            int from = size > 0 && ids[size - 1] == Subwords.UNKNOWN && own[0] == Subwords.UNKNOWN ? 1 : 0;
            if (own.length > ids.length - size) {
                ids = Arrays.copyOf(ids, 2 * ids.length + own.length);
            }
            System.arraycopy(own, from, ids, size, own.length - from);
            size += own.length - from;
        }
        return Arrays.copyOf(ids, size);
    }

    /** What is joined next is left out by chance, as in SentencePiece. */
    @Override
    public int[] sample(String word, double dropout, double alpha, SplittableRandom random) {
        return new Word(word).joined(dropout, random);
    }

    /** A word while it is joined: a part is known by where it starts. */
    private final class Word {
        final String word;
        /** Where the part that starts here ends; 0 where none starts. */
        final int[] ends;
        /** Where the part before this one starts. */
        final int[] before;

        final boolean[] frozen;
        /** For an unused piece that starts here and ends there, where it was joined: its length to its left part's. */
        final Map<String, Integer> cuts = new HashMap<>();

        final PriorityQueue<Join> joins = new PriorityQueue<>(ORDER);

        Word(String word) {
            this.word = word;
            ends = new int[word.length() + 1];
            before = new int[word.length() + 1];
            frozen = new boolean[word.length() + 1];
            Arrays.fill(before, -1);
        }

        int[] joined(double dropout, SplittableRandom random) {
            for (int start = 0, last = -1; start < word.length(); start = ends[start]) {
                int symbol = pieces.symbols() == null ? 0 : pieces.symbols().longest(word, start);
                frozen[start] = symbol > 0;
                ends[start] = start + (symbol > 0 ? symbol : Character.charCount(word.codePointAt(start)));
                before[start] = last;
                last = start;
            }
            for (int start = 0; start < word.length(); start = ends[start]) {
                offer(start, ends[start]);
            }
            for (Join join; (join = joins.poll()) != null; ) {
                if (ends[join.left] != join.right
                        || ends[join.right] != join.end
                        || dropout > 0 && random.nextDouble() < dropout) {
                    continue;
                }
                ends[join.left] = join.end;
                ends[join.right] = 0;
                if (join.end < word.length()) {
                    before[join.end] = join.left;
                }
                offer(before[join.left], join.left);
                offer(join.left, join.end);
            }
            var ids = new int[3 * word.length()];
            int size = 0;
            for (int start = 0; start < word.length(); start = ends[start]) {
                size = write(start, ends[start], ids, size);
            }
            return Arrays.copyOf(ids, size);
        }

        private void offer(int left, int right) {
            if (left < 0 || right >= word.length() || frozen[left] || frozen[right]) {
                return;
            }
            int piece = piece(left, ends[right]);
            if (piece != PieceTrie.NONE) {
                joins.add(new Join(left, right, ends[right], piece, pieces.score(piece)));
                if (pieces.use(piece) == ScoredPieces.Use.UNUSED) {
                    cuts.put(word.substring(left, ends[right]), right - left);
                }
            }
        }

        private int piece(int start, int end) {
            long edge = PieceTrie.NO_EDGE;
            int node = PieceTrie.ROOT;
            for (int i = start; i < end; i++) {
                edge = pieces.trie().edge(node, word.charAt(i));
                if (edge == PieceTrie.NO_EDGE) {
                    return PieceTrie.NONE;
                }
                node = PieceTrie.node(edge);
            }
            return PieceTrie.piece(edge);
        }

        /** An unused piece is written as what it was joined from. */
        private int write(int start, int end, int[] ids, int size) {
            int piece = piece(start, end);
            if (piece == PieceTrie.NONE) {
                return pieces.spell(word.codePointAt(start), ids, size);
            }
            var cut = pieces.use(piece) == ScoredPieces.Use.UNUSED ? cuts.get(word.substring(start, end)) : null;
            if (cut == null) {
                ids[size] = Subwords.FIRST_CHARACTER + piece;
                return size + 1;
            }
            return write(start + cut, end, ids, write(start, start + cut, ids, size));
        }
    }
}
