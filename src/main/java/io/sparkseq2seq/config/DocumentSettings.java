package io.sparkseq2seq.config;

import java.io.Serializable;
import java.util.List;

/**
 * The {@code translate.document} section of {@code seq2seq-reference.conf}: how a text becomes sentences, and what of
 * it is copied.
 *
 * @param split what is translated on its own
 * @param language of the sources, as {@code de} or {@code zh-Hant}; empty: any
 * @param abbreviations that end no sentence, besides the known ones
 * @param markup what is copied as it is
 */
public record DocumentSettings(Split split, String language, List<String> abbreviations, Markup markup)
        implements Checked, Serializable {

    /** Each text as a whole, nothing of it copied: its white space becomes single spaces. */
    public static final DocumentSettings WHOLE = new DocumentSettings(Split.NONE, "", List.of(), Markup.NONE);

    /** What is translated on its own. */
    public enum Split {
        /** Each sentence. */
        SENTENCES,
        /** Each line. */
        LINES,
        /** The text. */
        NONE
    }

    /** What is copied as it is. */
    public enum Markup {
        /** As {@code HTML} where a text has tags of HTML, as {@code TEXT} elsewhere. */
        AUTO,
        /** Tags and what {@code TEXT} copies; character references are read and written. */
        HTML,
        /** Placeholders, addresses, paths and code. */
        TEXT,
        /** Nothing. */
        NONE
    }

    @Override
    public List<Problem> problems() {
        return language.isEmpty() || language.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")
                ? List.of()
                : List.of(new Problem(
                        "language", "is no tag of a language", "Give one such as de or zh-Hant, or leave it empty."));
    }
}
