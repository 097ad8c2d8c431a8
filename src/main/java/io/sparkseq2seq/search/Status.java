package io.sparkseq2seq.search;

import java.util.Locale;

/** What has become of a line. Each has its row; the status says whether the translation in it can be used as it is. */
public enum Status {
    /** All of it is translated. */
    TRANSLATED,
    /** It is translated, but the target, or that of a part, was stopped at its length limit: text may be missing. */
    CUT,
    /** There is nothing in it but white space; its translation is empty. */
    EMPTY,
    /** There is no text: null. */
    MISSING,
    /** It could not be translated. */
    FAILED;

    /** The status as tables and reports spell it, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
