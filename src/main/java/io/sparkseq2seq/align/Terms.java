package io.sparkseq2seq.align;

import io.sparkseq2seq.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Splits text into the terms that are aligned: whole words in lower case, not subwords, because a piece of a word
 * translates nothing by itself, and because the subwords are learned later, from the text that alignment has cleaned.
 *
 * <ul>
 *   <li>letters with their marks; an apostrophe ends a term and stays with it: {@code l'homme} is {@code l'} and
 *       {@code homme};
 *   <li>a number as a whole, in digits;
 *   <li>Han characters one by one, each of which has a meaning; the other scripts written without spaces in runs of two
 *       characters that overlap, of which most have: no segmenter is needed;
 *   <li>any other character one by one, a repeated one once.
 * </ul>
 */
public final class Terms {
    /** The most terms of a side that are looked at: the time for a pair grows with the product of both sides. */
    public static final int MOST = 128;

    /** The most characters that are looked at, {@link #MOST} terms of ordinary length. */
    public static final int MOST_CHARACTERS = 2_000;

    private static final int LONGEST = 64;

    /** Where a term lies in the text in lower case. */
    private interface Sink {
        void accept(String text, int start, int end);
    }

    private Terms() {}

    /** The first {@value #MOST} terms of a text, in order. */
    public static List<String> of(String text) {
        var terms = new ArrayList<String>();
        scan(text, (lower, start, end) -> terms.add(lower.substring(start, end)));
        return terms;
    }

    /** Hashes of the first {@value #MOST} terms of a text, in order. */
    public static long[] hashes(String text) {
        var hashes = new long[MOST];
        var count = new int[1];
        scan(text, (lower, start, end) -> hashes[count[0]++] = hash(lower, start, end));
        return Arrays.copyOf(hashes, count[0]);
    }

    /** The hash of a term, by which it is known where its text is not needed. */
    public static long hash(String term) {
        return hash(term, 0, term.length());
    }

    private static long hash(String text, int start, int end) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = start; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * 0xD6E8FEB86659FD93L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private static void scan(String text, Sink sink) {
        var lower = cut(text).toLowerCase(Locale.ROOT);
        int count = 0;
        for (int at = 0; at < lower.length() && count < MOST; ) {
            int c = lower.codePointAt(at);
            int next = at + Character.charCount(c);
            if (c == ' ' || Character.isWhitespace(c)) {
                at = next;
                continue;
            }
            int end = next;
            if (Character.isLetter(c)) {
                if (Character.isIdeographic(c)) {
                    end = marks(lower, next);
                } else if (Words.isUnspaced(c)) {
                    next = marks(lower, next);
                    end = next;
                    if (next < lower.length() && isUnspacedLetter(lower.codePointAt(next))) {
                        end = marks(lower, next + Character.charCount(lower.codePointAt(next)));
                    } else if (at > 0 && isUnspacedLetter(lower.codePointBefore(at))) {
                        // The last character of a run was the second one of the run before.
                        at = next;
                        continue;
                    }
                    sink.accept(lower, at, end);
                    count++;
                    at = next;
                    continue;
                } else {
                    end = letters(lower, next);
                }
            } else if (Character.isDigit(c)) {
                while (end < lower.length() && end - at < LONGEST && Character.isDigit(lower.charAt(end))) {
                    end++;
                }
            }
            sink.accept(lower, at, end);
            count++;
            at = end;
            if (end == next && !Character.isLetterOrDigit(c)) {
                while (at < lower.length() && lower.codePointAt(at) == c) {
                    at = at + Character.charCount(c);
                }
            }
        }
    }

    private static String cut(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        boolean isWithinPair = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
        return text.substring(0, isWithinPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
    }

    private static boolean isUnspacedLetter(int c) {
        return Character.isLetter(c) && !Character.isIdeographic(c) && Words.isUnspaced(c);
    }

    private static int marks(String text, int at) {
        int end = at;
        while (end < text.length() && end - at < LONGEST && isMark(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int letters(String text, int at) {
        int end = at;
        while (end < text.length() && end - at < LONGEST - 1) {
            int c = text.codePointAt(end);
            if (c == '\'' || c == '’') {
                return end + 1;
            }
            if (!isMark(c) && (!Character.isLetter(c) || Words.isUnspaced(c))) {
                return end;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static boolean isMark(int c) {
        if (c < 0x300) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || c == 0x200C
                || c == 0x200D;
    }
}
