package io.sparkseq2seq.subword;

import io.sparkseq2seq.text.DictionaryWords;
import io.sparkseq2seq.text.Words;
import java.util.ArrayList;
import java.util.List;

/** Where the words of a text begin and end, and to which of two words the space between them belongs. */
public enum Splitting {
    /** {@link Words}; a space belongs to the word behind it. */
    KINDS {
        @Override
        char[] marked(String text) {
            return Words.prefixed(text).toCharArray();
        }

        @Override
        int end(char[] marked, int start) {
            return Words.end(marked, start);
        }
    },
    /** The same, and {@link DictionaryWords} of scripts without spaces. */
    DICTIONARY {
        @Override
        char[] marked(String text) {
            return KINDS.marked(text);
        }

        @Override
        int end(char[] marked, int start) {
            return new DictionaryWords(marked).end(start);
        }

        @Override
        Ends ends(char[] marked) {
            return new DictionaryWords(marked)::end;
        }
    },
    /** Whatever stands between spaces is a word; a space belongs to the word behind it, as SentencePiece has it. */
    SPACE_BEFORE {
        @Override
        char[] marked(String text) {
            return (text.isEmpty() ? text : " " + text).toCharArray();
        }

        @Override
        int end(char[] marked, int start) {
            int end = start + 1;
            while (end < marked.length && marked[end] != ' ') {
                end++;
            }
            return end;
        }
    },
    /** Whatever stands between spaces is a word; a space belongs to the word before it, as subword-nmt has it. */
    SPACE_AFTER {
        @Override
        char[] marked(String text) {
            return (text.isEmpty() ? text : text + " ").toCharArray();
        }

        @Override
        int end(char[] marked, int start) {
            int end = start;
            while (end < marked.length && marked[end++] != ' ') {}
            return end;
        }

        @Override
        String unmarked(String text) {
            return text.endsWith(" ") ? text.substring(0, text.length() - 1) : text;
        }
    },
    /** The whole text is cut at once, with a space before it: what SentencePiece does. */
    WHOLE {
        @Override
        char[] marked(String text) {
            return SPACE_BEFORE.marked(text);
        }

        @Override
        int end(char[] marked, int start) {
            return marked.length;
        }
    },
    /** The same with a space after it. */
    WHOLE_AFTER {
        @Override
        char[] marked(String text) {
            return SPACE_AFTER.marked(text);
        }

        @Override
        int end(char[] marked, int start) {
            return marked.length;
        }

        @Override
        String unmarked(String text) {
            return SPACE_AFTER.unmarked(text);
        }
    },
    /** The same without a space around it. */
    WHOLE_UNMARKED {
        @Override
        char[] marked(String text) {
            return text.toCharArray();
        }

        @Override
        int end(char[] marked, int start) {
            return marked.length;
        }

        @Override
        String unmarked(String text) {
            return text;
        }
    };

    /** The words of a normalized text, in order, each with the space that belongs to it. */
    public List<String> words(String normalized) {
        var marked = marked(normalized);
        var words = new ArrayList<String>();
        var ends = ends(marked);
        for (int start = 0; start < marked.length; ) {
            int end = ends.of(start);
            words.add(new String(marked, start, end - start));
            start = end;
        }
        return words;
    }

    /** The text with the space that its first or last word lacks. */
    abstract char[] marked(String text);

    /** Where the word that starts at {@code start} of a marked text ends, exclusive. */
    abstract int end(char[] marked, int start);

    /** Where the words of a text end. */
    interface Ends {
        /** The end of the word that starts there, exclusive. */
        int of(int start);
    }

    /** Where the words of a marked text end, asked for from the first to the last. */
    Ends ends(char[] marked) {
        return start -> end(marked, start);
    }

    /** Whether words are of one kind of character, and a text in a script without spaces has none before it. */
    boolean isOfKinds() {
        return this == KINDS || this == DICTIONARY;
    }

    /** A text without the space that {@link #marked} adds. */
    String unmarked(String text) {
        return text.startsWith(" ") ? text.substring(1) : text;
    }
}
