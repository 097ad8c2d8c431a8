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
 * @param offsets [source words + 1] where in {@code copies} each word's begin
 * @param copies the indices of the target's words, by their source's, then in order
 * @param previous [source words] the nearest word up to each that has a target; -1: none
 * @param following [source words] the nearest from each on; their number: none
 */
record Links(
        String text,
        String translation,
        List<Word> source,
        List<Word> target,
        int[] from,
        int[] offsets,
        int[] copies,
        int[] previous,
        int[] following) {

    /** From {@code start} to {@code end}, exclusive, in UTF-16 units. */
    record Word(int start, int end) {}

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
        return indexed(source, target, sourceWords, targetWords, from);
    }

    private static Links indexed(String source, String target, List<Word> words, List<Word> targetWords, int[] from) {
        int size = words.size();
        var offsets = new int[size + 1];
        for (int word : from) {
            if (word >= 0) {
                offsets[word + 1]++;
            }
        }
        var previous = new int[size];
        var following = new int[size];
        for (int word = 0; word < size; word++) {
            previous[word] = offsets[word + 1] > 0 ? word : word == 0 ? -1 : previous[word - 1];
        }
        for (int word = size - 1; word >= 0; word--) {
            following[word] = offsets[word + 1] > 0 ? word : word == size - 1 ? size : following[word + 1];
        }
        Arrays.parallelPrefix(offsets, Integer::sum);
        var next = offsets.clone();
        var copies = new int[offsets[size]];
        for (int i = 0; i < from.length; i++) {
            if (from[i] >= 0) {
                copies[next[from[i]]++] = i;
            }
        }
        return new Links(source, target, words, targetWords, from, offsets, copies, previous, following);
    }

    /** How many of the source's words begin before a place. */
    private int beginning(int at) {
        int low = 0;
        int high = source.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (source.get(middle).start < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many of the source's words end at a place or before. */
    private int ended(int at) {
        int begun = beginning(at);
        return begun > 0 && source.get(begun - 1).end > at ? begun - 1 : begun;
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
        int first = ended(start);
        int last = Math.max(first, beginning(end));
        return Arrays.stream(copies, offsets[first], offsets[last])
                .sorted()
                .boxed()
                .toList();
    }

    /** The same place in a word that was copied; -1 where there is no such. */
    int within(int at) {
        int around = ended(at);
        if (around < beginning(at)) {
            var word = source.get(around);
            for (int i = offsets[around]; i < offsets[around + 1]; i++) {
                int copy = target.get(copies[i]).start;
                if (text.regionMatches(word.start, translation, copy, word.end - word.start)) {
                    return copy + at - word.start;
                }
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
        int begun = beginning(at);
        int word = begun == 0 ? -1 : previous[begun - 1];
        return word < 0 ? 0 : target.get(copies[offsets[word + 1] - 1]).end;
    }

    /** The place in the translation before what comes from the source's words behind {@code at}: of the nearest. */
    int before(int at) {
        int within = within(at);
        if (within >= 0) {
            return within;
        }
        int ended = ended(at);
        int word = ended == source.size() ? ended : following[ended];
        if (word < source.size()) {
            return target.get(copies[offsets[word]]).start;
        }
        return target.isEmpty() ? 0 : target.get(target.size() - 1).end;
    }
}
