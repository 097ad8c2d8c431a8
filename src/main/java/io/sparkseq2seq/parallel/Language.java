package io.sparkseq2seq.parallel;

import java.io.Serializable;
import java.util.Locale;

/**
 * The language of a side, as files name it: {@code en} is any English, {@code en-US} that of America.
 *
 * @param tag of <a href="https://www.rfc-editor.org/rfc/rfc5646">BCP 47</a>, with hyphens, in lower case
 */
record Language(String tag) implements Serializable {
    Language {
        tag = normal(tag);
    }

    private static String normal(String tag) {
        return tag.strip().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Whether text of that language is of this one: of the same, or of a part of it. */
    boolean holds(String other) {
        String of = normal(other);
        return of.equals(tag) || of.startsWith(tag + "-");
    }

    @Override
    public String toString() {
        return tag;
    }
}
