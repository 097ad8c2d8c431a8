package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts that a user has named, such as {@code <2de>}: each is one token wherever it stands, never cut and never joined
 * with what is around it. Of several that begin at one place, the longest counts. Immutable.
 *
 * <p>What stands between them is cut as a text of its own, so no learned piece spells one of them.
 */
public final class Symbols implements Serializable {
    /** None at all. */
    public static final Symbols NONE = new Symbols(List.of());

    private static final long serialVersionUID = 1;
    /** What special ids and bytes are called, here and by SentencePiece. */
    private static final Pattern RESERVED = Pattern.compile("<(pad|unk|s|/s|start|end|0x[0-9A-Fa-f]{2}|unused[0-9]+)>");

    private final String[] spellings;
    private final PieceTrie trie;
    /** The chars that one of them begins with. */
    private final BitSet first = new BitSet();

    /**
     * @param spellings without white space
     * @throws IllegalArgumentException for one that is empty, given twice, or has white space or a {@code ▁} in it
     */
    public Symbols(List<String> spellings) {
        this.spellings = spellings.toArray(String[]::new);
        for (var spelling : spellings) {
            if (!isOne(spelling)) {
                throw new IllegalArgumentException("'" + spelling + "' cannot be a symbol");
            }
            first.set(spelling.charAt(0));
        }
        trie = new PieceTrie(this.spellings);
    }

    /** Whether a text may be one: it has no white space, no control character and no {@code ▁}, and is not empty. */
    public static boolean isOne(String text) {
        return !text.isEmpty()
                && text.codePoints()
                        .noneMatch(c -> Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || c == Subwords.SPACE_MARK);
    }

    /** Whether a text is the name of a special id or a byte, here or of SentencePiece, such as {@code <s>}. */
    public static boolean isReserved(String text) {
        return RESERVED.matcher(text).matches();
    }

    /** How many there are. */
    public int size() {
        return spellings.length;
    }

    boolean isNone() {
        return spellings.length == 0;
    }

    /** The spelling of each, in order. */
    String[] spellings() {
        return spellings;
    }

    String spelling(int symbol) {
        return spellings[symbol];
    }

    /** Where the next one starts, from a place of a text on; the end of the text where there is none. */
    int next(char[] text, int from) {
        int at = from;
        while (at < text.length && (!first.get(text[at]) || at(text, at) == PieceTrie.NONE)) {
            at++;
        }
        return at;
    }

    /** The one that starts at a place of a text, or {@link PieceTrie#NONE}. */
    int at(char[] text, int start) {
        int found = PieceTrie.NONE;
        int node = PieceTrie.ROOT;
        for (int i = start; i < text.length; i++) {
            long edge = trie.edge(node, text[i]);
            if (edge == PieceTrie.NO_EDGE) {
                break;
            }
            node = PieceTrie.node(edge);
            found = PieceTrie.piece(edge) == PieceTrie.NONE ? found : PieceTrie.piece(edge);
        }
        return found;
    }
}
