package io.sparkseq2seq.subword;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** Spells words in characters: a character without a piece becomes its UTF-8 bytes, or unknown. Immutable. */
final class Alphabet implements Serializable {
    private static final long serialVersionUID = 2;
    private static final int PAGE = 256;
    private static final int NONE = 0;

    private final boolean unknown;
    /** Which page tells the ids of each 256 code points. */
    private final short[] pageOf = new short[(Character.MAX_CODE_POINT + 1) / PAGE];

    private final int[][] pages;
    private final HashMap<Integer, Integer> ends;

    /**
     * @param characters those with a piece, each one code point, or one with a space behind it that ends a word; the
     *     first has the id {@link Subwords#FIRST_CHARACTER}
     * @param unknown whether the others become {@link Subwords#UNKNOWN}
     */
    Alphabet(List<String> characters, boolean unknown) {
        this.unknown = unknown;
        var pages = new ArrayList<int[]>();
        pages.add(new int[PAGE]);
        var ends = new HashMap<Integer, Integer>();
        for (int i = 0; i < characters.size(); i++) {
            int c = characters.get(i).codePointAt(0);
            if (characters.get(i).length() > Character.charCount(c)) {
                ends.put(c, Subwords.FIRST_CHARACTER + i);
                continue;
            }
            if (pageOf[c / PAGE] == 0) {
                pageOf[c / PAGE] = (short) pages.size();
                pages.add(new int[PAGE]);
            }
            pages.get(pageOf[c / PAGE])[c % PAGE] = Subwords.FIRST_CHARACTER + i;
        }
        this.pages = pages.toArray(int[][]::new);
        this.ends = ends;
    }

    /** Whether a character at the end of a word is another one than within it. */
    boolean marksEnds() {
        return !ends.isEmpty();
    }

    boolean unknown() {
        return unknown;
    }

    /** The word's characters and bytes. */
    int[] spelled(String word) {
        var spelled = new int[word.length()];
        int size = 0;
        int last = ends.isEmpty() || word.length() < 2 || !word.endsWith(" ")
                ? word.length()
                : word.offsetByCodePoints(word.length() - 1, -1);
        for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
            c = word.codePointAt(i);
            var end = i == last ? ends.get(c) : null;
            if (end != null) {
                spelled[size++] = end;
                break;
            }
            int id = pages[pageOf[c / PAGE]][c % PAGE];
            if (id != NONE || unknown) {
                spelled[size++] = id == NONE ? Subwords.UNKNOWN : id;
                continue;
            }
            boolean unpaired = Character.getType(c) == Character.SURROGATE;
            var bytes = (unpaired ? "\uFFFD" : Character.toString(c)).getBytes(StandardCharsets.UTF_8);
            // Each char that is left takes one place at least.
            int needed = size + bytes.length + word.length() - i;
            if (needed > spelled.length) {
                spelled = Arrays.copyOf(spelled, needed + needed / 2);
            }
            for (byte b : bytes) {
                spelled[size++] = Subwords.FIRST_BYTE + (b & 0xFF);
            }
        }
        return size == spelled.length ? spelled : Arrays.copyOf(spelled, size);
    }
}
