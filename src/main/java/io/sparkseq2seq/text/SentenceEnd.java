package io.sparkseq2seq.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a sentence ends where ICU's rules say so. They know no abbreviation, ordinal or initial, end a sentence
 * within {@code "Stop!" he said}, and leave the closing quote of {@code « Oui ! »} to the next sentence.
 */
final class SentenceEnd {
    private static final String QUOTES = "\"'”’»›」』】）)]］》〉";
    private static final String OPENERS = "“‘「『（【《〈([{";
    private static final Pattern INITIALS = Pattern.compile("(?:[\\p{L}&&[^\uA015]]\\p{M}*\\.-?){1,20}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}\\.");
    private static final Pattern NUMERAL = Pattern.compile("[(\\[§#]?(?:\\p{Nd}.*|[IVXLC]+\\b.*)", Pattern.DOTALL);
    private static final Pattern SAYING =
            Pattern.compile("[^，。！？：；,.!?]{0,7}?(?:说|說|道|问|問|喊)[^，。！？]{0,4}[，。！？：,].*", Pattern.DOTALL);
    /** Thai: particles that close a sentence. */
    private static final List<String> PARTICLE = List.of(("ครับ ค่ะ คะ นะ จ้ะ จ๊ะ จ้า ฮะ ขอรับ ແດ່ ເດີ້").split(" "));
    /** Thai and Lao: words that go on with a sentence, after the space before them. */
    private static final List<String> CONNECTOR = List.of(
            ("และ หรือ ที่ ซึ่ง เพราะ ว่า ของ ใน โดย กับ จึง เมื่อ ถ้า เพื่อ จาก คือ เช่น ได้แก่ แล้วก็ ແລະ ຫຼື ທີ່ ຊຶ່ງ ເພາະ ວ່າ ຂອງ ໃນ ກັບ")
                    .split(" "));

    private static final List<String> CONNECTED =
            List.of(("และ หรือ ว่า ของ กับ คือ เช่น ได้แก่ โดย ແລະ ຫຼື ວ່າ ຂອງ ກັບ ๆ ฯ").split(" "));
    /** It begins as the word for "in order to". */
    private static final String FRIEND = "เพื่อน";
    /** A shorter clause stays with its neighbours. */
    private static final int SHORTEST_CLAUSE = 8;

    /** How far from an end it looks, so that the work is linear in the text's length. */
    private static final int SEEN = 60;

    private final SentenceWords words;

    SentenceEnd(SentenceWords words) {
        this.words = words;
    }

    /** Before the opening quotes and brackets that ICU leaves to the sentence before them: {@code 。“} */
    static int beforeOpeners(String text, int at) {
        int start = at;
        boolean opens = at < text.length() && Character.isLetterOrDigit(text.codePointAt(at));
        while (opens && start > 0 && OPENERS.indexOf(text.charAt(start - 1)) >= 0) {
            start--;
        }
        return start;
    }

    /** Whether somebody else speaks after a space: {@code ? — Y}. */
    static boolean isTurn(String text, int at) {
        return isSpace(text.charAt(at))
                && at > 0
                && at + 3 < text.length()
                && "!?.…".indexOf(text.charAt(at - 1)) >= 0
                && (text.charAt(at + 1) == '—' || text.charAt(at + 1) == '–')
                && isSpace(text.charAt(at + 2))
                && UCharacter.isUUppercase(text.codePointAt(at + 3));
    }

    /** Behind the closing quotes and brackets that follow a stop, also after a space, as French has them. */
    static int afterClosers(String text, int at) {
        int end = at;
        for (int i = at; i < text.length() && (QUOTES.indexOf(text.charAt(i)) >= 0 || isSpace(text.charAt(i))); i++) {
            boolean closes = !isSpace(text.charAt(i))
                    && (i + 1 == text.length() || !Character.isLetterOrDigit(text.codePointAt(i + 1)));
            if (closes) {
                end = i + 1;
            } else if (!isSpace(text.charAt(i))) {
                break;
            }
        }
        return end;
    }

    /**
     * Whether a sentence that started at {@code start} ends before {@code next}, where a word begins and ICU or a
     * clause's space ended it.
     */
    boolean isBetween(String text, int start, int next) {
        int end = next;
        while (isSpace(text.charAt(end - 1))) {
            end--;
        }
        int stop = end;
        while (stop > start && (QUOTES.indexOf(text.charAt(stop - 1)) >= 0 || isSpace(text.charAt(stop - 1)))) {
            stop--;
        }
        if (stop == start) {
            return false; // nothing but quotes
        }
        char last = text.charAt(stop - 1);
        var right = text.substring(next, Math.min(text.length(), next + SEEN));
        if (isClause(last) && stop == end) {
            return isClauseEnd(text.substring(Math.max(start, end - SEEN), end), right);
        }
        boolean spaced = next > end;
        int first = first(right);
        boolean wide = last > 0x2FFF || isWide(first) || stop >= 2 && isWide(text.codePointBefore(stop - 1));
        if (wide
                && last == '.'
                && INITIALS.matcher(bare(text.substring(wordStart(text, start, stop), stop)))
                        .matches()) {
            return false;
        }
        if (wide) {
            return isWideEnd(stop < end, right, first);
        }
        if (!spaced || stop < end && UCharacter.isLowerCase(first)) {
            return false;
        }
        return switch (last) {
            case '…' -> UCharacter.isUUppercase(first);
            case '.' -> stop < end || isStop(text, start, stop, right);
            default -> true;
        };
    }

    /** Chinese and Japanese: a quote that ended may be what somebody says, which the sentence then goes on to say. */
    private static boolean isWideEnd(boolean closed, String right, int first) {
        boolean goesOn = closed
                && (Character.UnicodeScript.of(first) == Character.UnicodeScript.HIRAGANA
                        || SAYING.matcher(right).matches());
        boolean mark = UCharacter.getType(right.codePointAt(0)) == UCharacter.OTHER_PUNCTUATION;
        return !goesOn && !mark;
    }

    /** Of a full stop: none of an abbreviation, a number or an initial. */
    private boolean isStop(String text, int start, int stop, String right) {
        int from = wordStart(text, start, stop);
        var word = bare(text.substring(from, stop));
        if (word.isEmpty()) {
            return true;
        }
        var next = right.split("[\\s\\p{Punct}…]", 2)[0];
        boolean starts = words.starts().contains(next) && !right.startsWith(next + ".");
        var lower = word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
        if (isOne(words.abbreviations(), text, start, from, word)
                || words.abbreviations().contains(lower)) {
            return false;
        }
        if (isOne(words.beforeNumbers(), text, start, from, word)
                && NUMERAL.matcher(right).matches()) {
            return false;
        }
        if (NUMBER.matcher(word).matches()) {
            // An item's number, or an ordinal.
            return from > start
                    && !(words.hasOrdinals() ? !starts : words.ordinals().contains(next));
        }
        boolean open = INITIALS.matcher(word).matches() || isOne(words.mayEnd(), text, start, from, word);
        return !open || starts;
    }

    /** Whether the word, or it and one or two before it, is among {@code known}. */
    private static boolean isOne(Set<String> known, String text, int start, int from, String word) {
        var compact = word;
        int at = from;
        for (int i = 0; i < 3; i++) {
            if (known.contains(compact)) {
                return true;
            }
            int end = at;
            while (end > start && isSpace(text.charAt(end - 1))) {
                end--;
            }
            if (end == start || text.charAt(end - 1) != '.') {
                return false;
            }
            at = wordStart(text, start, end);
            compact = bare(text.substring(at, end)) + compact;
        }
        return false;
    }

    private static int wordStart(String text, int start, int end) {
        int from = end;
        while (from > Math.max(start, end - SEEN)
                && !isSpace(text.charAt(from - 1))
                && text.charAt(from - 1) < 0x2E80) {
            from--;
        }
        return from;
    }

    /** Without the quotes and brackets before it. */
    private static String bare(String word) {
        int from = 0;
        while (from < word.length()
                && !Character.isLetterOrDigit(word.codePointAt(from))
                && "§№".indexOf(word.charAt(from)) < 0) {
            from++;
        }
        return word.substring(from);
    }

    /** The first letter or digit, behind quotes and brackets. */
    private static int first(String right) {
        int at = 0;
        while (at < right.length()) {
            int c = right.codePointAt(at);
            if (Character.isLetterOrDigit(c)) {
                return c;
            }
            at += Character.charCount(c);
        }
        return right.codePointAt(0);
    }

    private static boolean isWide(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }

    /** Whether a space stands between two letters of a script that has spaces between clauses alone. */
    static boolean isClauseSpace(String text, int at) {
        char c = text.charAt(at);
        return c >= 0x80
                ? isClause(c) && isSpace(text.charAt(at + 1))
                : c == ' ' && at > 0 && isClause(text.charAt(at - 1)) && isClause(text.charAt(at + 1));
    }

    private static boolean isClause(char c) {
        return c >= 0x0E00 && c <= 0x0EFF && !UCharacter.hasBinaryProperty(c, UProperty.S_TERM);
    }

    private static boolean isClauseEnd(String left, String right) {
        if (!isClause(right.charAt(0))
                || CONNECTOR.stream().anyMatch(right::startsWith) && !right.startsWith("เพื่อน")
                || CONNECTED.stream().anyMatch(left::endsWith)) {
            return false;
        }
        if (PARTICLE.stream().anyMatch(left::endsWith)) {
            return true;
        }
        int length = right.indexOf(' ') < 0 ? right.length() : right.indexOf(' ');
        return left.length() - left.lastIndexOf(' ') - 1 >= SHORTEST_CLAUSE && length >= SHORTEST_CLAUSE;
    }

    private static boolean isSpace(char c) {
        return UCharacter.isUWhiteSpace(c);
    }
}
