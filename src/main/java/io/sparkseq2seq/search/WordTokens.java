package io.sparkseq2seq.search;

import com.ibm.icu.lang.UCharacter;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Words;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The words of a text and the tokens that spell them. White space ends a word; of scripts that are written without
 * spaces, each character with its marks is a word. So {@code "I love 北京."} has the words I, love, 北, 京 and the full
 * stop.
 *
 * @param spans [words] the tokens of each; a token may be in several
 * @param startsUnspaced whether the first word is a character of a script without spaces
 * @param endsUnspaced whether the last one is
 */
record WordTokens(List<Span> spans, boolean startsUnspaced, boolean endsUnspaced) {
    /** Tokens from {@code first} to {@code last}, both in it. */
    record Span(int first, int last) {}

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The words of what ids spell. */
    static WordTokens of(Subwords subwords, int[] ids) {
        var spelled = new ByteArrayOutputStream();
        var tokens = IntStream.builder();
        for (int i = 0; i < ids.length; i++) {
            for (byte b : subwords.bytes(ids[i])) {
                spelled.write(b);
                tokens.add(i);
            }
        }
        return of(spelled.toByteArray(), tokens.build().toArray());
    }

    private static WordTokens of(byte[] text, int[] tokens) {
        var spans = new ArrayList<Span>();
        boolean open = false;
        boolean startsUnspaced = false;
        boolean unspaced = false;
        for (int at = 0, length; at < text.length; at += length) {
            length = length(text, at);
            int c = new String(text, at, length, StandardCharsets.UTF_8).codePointAt(0);
            int first = tokens[at];
            int last = tokens[at + length - 1];
            if (UCharacter.isUWhiteSpace(c)) {
                open = false;
            } else if (c != BYTE_ORDER_MARK && !Character.isISOControl(c)) {
                boolean mark = isMark(c);
                boolean alone = !mark && Words.isUnspaced(c);
                if (open && (mark || !alone && !unspaced)) {
                    var word = spans.remove(spans.size() - 1);
                    spans.add(new Span(word.first(), last));
                } else {
                    startsUnspaced = spans.isEmpty() ? alone : startsUnspaced;
                    spans.add(new Span(first, last));
                    unspaced = alone;
                }
                open = true;
            }
        }
        return new WordTokens(List.copyOf(spans), startsUnspaced, unspaced);
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Bytes of the character that starts there; 1 where it is damaged. */
    private static int length(byte[] text, int at) {
        int lead = text[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        for (int i = 1; i < length; i++) {
            if (at + i >= text.length || (text[at + i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }
}
