package io.sparkseq2seq.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Self-contained pages, without other files or scripts, and text inside HTML and SVG. */
public final class Html {
    private Html() {}

    /**
     * A page in the reports' style.
     *
     * @param title plain text
     * @param main the page's content, as markup
     */
    public static String page(String title, String main) {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + escaped(title) + "</title>\n<style>\n" + style()
                + "</style>\n</head>\n<body>\n<main>\n" + main + "</main>\n</body>\n</html>\n";
    }

    private static String style() {
        try (var in = Html.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers and text as markup: {@link String#format}, the same in every country. */
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A translated sentence, for within a {@code dl}. */
    public static String sample(String source, String reference, String translation) {
        return "<dt>Source</dt>" + text("", source) + "<dt>Reference</dt>" + text("", reference)
                + "<dt>Translation</dt>" + text("translation", translation);
    }

    private static String text(String style, String text) {
        return text.isBlank()
                ? "<dd class=\"empty\">(empty)</dd>\n"
                : "<dd class=\"" + style + "\" dir=\"auto\">" + escaped(text) + "</dd>\n";
    }

    /** The text with markup's characters escaped; control characters, which XML forbids, become U+FFFD. */
    public static String escaped(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(
                        c < ' ' && c != '\t' && c != '\n' || c >= 0xD800 && c <= 0xDFFF || c >= 0xFFFE && c <= 0xFFFF
                                ? 0xFFFD
                                : c);
            }
        });
        return out.toString();
    }
}
