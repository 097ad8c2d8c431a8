package io.sparkseq2seq.table;

/** Names as Spark's parser takes them. */
final class Names {
    private Names() {}

    /** A single name, whatever characters are in it. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
