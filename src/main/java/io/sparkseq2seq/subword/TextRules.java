package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What SentencePiece does with a text before it cuts it: the compiled rules of normalization, then spaces. Symbols that
 * the user has defined are left as they are. A {@code ▁} in the text counts as a space, as it does there.
 */
final class TextRules implements Serializable {
    /** None at all: a text stays as it is, and a {@code ▁} in it is no space. */
    static final TextRules NONE = new TextRules("none", null, false);

    private static final long serialVersionUID = 1;

    private static final Pattern UNPAIRED = Pattern.compile("\\p{Cs}");

    private final String name;
    private final CharacterMap characters;
    private final boolean spacesRemoved;

    /**
     * @param name of the rules, such as {@code nmt_nfkc}
     * @param characters the rules, or null
     * @param spacesRemoved whether spaces at the ends go, and of several in a row all but one
     */
    TextRules(String name, CharacterMap characters, boolean spacesRemoved) {
        this.name = name;
        this.characters = characters;
        this.spacesRemoved = spacesRemoved;
    }

    String name() {
        return name;
    }

    /** Whether they are {@link #NONE}. */
    boolean isNone() {
        return name.equals(NONE.name);
    }

    /** May be null. */
    CharacterMap characters() {
        return characters;
    }

    boolean spacesRemoved() {
        return spacesRemoved;
    }

    /**
     * The text by these rules.
     *
     * @param untouched symbols that the user has defined, or null
     */
    String apply(String text, PieceTrie untouched) {
        if (isNone()) {
            return text;
        }
        if (isSingleSpaced(text)) {
            if (characters == null && untouched == null) {
                return text.replace(Subwords.SPACE_MARK, ' ');
            } else if (characters != null && characters.leaves(text)) {
                return text;
            }
        }
        return rewritten(text, untouched);
    }

    private boolean isSingleSpaced(String text) {
        return !spacesRemoved
                || !text.startsWith(" ")
                        && !text.endsWith(" ")
                        && !text.contains("  ")
                        && text.indexOf(Subwords.SPACE_MARK) < 0;
    }

    private String rewritten(String text, PieceTrie untouched) {
        boolean pairs = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        var whole = pairs ? UNPAIRED.matcher(text).replaceAll("\uFFFD") : text;
        var bytes = whole.getBytes(StandardCharsets.UTF_8);
        var out = new byte[bytes.length + 16];
        int size = 0;
        boolean afterSpace = spacesRemoved;
        int at = 0; // in the text, where bytes[i] is
        for (int i = 0; i < bytes.length; ) {
            int kept = untouched == null ? 0 : untouched.longest(text, at);
            long match = kept > 0 || characters == null || characters.leaves(bytes, i, bytes.length)
                    ? 0
                    : characters.match(bytes, i, bytes.length);
            int length;
            var part = bytes;
            int from = i;
            int to;
            if (match != 0) {
                part = characters.replacement(match);
                length = (int) match;
                from = 0;
                to = part.length;
            } else {
                length = kept > 0 ? utf8Length(bytes, i, kept) : utf8Length(bytes, i, 1);
                to = i + length;
            }
            for (; afterSpace && from < to && part[from] == ' '; from++) {}
            if (from < to) {
                if (to - from > out.length - size) {
                    out = Arrays.copyOf(out, 2 * out.length + to - from);
                }
                System.arraycopy(part, from, out, size, to - from);
                size += to - from;
                afterSpace = spacesRemoved && part[to - 1] == ' ';
            }
            at += chars(bytes, i, i + length);
            i += length;
        }
        var result = new String(out, 0, size, StandardCharsets.UTF_8).replace(Subwords.SPACE_MARK, ' ');
        int end = result.length();
        for (; spacesRemoved && end > 0 && result.charAt(end - 1) == ' '; end--) {}
        return result.substring(0, end);
    }

    /** The bytes of the next {@code chars} chars of UTF-16, or of the whole of a pair that they begin. */
    private static int utf8Length(byte[] bytes, int from, int chars) {
        int at = from;
        for (int left = chars; left > 0 && at < bytes.length; ) {
            int length = length(bytes[at]);
            left -= length == 4 ? 2 : 1;
            at += length;
        }
        return Math.min(at, bytes.length) - from;
    }

    private static int chars(byte[] bytes, int from, int to) {
        int chars = 0;
        for (int i = from; i < to; i += length(bytes[i])) {
            chars += length(bytes[i]) == 4 ? 2 : 1;
        }
        return chars;
    }

    private static int length(byte first) {
        return first >= 0 ? 1 : first >= (byte) 0xF0 ? 4 : first >= (byte) 0xE0 ? 3 : 2;
    }
}
