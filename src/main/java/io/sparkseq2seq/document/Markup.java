package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/**
 * Finds what of a text is copied: placeholders, addresses, paths and code; tags and emojis, which stand between words;
 * and in HTML character references, comments, scripts and tags that end a paragraph.
 */
final class Markup {
    /** What a stretch of a text is. */
    enum Kind {
        /** Copied, and the end of a sentence. */
        BLOCK,
        /** A part of what is said. */
        TERM,
        /** A tag that begins. */
        OPEN,
        /** A tag that ends. */
        CLOSE,
        /** Between words. */
        EMPTY,
        /** A character that is spelled by a reference. */
        REFERENCE
    }

    /**
     * A stretch of a text, from {@code start} to {@code end}, exclusive.
     *
     * @param value the name of a tag in lower case, the character of a reference; else empty
     */
    record Found(int start, int end, Kind kind, String value) {}

    private static final String BLOCKS =
            "address article aside blockquote body br caption center col colgroup dd details"
                    + " dialog div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr"
                    + " html iframe legend li link main menu meta nav noscript ol optgroup option p section select source summary"
                    + " table tbody td tfoot th thead title tr track ul video audio base";
    private static final Set<String> BLOCK = Set.of(BLOCKS.split(" "));
    private static final Set<String> EMPTY = Set.of("img", "input", "wbr", "area", "embed", "param", "keygen");
    private static final Set<String> INLINE = Set.of(
            ("a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark meter output picture q"
                            + " rp rt ruby s samp script small span strike strong style sub sup svg textarea time tt u var pre")
                    .split(" "));

    private static final String NAME = "[A-Za-z][A-Za-z0-9:_.-]*+";
    private static final String ANY_TAG = "</?" + NAME + "(?:\\s(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)?+/?>";
    /** Not what {@code x<y and z>w} has. */
    private static final String PLAIN_TAG = "</?(?:" + NAME + "|[0-9]{1,3})(?:\\s*|\\s[^<>]*?=[^<>]*?)/?>";

    private static final String TERMS =
            String.join(
                    "|",
                    "(?<![`\\\\])(?<tick>`++)(?!`)[^\n]*?[^`\n]\\k<tick>(?!`)", // `code`
                    "\\{\\{[^{}\n]{0,200}}}", // {{x}}
                    "[$#%]\\{[^{}\n]{0,200}}", // ${x} #{x} %{x}
                    "\\{\\s?[\\w.$-]*+\\s?(?:[,:!](?:[^{}]|\\{(?:[^{}]|\\{[^{}]*})*})*)?}", // {0} {name} {n, plural, …}
                    "%\\([\\w.]+\\)[-+#0-9.]*[a-zA-Z]", // %(name)s
                    "(?<![\\d%])%(?:\\d+\\$)?[-+#0]*\\d*(?:\\.\\d+)?(?:hh?|ll?|[Lzjt])?[diouxXeEfFgGcsSpn@](?![A-Za-z])", // %s %1$d
                    "\\$[A-Za-z_]\\w*+", // $name
                    "__\\w+?__",
                    "(?:https?|ftps?|sftp|file|s3a?|gs|hdfs|abfss?|jdbc|ssh|git|mailto|tel):[^\\s<>\"`“”«»‘’，。！？、；：（）【】「」『』…]+",
                    "www\\.[^\\s<>\"`“”«»‘’，。！？、；：（）【】「」『』…]+",
                    "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+",
                    "(?<![\\w@.-])(?:[A-Za-z0-9-]+\\.)+(?:com|org|net|edu|gov|io|dev|info|biz|eu|de|fr|uk|cn|jp|ru|at|ch|nl|es|it|pl|se)"
                            + "(?![\\w.-]*[\\w-])(?:/[^\\s<>\"`“”，。！？、；：（）]*)?", // example.com/x
                    "(?<![\\w/:.])(?:~|\\.{1,2})?(?:/[\\w.@+-]+){2,}+/?", // /usr/bin
                    "(?<![\\w/.])(?:~|\\.{1,2})/[\\w.@+/-]+", // ./run
                    "(?<![A-Za-z])[A-Za-z]:\\\\[^\\s\"`<>|，。！？、；：（）]+", // C:\Windows
                    "\\\\\\\\[\\w.-]+\\\\[^\\s\"`<>|，。！？、；：（）]+", // \\host\share
                    "(?<![\\w/.-])(?:[\\w.-]++/)*+[\\w-]++(?:\\.[\\w-]++)*?\\.(?:java|py|json|xml|ya?ml|txt|md|csv|tsv|conf|ini|html?|css|js|ts|sh|zip|gz|pdf|png|jpe?g|gif|svg|exe|jar|sql|parquet|docx?|xlsx?|pptx?|log)(?![\\w])",
                    "(?<![\\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\\w-])", // UUID
                    "(?<![\\w@])@[A-Za-z_]\\w+",
                    String.valueOf(Segment.TERM));
    private static final String EMOJIS =
            "(?:[\\x{1F000}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B50}\\x{2B55}][\\x{FE0F}\\x{200D}\\x{1F3FB}-\\x{1F3FF}\\x{E0020}-\\x{E007F}]*+)++";
    private static final String FENCE = "(?m)^```[^\n]*\n(?s:.*?)\n[ \t]*```[ \t]*$(?-m)";
    private static final String RAW_BLOCKS =
            "(?i:<(?:script|style|svg|math|pre|textarea)\\b(?s:.*?)</(?:script|style|svg|math|pre|textarea)\\s*>)";
    private static final String RAW_TERMS = "(?i:<(?<code>code|kbd|samp|var|tt)\\b[^<>]*>(?s:.*?)</\\k<code>\\s*>)";
    private static final String COMMENTS = "<!--(?s:.*?)-->|<!\\[CDATA\\[(?s:.*?)]]>|<![A-Za-z][^<>]*>|<\\?[^<>]*\\?>";
    private static final String REFERENCES = "&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});";

    private static final Pattern TEXT = Pattern.compile("(?<fence>" + FENCE + "|<!--(?s:.*?)-->)|(?<tag>" + PLAIN_TAG
            + ")|(?<term>" + TERMS + ")|(?<emoji>" + EMOJIS + ")");
    private static final Pattern HTML = Pattern.compile("(?<fence>" + RAW_BLOCKS + "|" + COMMENTS + ")|" + RAW_TERMS
            + "|(?<tag>" + ANY_TAG + ")|(?<reference>" + REFERENCES + ")|(?<term>" + TERMS
            + ")|(?<emoji>" + EMOJIS + ")");
    private static final Pattern TAG = Pattern.compile(PLAIN_TAG);
    /** What may follow an address, but is no part of it. */
    private static final String STOPS = ".,;:!?'";

    private Markup() {}

    /** Whether a text has a tag of HTML. */
    static boolean isHtml(String text) {
        if (text.indexOf('<') < 0) {
            return false;
        }
        var tags = TAG.matcher(text);
        while (tags.find()) {
            var name = name(tags.group());
            if (BLOCK.contains(name) || INLINE.contains(name) || EMPTY.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** What is copied of a text, in order. */
    static List<Found> of(String text, boolean html) {
        var found = new ArrayList<Found>();
        var matcher = (html ? HTML : TEXT).matcher(text);
        while (matcher.find()) {
            var next = found(matcher, html);
            if (next != null) {
                found.add(next);
                matcher.region(next.end(), text.length());
                matcher.useTransparentBounds(true).useAnchoringBounds(false);
            }
        }
        return found;
    }

    private static Found found(Matcher matcher, boolean html) {
        int start = matcher.start();
        int end = matcher.end();
        if (matcher.group("fence") != null) {
            return new Found(start, end, Kind.BLOCK, "");
        }
        if (matcher.group("tag") != null) {
            return tag(matcher.group(), start, end, html);
        }
        if (matcher.group("emoji") != null) {
            return new Found(start, end, Kind.EMPTY, "");
        }
        if (matcher.group("term") != null) {
            var term = matcher.group("term");
            return new Found(start, start + trimmed(term), Kind.TERM, "");
        }
        if (matcher.group("reference") != null) {
            var character = StringEscapeUtils.unescapeHtml4(matcher.group());
            boolean known = !character.equals(matcher.group());
            return new Found(start, end, known ? Kind.REFERENCE : Kind.TERM, known ? character : "");
        }
        return new Found(start, end, Kind.TERM, "");
    }

    private static Found tag(String tag, int start, int end, boolean html) {
        var name = name(tag);
        if (html && BLOCK.contains(name)) {
            return new Found(start, end, Kind.BLOCK, "");
        }
        boolean closes = tag.startsWith("</");
        boolean empty = tag.endsWith("/>") || EMPTY.contains(name);
        return new Found(start, end, closes ? Kind.CLOSE : empty ? Kind.EMPTY : Kind.OPEN, name);
    }

    private static String name(String tag) {
        return tag.split("[</>\\s]+", 3)[1].toLowerCase(Locale.ROOT);
    }

    /** The length of an address without the stops and brackets of the sentence around it. */
    private static int trimmed(String term) {
        boolean address = term.indexOf(':') > 0 && !term.startsWith("{") && !term.startsWith("`")
                || term.startsWith("www.")
                || (term.indexOf('/') >= 0 || term.indexOf('\\') >= 0) && !term.startsWith("`");
        int end = term.length();
        while (address && end > 1) {
            char last = term.charAt(end - 1);
            boolean bracket = last == ')'
                            && term.substring(0, end)
                                            .chars()
                                            .filter(c -> c == '(')
                                            .count()
                                    < term.substring(0, end)
                                            .chars()
                                            .filter(c -> c == ')')
                                            .count()
                    || last == ']' && term.indexOf('[') < 0;
            if (STOPS.indexOf(last) < 0 && !bracket) {
                break;
            }
            end--;
        }
        return end;
    }

    /** Text as it is written in HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
