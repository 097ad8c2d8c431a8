package io.sparkseq2seq.document;

import com.ibm.icu.lang.UCharacter;
import io.sparkseq2seq.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which word of a translation comes from which of its source. Words end at white space; of scripts without spaces each
 * character with its marks is a word. Where there is no alignment, or one of other words, a word comes from the word
 * that is as far from the beginning.
 *
 * @param text of the source
 * @param translation of it
 * @param source the words of the source
 * @param target the words of the translation
 * @param from [target words] the index of the source's word; -1: none
 */
record Links(String text, String translation, List<Word> source, List<Word> target, int[] from) {

    /** From {@code start} to {@code end}, exclusive, in UTF-16 units. */
    record Word(int start, int end) {
        boolean overlaps(int from, int to) {
            return from == to ? start < from && from < end : start < to && from < end;
        }
    }

    static Links of(String source, String target, String alignment) {
        var sourceWords = words(source);
        var targetWords = words(target);
        var from = new int[targetWords.size()];
        Arrays.fill(from, -1);
        boolean fits = alignment != null && !alignment.isEmpty();
        for (var link : fits ? alignment.split(" ") : new String[0]) {
            int dash = link.indexOf('-');
            int left = Integer.parseInt(link.substring(0, dash));
            int right = Integer.parseInt(link.substring(dash + 1));
            fits &= left < sourceWords.size() && right < from.length;
            if (fits) {
                from[right] = left;
            }
        }
        for (int i = 0; i < from.length && !fits; i++) {
            from[i] = (int) ((i + 0.5) * sourceWords.size() / from.length);
        }
        return new Links(source, target, sourceWords, targetWords, from);
    }

    /** The words of a text. */
    static List<Word> words(String text) {
        var words = new ArrayList<Word>();
        boolean open = false;
        boolean unspaced = false;
        for (int at = 0, length; at < text.length(); at += length) {
            int c = text.codePointAt(at);
            length = Character.charCount(c);
            if (UCharacter.isUWhiteSpace(c)) {
                open = false;
            } else if (c != 0xFEFF && !Character.isISOControl(c)) {
                boolean mark = isMark(c);
                boolean alone = !mark && Words.isUnspaced(c);
                if (open && (mark || !alone && !unspaced)) {
                    var word = words.remove(words.size() - 1);
                    words.add(new Word(word.start, at + length));
                } else {
                    words.add(new Word(at, at + length));
                    unspaced = alone;
                }
                open = true;
            }
        }
        return words;
    }

    /** The index of the word that a place is in. */
    static int wordAt(List<Word> words, int at) {
        int low = 0;
        int high = words.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (words.get(middle).start <= at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Whether a character belongs to the one before it. */
    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** The translation's words that come from the source's text between two places, in order. */
    List<Integer> ofSpan(int start, int end) {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < from.length; i++) {
            if (from[i] >= 0 && source.get(from[i]).overlaps(start, end)) {
                found.add(i);
            }
        }
        return found;
    }

    /** The same place in a word that was copied; -1 where there is no such. */
    int within(int at) {
        for (int i = 0; i < from.length; i++) {
            var word = from[i] < 0 ? new Word(0, 0) : source.get(from[i]);
            var copy = target.get(i);
            if (word.start < at
                    && at < word.end
                    && text.regionMatches(word.start, translation, copy.start, word.end - word.start)) {
                return copy.start + at - word.start;
            }
        }
        return -1;
    }

    /** The place in the translation behind what comes from the source's words before {@code at}: of the nearest. */
    int behind(int at) {
        int within = within(at);
        if (within >= 0) {
            return within;
        }
        for (int word = source.size() - 1; word >= 0; word--) {
            if (source.get(word).start < at) {
                for (int i = from.length - 1; i >= 0; i--) {
                    if (from[i] == word) {
                        return target.get(i).end;
                    }
                }
            }
        }
        return 0;
    }

    /** The place in the translation before what comes from the source's words behind {@code at}: of the nearest. */
    int before(int at) {
        int within = within(at);
        if (within >= 0) {
            return within;
        }
        for (int word = 0; word < source.size(); word++) {
            if (source.get(word).end > at) {
                for (int i = 0; i < from.length; i++) {
                    if (from[i] == word) {
                        return target.get(i).start;
                    }
                }
            }
        }
        return target.isEmpty() ? 0 : target.get(target.size() - 1).end;
    }
}
