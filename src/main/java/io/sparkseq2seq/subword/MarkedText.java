package io.sparkseq2seq.subword;

/**
 * Text that is put together from pieces, symbols and {@link CaseMark}s. A mark holds for the word behind it, as far as
 * neither a symbol nor another mark begins.
 */
final class MarkedText {
    private final Splitting splitting;
    /** With the letters of the word that a mark holds for. */
    private final StringBuilder text;

    private final StringBuilder word = new StringBuilder();
    private CaseMark mark;

    MarkedText(Splitting splitting, int room) {
        this.splitting = splitting;
        this.text = new StringBuilder(room);
    }

    /** Appends a part of a word, or several words. */
    void piece(String piece) {
        (mark == null ? text : word).append(piece);
    }

    /** Appends what no mark before it holds for. */
    void symbol(String symbol) {
        close();
        text.append(symbol);
    }

    /** Appends a mark. */
    void mark(CaseMark next) {
        close();
        mark = next;
    }

    private void close() {
        if (mark != null && !word.isEmpty()) {
            int end = splitting.end(word.toString().toCharArray(), 0);
            mark.restore(word.subSequence(0, end), text);
            text.append(word, end, word.length());
        }
        word.setLength(0);
        mark = null;
    }

    /** All of it. */
    @Override
    public String toString() {
        close();
        return text.toString();
    }
}
