package io.sparkseq2seq.subword;

import io.sparkseq2seq.text.Words;

/** Where the words of a text begin and end, and to which of two words the space between them belongs. */
enum Splitting {
    /** {@link Words}; a space belongs to the word behind it. */
    KINDS {
        @Override
        String marked(String text) {
            return Words.prefixed(text);
        }

        @Override
        int end(String marked, int start) {
            return Words.end(marked, start);
        }
    },
    /** Whatever stands between spaces is a word; a space belongs to the word behind it, as SentencePiece has it. */
    SPACE_BEFORE {
        @Override
        String marked(String text) {
            return text.isEmpty() ? text : " " + text;
        }

        @Override
        int end(String marked, int start) {
            int next = marked.indexOf(' ', start + 1);
            return next < 0 ? marked.length() : next;
        }
    },
    /** Whatever stands between spaces is a word; a space belongs to the word before it, as subword-nmt has it. */
    SPACE_AFTER {
        @Override
        String marked(String text) {
            return text.isEmpty() ? text : text + " ";
        }

        @Override
        int end(String marked, int start) {
            int next = marked.indexOf(' ', start);
            return next < 0 ? marked.length() : next + 1;
        }

        @Override
        String unmarked(String text) {
            return text.endsWith(" ") ? text.substring(0, text.length() - 1) : text;
        }
    };

    /** The text with the space that its first or last word lacks. */
    abstract String marked(String text);

    /** Where the word that starts at {@code start} of a marked text ends, exclusive. */
    abstract int end(String marked, int start);

    /** A text without the space that {@link #marked} adds. */
    String unmarked(String text) {
        return text.startsWith(" ") ? text.substring(1) : text;
    }
}
