package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a text consists of: words, and the user's symbols between them. A symbol ends the word before it. Immutable. */
public final class TextParts implements Serializable {
    private static final long serialVersionUID = 1;

    private final Splitting splitting;
    private final Symbols symbols;
    private final boolean capitalsMarked;

    /**
     * @param splitting where words begin and end
     * @param symbols that the user has named
     * @param capitalsMarked whether words are in lower case, with {@link CaseMark}s before them
     */
    TextParts(Splitting splitting, Symbols symbols, boolean capitalsMarked) {
        this.splitting = splitting;
        this.symbols = symbols;
        this.capitalsMarked = capitalsMarked;
    }

    /** Where words begin and end. */
    public Splitting splitting() {
        return splitting;
    }

    Symbols symbols() {
        return symbols;
    }

    boolean capitalsMarked() {
        return capitalsMarked;
    }

    /** Whether there are words alone, and of no dictionary. */
    boolean isPlain() {
        return symbols.isNone() && !capitalsMarked && splitting != Splitting.DICTIONARY;
    }

    /** How many marks of capitals there are. */
    int marks() {
        return capitalsMarked ? CaseMark.ALL.size() : 0;
    }

    /** What takes the parts of a text. */
    interface Taker {
        void word(char[] text, int start, int end);

        void symbol(int symbol);

        /** Of the word behind it. */
        void mark(CaseMark mark);
    }

    /** The words of a normalized text to learn from, in order, each with the space that belongs to it. */
    public List<String> words(String normalized) {
        var words = new ArrayList<String>();
        take(marked(normalized), new Taker() {
            @Override
            public void word(char[] text, int start, int end) {
                words.add(new String(text, start, end - start));
            }

            @Override
            public void symbol(int symbol) {
                // There is nothing to learn.
            }

            @Override
            public void mark(CaseMark mark) {
                // Neither is there here.
            }
        });
        return words;
    }

    /**
     * The text with the space that its first or last word lacks. A text that begins with a symbol gets none before it,
     * so that a mark before a source is one token.
     */
    char[] marked(String text) {
        var plain = text.toCharArray();
        return splitting.isOfKinds() && !symbols.isNone() && plain.length > 0 && symbols.next(plain, 0) == 0
                ? plain
                : splitting.marked(text);
    }

    /** All parts of a marked text, in order. */
    void take(char[] marked, Taker taker) {
        for (int from = 0; from < marked.length; ) {
            int symbol = symbols.isNone() ? marked.length : symbols.next(marked, from);
            var words = from == 0 && symbol == marked.length ? marked : Arrays.copyOfRange(marked, from, symbol);
            var ends = splitting.ends(words);
            for (int start = 0; start < words.length; ) {
                int end = ends.of(start);
                take(words, start, end, taker);
                start = end;
            }
            from = symbol;
            if (symbol < marked.length) {
                int found = symbols.at(marked, symbol);
                taker.symbol(found);
                from += symbols.spelling(found).length();
            }
        }
    }

    /** A word that would spell a symbol in lower case stays as it is, so that no piece is learned that spells one. */
    private void take(char[] text, int start, int end, Taker taker) {
        var mark = capitalsMarked ? CaseMark.of(text, start, end) : null;
        var lowered = mark == null ? null : CaseMark.lowered(text, start, end);
        if (lowered == null || !symbols.isNone() && symbols.next(lowered, 0) < lowered.length) {
            taker.word(text, start, end);
        } else {
            taker.mark(mark);
            taker.word(lowered, 0, lowered.length);
        }
    }
}
