package io.sparkseq2seq.evaluate;

/** Text inside HTML and SVG. */
final class Html {
    private Html() {}

    /** The text with markup's characters escaped; control characters, which XML forbids, become U+FFFD. */
    static String escaped(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(
                        c < ' ' && c != '\t' || c >= 0xD800 && c <= 0xDFFF || c >= 0xFFFE && c <= 0xFFFF ? 0xFFFD : c);
            }
        });
        return out.toString();
    }
}
