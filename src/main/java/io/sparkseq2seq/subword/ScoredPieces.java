package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pieces with scores, as SentencePiece has them: logarithms of probabilities in a unigram model, falling ranks in one
 * of byte pairs. Immutable.
 */
final class ScoredPieces implements Serializable {
    /** What a piece is for. */
    enum Use {
        /** Found by the best path or by merging. */
        NORMAL,
        /** Given by the user, and never cut or joined with its neighbours. */
        USER_DEFINED,
        /** Not in use: only a step on the way to longer pieces. */
        UNUSED
    }

    /**
     * A piece.
     *
     * @param spelling with spaces as spaces
     */
    record Piece(String spelling, float score, Use use) {}

    private static final long serialVersionUID = 1;
    /** What is taken from the lowest score for a character without a piece. */
    private static final float UNKNOWN_PENALTY = 10;

    private final String[] spellings;
    private final float[] scores;
    private final Use[] uses;
    private final boolean unknown;
    private final TextRules rules;
    private final PieceTrie trie;
    private final PieceTrie symbols;
    private final WordEnds ends;
    private final float lowest;
    private final float highest;

    /**
     * @param pieces in the order of their ids
     * @param unknown whether a character without a piece becomes {@link Subwords#UNKNOWN} instead of bytes
     * @param rules that a text goes through before it is cut
     * @throws IllegalArgumentException for a piece that is empty or given twice, or a score that is no number
     */
    ScoredPieces(List<Piece> pieces, boolean unknown, TextRules rules) {
        spellings = pieces.stream().map(Piece::spelling).toArray(String[]::new);
        uses = pieces.stream().map(Piece::use).toArray(Use[]::new);
        scores = new float[spellings.length];
        float lowest = Float.MAX_VALUE;
        float highest = Float.MIN_NORMAL;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = pieces.get(i).score();
            if (spellings[i].isEmpty() || !Float.isFinite(scores[i])) {
                throw new IllegalArgumentException("piece " + i + ", '" + spellings[i] + "', of score " + scores[i]);
            }
            if (uses[i] == Use.NORMAL) {
                lowest = Math.min(lowest, scores[i]);
                highest = Math.max(highest, scores[i]);
            }
        }
        this.unknown = unknown;
        this.rules = rules;
        this.lowest = lowest;
        this.highest = highest;
        trie = new PieceTrie(spellings);
        symbols = symbols(spellings, uses);
        ends = WordEnds.of(spellings);
    }

    private static PieceTrie symbols(String[] spellings, Use[] uses) {
        boolean any = false;
        var own = new String[spellings.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = uses[i] == Use.USER_DEFINED ? spellings[i] : "";
            any |= uses[i] == Use.USER_DEFINED;
        }
        return any ? new PieceTrie(own) : null;
    }

    String[] spellings() {
        return spellings;
    }

    float score(int piece) {
        return scores[piece];
    }

    Use use(int piece) {
        return uses[piece];
    }

    boolean unknown() {
        return unknown;
    }

    TextRules rules() {
        return rules;
    }

    /** All pieces by their prefixes. */
    PieceTrie trie() {
        return trie;
    }

    /** Where a text may be parted. */
    WordEnds ends() {
        return ends;
    }

    /** Those of the user; null where there are none. */
    PieceTrie symbols() {
        return symbols;
    }

    /** The spellings of those of the user. */
    List<String> userDefined() {
        return IntStream.range(0, spellings.length)
                .filter(piece -> uses[piece] == Use.USER_DEFINED)
                .mapToObj(piece -> spellings[piece])
                .toList();
    }

    /** Of a character without a piece on the best path. */
    float unknownScore() {
        return lowest - UNKNOWN_PENALTY;
    }

    /**
     * Of a piece on the best path: a symbol of the user always beats its parts.
     *
     * @param bytes of the piece in UTF-8
     */
    double pathScore(int piece, int bytes) {
        return uses[piece] == Use.USER_DEFINED ? bytes * highest - 0.1 : scores[piece];
    }

    /** What takes a piece at a place of a word. */
    interface Found {
        void piece(int start, int end, int piece, double score);
    }

    /**
     * Tells of all pieces that a word goes on with, shorter ones first.
     *
     * @return whether one of them is the next character
     */
    boolean from(String word, int start, Found found) {
        int next = start + Character.charCount(word.codePointAt(start));
        boolean single = false;
        int node = PieceTrie.ROOT;
        for (int end = start; end < word.length(); ) {
            long edge = trie.edge(node, word.charAt(end++));
            if (edge == PieceTrie.NO_EDGE) {
                break;
            }
            node = PieceTrie.node(edge);
            int piece = PieceTrie.piece(edge);
            if (piece != PieceTrie.NONE && uses[piece] != Use.UNUSED) {
                found.piece(start, end, piece, pathScore(piece));
                single |= end == next;
            }
        }
        return single;
    }

    /** The same of a piece that is not {@link Use#UNUSED}. */
    double pathScore(int piece) {
        return uses[piece] == Use.NORMAL ? scores[piece] : pathScore(piece, bytes(spellings[piece]));
    }

    private static int bytes(String spelling) {
        int bytes = 0;
        for (int i = 0; i < spelling.length(); i++) {
            bytes += bytes(spelling.charAt(i));
        }
        return bytes;
    }

    /** Of UTF-8, where a space is written {@code ▁}; half of a pair of surrogates has half of its four. */
    private static int bytes(char c) {
        if (c == ' ') {
            return 3;
        }
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    /** The text by the rules. */
    String prepared(String text) {
        return rules.apply(text, symbols);
    }

    /** How many pieces are single characters. */
    int characters() {
        int characters = 0;
        for (var spelling : spellings) {
            characters += spelling.codePointCount(0, spelling.length()) == 1 ? 1 : 0;
        }
        return characters;
    }

    /**
     * Appends the ids of a character that has no piece; of several in a row there is one {@link Subwords#UNKNOWN}.
     *
     * @return the size after it
     */
    int spell(int codePoint, int[] ids, int size) {
        if (unknown) {
            if (size > 0 && ids[size - 1] == Subwords.UNKNOWN) {
                return size;
            }
            ids[size] = Subwords.UNKNOWN;
            return size + 1;
        }
        boolean unpaired = Character.getType(codePoint) == Character.SURROGATE;
        for (byte b : (unpaired ? "\uFFFD" : Character.toString(codePoint)).getBytes(StandardCharsets.UTF_8)) {
            ids[size++] = Subwords.FIRST_BYTE + (b & 0xFF);
        }
        return size;
    }
}
