package io.sparkseq2seq.document;

import java.util.ArrayList;
import java.util.HashSet;
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
    private static final Set<String> BLOCK_OF_CODE = Set.of("script", "style", "svg", "math", "pre", "textarea");
    private static final Set<String> INLINE = Set.of(
            ("a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark meter output picture q"
                            + " rp rt ruby s samp script small span strike strong style sub sup svg textarea time tt u var pre")
                    .split(" "));

    // Repetitions of groups are bounded, since Java's matcher recurs for each; so is what makes the work more than
    // linear.

    private static final String NAME = "[A-Za-z][A-Za-z0-9:_.-]{0,60}+";
    private static final String ANY_TAG =
            "</?" + NAME + "(?:\\s(?:[^<>\"']++|\"[^\"<]{0,4000}+\"|'[^'<]{0,4000}+'){0,100}+)?+/?>";
    /** Not what {@code x<y and z>w} has. */
    private static final String PLAIN_TAG =
            "</?(?:" + NAME + "|[0-9]{1,3})(?:\\s{0,9}|\\s[^<>=]{0,200}+=[^<>]{0,4000}?)/?>";

    private static final String NO_ADDRESS = "\\s<>\"`“”«»‘’，。！？、；：（）【】「」『』…";
    private static final String LABEL = "[A-Za-z0-9-]{1,63}+\\.";
    private static final String COUNTRY = "(?:eu|de|fr|uk|cn|jp|ru|at|ch|nl|es|it|pl|se)";
    private static final String TERMS = String.join(
            "|",
            "(?<![`\\\\])(?<tick>`{1,9}+)(?!`)[^\n]{0,300}?[^`\n]\\k<tick>(?!`)", // `code`
            "\\{\\{[^{}\n]{0,200}+}}", // {{x}}
            "[$#%]\\{[^{}\n]{0,200}+}", // ${x} #{x} %{x}
            "\\{\\s?[\\w.$-]{0,60}+\\s?}", // {0} {name}
            "%\\([\\w.]{1,60}+\\)[-+#0-9.]{0,9}[a-zA-Z]", // %(name)s
            "(?<![\\d%])%(?:\\d{1,3}\\$)?[-+#0]{0,4}\\d{0,4}(?:\\.\\d{1,4})?(?:hh?|ll?|[Lzjt])?[diouxXeEfFgGcsSpn@](?![A-Za-z])",
            "\\$[A-Za-z_]\\w{0,60}+", // $name
            "__\\w{1,60}?__",
            "(?<![A-Za-z])(?:https?|ftps?|sftp|file|s3a?|gs|hdfs|abfss?|jdbc|ssh|git|mailto|tel):[^" + NO_ADDRESS
                    + "]++",
            "www\\.[^" + NO_ADDRESS + "]++",
            "(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\\.[A-Za-z0-9-]{1,63}+){1,9}",
            // example.com; of endings that are words, where a stop has lost its space, only example.it/x and
            // a.example.it
            "(?<![\\w@.-])(?:(?:" + LABEL + "){1,9}(?:com|org|net|edu|gov|io|dev|info|biz|" + COUNTRY + "(?=/))|(?:"
                    + LABEL + "){2,9}" + COUNTRY + ")(?![\\w-]|\\.\\w)"
                    + "(?:/[^" + NO_ADDRESS + "]*+)?", // example.com/x
            "(?<![\\w/:.])(?:~|\\.{1,2})?/[\\w.@+-]{1,255}+/[\\w.@+/-]++", // /usr/bin
            "(?<![\\w/.])(?:~|\\.{1,2})/[\\w.@+/-]++", // ./run
            "(?<![A-Za-z])[A-Za-z]:\\\\[^" + NO_ADDRESS + "|]++", // C:\Windows
            "\\\\\\\\[\\w.-]{1,255}+\\\\[^" + NO_ADDRESS + "|]++", // \\host\share
            "(?<![\\w/.-])[\\w./-]{1,200}?\\.(?:java|py|json|xml|ya?ml|txt|md|csv|tsv|conf|ini|html?|css|js|ts|sh|zip|gz|pdf"
                    + "|png|jpe?g|gif|svg|exe|jar|sql|parquet|docx?|xlsx?|pptx?|log)(?!\\w|\\.\\w)",
            "(?<![\\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\\w-])", // UUID
            "(?<![\\w@])@[A-Za-z_]\\w{1,60}+",
            String.valueOf(Segment.TERM));
    /** A placeholder with choices, such as {n, plural, one {# file} other {# files}}. */
    private static final String CHOICE = "\\{\\s?[\\w.$-]{1,60}+\\s?[,:!]";

    private static final int LONGEST_CHOICE = 2000;

    private static final String EMOJI = "\\x{1F000}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B50}\\x{2B55}";
    private static final String EMOJIS =
            "[" + EMOJI + "][" + EMOJI + "\\x{FE0F}\\x{200D}\\x{1F3FB}-\\x{1F3FF}\\x{E0020}-\\x{E007F}]*+";
    private static final String FENCE = "(?m:^)```";
    private static final String RAW_BLOCK = "(?i:<(?:script|style|svg|math|pre|textarea)(?=[\\s>]))";
    private static final String RAW_TERM = "(?i:<(?:code|kbd|samp|var|tt)(?=[\\s>]))";
    private static final String DECLARATION = "<![A-Za-z\\[][^<>]*+>|<\\?[^<>]*+>";
    private static final String REFERENCES = "&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});";

    private static final Pattern TEXT = Pattern.compile("(?<begin>" + FENCE + "|<!--)|(?<tag>" + PLAIN_TAG
            + ")|(?<choice>" + CHOICE + ")|(?<term>" + TERMS + ")|(?<emoji>" + EMOJIS + ")");
    private static final Pattern HTML = Pattern.compile("(?<begin><!--|" + RAW_BLOCK + "|" + RAW_TERM + ")|(?<block>"
            + DECLARATION + ")|(?<tag>" + ANY_TAG + ")|(?<reference>" + REFERENCES + ")|(?<choice>" + CHOICE
            + ")|(?<term>"
            + TERMS + ")|(?<emoji>" + EMOJIS + ")");
    private static final Pattern TAG = Pattern.compile(PLAIN_TAG);
    private static final Pattern LONG_TAG = Pattern.compile(ANY_TAG);
    /** What may follow an address, but is no part of it. */
    private static final String STOPS = ".,;:!?'";

    private final String text;
    private final boolean html;
    private final Matcher matcher;
    /** Ends that were looked for and are not there, so that none is looked for again. */
    private final Set<String> missing = new HashSet<>();

    private Markup(String text, boolean html) {
        this.text = text;
        this.html = html;
        this.matcher = (html ? HTML : TEXT).matcher(text);
    }

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
        return new Markup(text, html).all();
    }

    private List<Found> all() {
        var all = new ArrayList<Found>();
        for (int from = 0; from < text.length() && matcher.find(from); ) {
            var next = found(matcher.start(), matcher.end());
            if (next == null) {
                from = matcher.start() + 1;
            } else {
                all.add(next);
                from = next.end();
            }
        }
        return all;
    }

    /** What was matched; null for nothing. */
    private Found found(int start, int end) {
        if (matcher.group("begin") != null) {
            return raw(matcher.group("begin").toLowerCase(Locale.ROOT), start, end);
        }
        if (matcher.group("tag") != null) {
            return tag(matcher.group(), start, end, html);
        }
        if (matcher.group("choice") != null) {
            return choice(start);
        }
        if (matcher.group("emoji") != null) {
            return new Found(start, end, Kind.EMPTY, "");
        }
        if (matcher.group("term") != null) {
            return new Found(start, start + trimmed(matcher.group("term")), Kind.TERM, "");
        }
        if (html && matcher.group("block") != null) {
            return new Found(start, end, Kind.BLOCK, "");
        }
        var character = isNoCharacter(matcher.group()) ? "" : StringEscapeUtils.unescapeHtml4(matcher.group());
        boolean known = !character.isEmpty() && !character.equals(matcher.group());
        return new Found(start, end, known ? Kind.REFERENCE : Kind.TERM, known ? character : "");
    }

    /** Whether a reference is a number that is none of a character. */
    private static boolean isNoCharacter(String reference) {
        if (reference.charAt(1) != '#') {
            return false;
        }
        boolean hexadecimal = Character.toLowerCase(reference.charAt(2)) == 'x';
        int c = Integer.parseInt(reference, hexadecimal ? 3 : 2, reference.length() - 1, hexadecimal ? 16 : 10);
        return !Character.isValidCodePoint(c) || Character.getType(c) == Character.SURROGATE;
    }

    /** What has an end of its own, and of which nothing is read before that. */
    private Found raw(String begin, int start, int end) {
        if (begin.equals("<!--")) {
            return ending("-->", start, end, Kind.BLOCK);
        }
        if (begin.equals("```")) {
            return ending("\n```", start, end, Kind.BLOCK);
        }
        var name = begin.substring(1);
        var kind = BLOCK_OF_CODE.contains(name) ? Kind.BLOCK : Kind.TERM;
        var found = ending("</" + name + ">", start, end, kind);
        return found != null || kind == Kind.TERM ? found : tagAt(start);
    }

    private Found ending(String with, int start, int from, Kind kind) {
        int at = missing.contains(with) ? -1 : indexOf(with, from);
        if (at < 0) {
            missing.add(with);
            return null;
        }
        return new Found(start, at + with.length(), kind, "");
    }

    private int indexOf(String end, int from) {
        int last = text.length() - end.length();
        for (int at = from; at <= last; at++) {
            if (text.charAt(at) == end.charAt(0) && text.regionMatches(true, at, end, 0, end.length())) {
                return at;
            }
        }
        return -1;
    }

    private Found tagAt(int start) {
        var tag = LONG_TAG.matcher(text).region(start, text.length());
        return tag.lookingAt() ? new Found(start, tag.end(), Kind.BLOCK, "") : null;
    }

    private Found choice(int start) {
        int depth = 0;
        for (int at = start; at < Math.min(text.length(), start + LONGEST_CHOICE); at++) {
            depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return new Found(start, at + 1, Kind.TERM, "");
            }
        }
        return null;
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
        boolean square = term.indexOf('[') < 0;
        long unopened = term.chars().filter(c -> c == ')').count()
                - term.chars().filter(c -> c == '(').count();
        while (address && end > 1) {
            char last = term.charAt(end - 1);
            if (STOPS.indexOf(last) < 0 && !(last == ')' && unopened > 0) && !(last == ']' && square)) {
                break;
            }
            unopened -= last == ')' ? 1 : 0;
            end--;
        }
        return end;
    }

    /** Text as it is written in HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
