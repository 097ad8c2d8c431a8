package io.sparkseq2seq.text;

import io.sparkseq2seq.config.TextRepair;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/**
 * Mends what crawling, exporting and wrong encodings do to text, where what it was before is beyond doubt. Repairs are
 * made in the order of {@link TextRepair}, whatever the order given; a second time they change nothing.
 *
 * @param repairs those to make
 */
public record Repairs(Set<TextRepair> repairs) implements Serializable {
    /** Entities that were escaped again and again. */
    private static final int MOST_ROUNDS = 3;

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** Characters that bytes from 0x80 on are in Windows-1252, those that it leaves out as Latin-1 has them. */
    private static final Map<Character, Byte> BYTES = bytes();

    /** A lead byte of two, three or four and those that follow it, all of them seen through Windows-1252. */
    private static final Pattern MISREAD = misread();

    private static final Pattern ENTITY =
            Pattern.compile("&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});");

    private static final Pattern TAG = Pattern.compile(
            "<!--.*?-->|<(/?)(?:a|abbr|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt|em|font"
                    + "|form|h[1-6]|head|hr|html|i|iframe|img|input|ins|label|li|link|meta|nav|ol|option|p|pre|q|s|script|section"
                    + "|select|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|tt|u|ul|wbr)"
                    + "(?:\\s[^<>]*)?/?>",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Tags that stand between words, and not within one. */
    private static final Pattern BREAK = Pattern.compile(
            "</?(?:blockquote|body|br|center|dd|div|dl|dt|form|h[1-6]|hr|html|li|nav|ol|p|pre|section"
                    + "|table|tbody|td|th|thead|title|tr|ul)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String TYPESET =
            "\u201C\u201D\u201E\u201F\u00AB\u00BB\u2018\u2019\u201A\u201B\u2010\u2011\u2012\u2013\u2014\u2015";
    private static final String TYPED = "\"\"\"\"\"\"''''------";

    /** Copies what it is given. */
    public Repairs {
        repairs = Set.copyOf(repairs);
    }

    /** Those of a list. */
    public static Repairs of(List<TextRepair> repairs) {
        return new Repairs(Set.copyOf(repairs));
    }

    /** The repaired text, or the same object where nothing was to be repaired. */
    public String repair(String text) {
        return repair(text, EnumSet.noneOf(TextRepair.class));
    }

    /**
     * The repaired text, or the same object where nothing was to be repaired.
     *
     * @param made to which the repairs that have changed something are added
     */
    public String repair(String text, Set<TextRepair> made) {
        var repaired = text;
        for (var repair : repairs.isEmpty() ? Set.<TextRepair>of() : EnumSet.copyOf(repairs)) {
            var before = repaired;
            repaired = switch (repair) {
                case MOJIBAKE -> withoutMojibake(before);
                case ENTITIES -> withoutEntities(before);
                case TAGS -> withoutTags(before);
                case PUNCTUATION -> typed(before);
            };
            if (!repaired.equals(before)) {
                made.add(repair);
            }
        }
        return repaired.equals(text) ? text : repaired;
    }

    private static Map<Character, Byte> bytes() {
        var bytes = new HashMap<Character, Byte>();
        for (int b = 0x80; b < 0x100; b++) {
            char c = WINDOWS.decode(ByteBuffer.wrap(new byte[] {(byte) b})).charAt(0);
            bytes.put(c == '\uFFFD' ? (char) b : c, (byte) b);
            // What was read as Latin-1 has control characters there.
            bytes.putIfAbsent((char) b, (byte) b);
        }
        return Map.copyOf(bytes);
    }

    private static Pattern misread() {
        String two = of(0xC2, 0xDF);
        String three = of(0xE0, 0xEF);
        String four = of(0xF0, 0xF4);
        String next = of(0x80, 0xBF);
        return Pattern.compile("(?:" + two + next + "|" + three + next + "{2}|" + four + next + "{3})++");
    }

    private static String of(int from, int to) {
        var characters = new StringBuilder("[");
        BYTES.forEach((c, b) -> {
            if ((b & 0xFF) >= from && (b & 0xFF) <= to) {
                characters.append(String.format(java.util.Locale.ROOT, "\\u%04X", (int) c));
            }
        });
        return characters.append("]").toString();
    }

    private static String withoutMojibake(String text) {
        var repaired = text;
        // Some text has gone wrong twice.
        for (int round = 0; round < 2 && repaired.codePoints().anyMatch(c -> c >= 0xC2 && c <= 0xF4); round++) {
            repaired = MISREAD.matcher(repaired).replaceAll(run -> Matcher.quoteReplacement(read(run)));
        }
        return repaired;
    }

    /** A run as UTF-8, if what it gives is of one of the scripts that text is written in; else as it is. */
    private static String read(MatchResult run) {
        var group = run.group();
        var bytes = ByteBuffer.allocate(group.length());
        group.chars().forEach(c -> bytes.put(BYTES.get((char) c)));
        try {
            var read = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return read.codePoints().allMatch(c -> isUsual(c)) ? read : group;
        } catch (CharacterCodingException e) {
            return group;
        }
    }

    private static boolean isUsual(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN, GREEK, CYRILLIC, ARABIC, HEBREW, DEVANAGARI, THAI, HAN, HIRAGANA, KATAKANA, HANGUL -> Character
                    .isDefined(c);
            case COMMON, INHERITED -> Character.isDefined(c) && !(Character.isISOControl(c));
            default -> false;
        };
    }

    private static String withoutEntities(String text) {
        var repaired = text;
        for (int round = 0;
                round < MOST_ROUNDS
                        && repaired.indexOf('&') >= 0
                        && ENTITY.matcher(repaired).find();
                round++) {
            repaired =
                    ENTITY.matcher(repaired).replaceAll(entity -> Matcher.quoteReplacement(character(entity.group())));
        }
        return repaired;
    }

    private static String character(String entity) {
        if (entity.equals("&apos;")) {
            return "'";
        }
        try {
            return StringEscapeUtils.unescapeHtml4(entity);
        } catch (IllegalArgumentException e) {
            // A number beyond Unicode.
            return entity;
        }
    }

    private static String withoutTags(String text) {
        return text.indexOf('<') < 0
                ? text
                : TAG.matcher(text).replaceAll(tag -> BREAK.matcher(tag.group()).matches() ? " " : "");
    }

    private static String typed(String text) {
        StringBuilder typed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int place = c < 0x80 ? -1 : TYPESET.indexOf(c);
            char plain = place >= 0
                    ? TYPED.charAt(place)
                    : c >= '\uFF01' && c <= '\uFF5E' && isLetterOrDigit(c) ? (char) (c - 0xFEE0) : c;
            if (plain != c && typed == null) {
                typed = new StringBuilder(text);
            }
            if (plain != c) {
                typed.setCharAt(i, plain);
            }
        }
        return (typed == null ? text : typed.toString()).replace("\u2026", "...");
    }

    /** Full-width letters and digits; full-width punctuation is Chinese's and Japanese's own. */
    private static boolean isLetterOrDigit(char fullWidth) {
        return Character.isLetterOrDigit(fullWidth - 0xFEE0);
    }
}
