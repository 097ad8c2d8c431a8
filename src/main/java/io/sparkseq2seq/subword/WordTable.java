package io.sparkseq2seq.subword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Distinct words and how often each occurs, sorted by their content, in one array: each character is the number of its
 * place in an alphabet, from 1 on, and a 0 ends each word. A character outside the alphabet parts a word in two.
 *
 * <p>The same words and alphabet give the same table, in whatever order they come. Memory: 2 bytes a character, 12 a
 * word.
 */
final class WordTable {
    /** Ends a word. */
    static final char END = 0;

    private static final int LARGEST_ALPHABET = Character.MAX_VALUE;

    private final List<Integer> alphabet;
    private final char[] text;
    private final int[] starts;
    private final long[] counts;

    private record Row(String word, long count) {}

    /**
     * @param words the {@link BaseSymbol}s of each; emptied
     * @param counts how often each occurs
     * @param alphabet those with a piece; the ones past the 65,535th count as outside it
     */
    WordTable(List<int[]> words, long[] counts, List<Integer> alphabet) {
        this.alphabet = alphabet.subList(0, Math.min(alphabet.size(), LARGEST_ALPHABET));
        Map<Integer, Character> places = new HashMap<>();
        for (var symbol : this.alphabet) {
            places.put(symbol, (char) (places.size() + 1));
        }
        var rows = new ArrayList<Row>(words.size());
        for (int i = 0; i < words.size(); i++) {
            addParts(words.get(i), counts[i], places, rows);
        }
        words.clear();
        rows.sort(Comparator.comparing(Row::word));
        int distinct = 0;
        int length = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (i == 0 || !rows.get(i).word.equals(rows.get(i - 1).word)) {
                distinct++;
                length = Math.addExact(length, rows.get(i).word.length() + 1);
            }
        }
        text = new char[length];
        starts = new int[distinct + 1];
        this.counts = new long[distinct];
        int size = -1;
        int at = 0;
        for (int i = 0; i < rows.size(); i++) {
            var word = rows.get(i).word;
            if (i == 0 || !word.equals(rows.get(i - 1).word)) {
                starts[++size] = at;
                word.getChars(0, word.length(), text, at);
                at += word.length() + 1;
            }
            this.counts[size] = Math.addExact(this.counts[size], rows.get(i).count);
        }
        starts[distinct] = at;
    }

    private static void addParts(int[] word, long count, Map<Integer, Character> places, List<Row> rows) {
        var part = new StringBuilder();
        for (int symbol : word) {
            var place = places.get(symbol);
            if (place != null) {
                part.append(place.charValue());
            } else if (!part.isEmpty()) {
                rows.add(new Row(part.toString(), count));
                part.setLength(0);
            }
        }
        if (!part.isEmpty()) {
            rows.add(new Row(part.toString(), count));
        }
    }

    /** All words, each with its end. */
    char[] text() {
        return text;
    }

    int size() {
        return counts.length;
    }

    /** Where a word starts; that of {@link #size} is the end of the text. */
    int start(int word) {
        return starts[word];
    }

    long count(int word) {
        return counts[word];
    }

    /** The word that a place in the text belongs to. */
    int wordAt(int place) {
        int found = Arrays.binarySearch(starts, place);
        return found >= 0 ? found : -found - 2;
    }

    /** How many characters the alphabet has. */
    int alphabet() {
        return alphabet.size();
    }

    /** The text of a spelling in places of the alphabet. */
    String spelled(String places) {
        var spelled = new StringBuilder();
        for (int i = 0; i < places.length(); i++) {
            spelled.append(BaseSymbol.spelling(alphabet.get(places.charAt(i) - 1)));
        }
        return spelled.toString();
    }
}
