package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Byte-pair encoding: characters, and the merges that join them. Within a word, the earliest learned merge that applies
 * comes first.
 */
final class BytePairs implements Segmenter {
    static final String KIND = "bpe";

    private static final long serialVersionUID = 2;
    /** In symbols; a longer word pays for {@link LongWord}'s tables. */
    private static final int LONGEST_SCANNED = 512;

    private static final int UNKNOWN_YET = -1;

    private final String[] spellings;
    private final int characters;
    private final Alphabet alphabet;
    private final int[] left;
    private final int[] right;
    private final int[] results;
    private final PairTable ranks;

    /**
     * @param characters the characters with a piece of their own, the space among them; a character with a space behind
     *     it is one where the word ends
     * @param merges left and right spelling of each merge, in order; each side a character or what some merge makes
     * @param unknown whether characters without a piece become {@link Subwords#UNKNOWN} instead of bytes
     * @throws IllegalArgumentException for a merge of something that does not exist, or a character given twice
     */
    BytePairs(List<String> characters, List<String[]> merges, boolean unknown) {
        this.characters = characters.size();
        Map<String, Integer> ids = new HashMap<>();
        for (var character : characters) {
            if (!BaseSymbol.isOne(character) || ids.put(character, Subwords.FIRST_CHARACTER + ids.size()) != null) {
                throw new IllegalArgumentException("'" + character + "' is not one character, or is given twice");
            }
        }
        alphabet = new Alphabet(characters, unknown);
        left = new int[merges.size()];
        right = new int[merges.size()];
        results = new int[merges.size()];
        for (int i = 0; i < merges.size(); i++) {
            int free = Subwords.FIRST_CHARACTER + ids.size();
            results[i] = ids.computeIfAbsent(merges.get(i)[0] + merges.get(i)[1], s -> free);
        }
        for (int i = 0; i < merges.size(); i++) {
            left[i] = known(ids, merges.get(i)[0]);
            right[i] = known(ids, merges.get(i)[1]);
        }
        if (Subwords.FIRST_CHARACTER + ids.size() >= PairTable.IDS || merges.size() > PairTable.PAIRS) {
            throw new IllegalArgumentException(ids.size() + " pieces, more than there may be");
        }
        ranks = new PairTable(left, right);
        spellings = new String[ids.size()];
        ids.forEach((spelling, id) -> spellings[id - Subwords.FIRST_CHARACTER] = spelling);
    }

    private static int known(Map<String, Integer> ids, String spelling) {
        var id = ids.get(spelling);
        if (id == null) {
            throw new IllegalArgumentException("a merge of '" + spelling + "', which is no piece");
        }
        return id;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String[] spellings() {
        return spellings;
    }

    @Override
    public int characters() {
        return characters;
    }

    @Override
    public boolean unknown() {
        return alphabet.unknown();
    }

    /** How many merges there are. Two of them may make the same piece. */
    int merges() {
        return results.length;
    }

    /** The spellings that the i-th merge joins, with spaces as spaces. */
    String[] merge(int i) {
        return new String[] {
            spellings[left[i] - Subwords.FIRST_CHARACTER], spellings[right[i] - Subwords.FIRST_CHARACTER]
        };
    }

    /** Whether a character at the end of a word is another one than within it. */
    boolean marksEnds() {
        return alphabet.marksEnds();
    }

    /** A word's characters and bytes. */
    int[] spelled(String word) {
        return alphabet.spelled(word);
    }

    PairTable ranks() {
        return ranks;
    }

    /** The id that each merge makes. */
    int[] results() {
        return results;
    }

    @Override
    public int[] segment(String word) {
        var ids = spelled(word);
        return ids.length > LONGEST_SCANNED ? LongWord.joined(ids, ranks, results) : joined(ids);
    }

    @Override
    public int[] sample(String word, double dropout, double alpha, SplittableRandom random) {
        var ids = spelled(word);
        // In a word so long, hardly a real one, steps that look at all of it would take too much time.
        return ids.length > LONGEST_SCANNED
                ? LongWord.joined(ids, ranks, results)
                : MergeDropout.joined(ids, ranks, results, dropout, random);
    }

    /** Joins pairs in the order in which their merges were learned, until none applies. */
    private int[] joined(int[] ids) {
        int size = ids.length;
        var merges = new int[size]; // that join each symbol to the one behind it
        Arrays.fill(merges, UNKNOWN_YET);
        while (true) {
            int best = PairTable.NONE;
            int first = 0;
            for (int i = 0; i + 1 < size; i++) {
                if (merges[i] == UNKNOWN_YET) {
                    merges[i] = ranks.get(ids[i], ids[i + 1]);
                }
                if (merges[i] < best) {
                    best = merges[i];
                    first = i;
                }
            }
            if (best == PairTable.NONE) {
                return size == ids.length ? ids : Arrays.copyOf(ids, size);
            }
            int kept = first;
            for (int i = first; i < size; i++, kept++) {
                if (i + 1 < size && merges[i] == best) {
                    ids[kept] = results[best];
                    merges[kept] = UNKNOWN_YET;
                    merges[Math.max(0, kept - 1)] = UNKNOWN_YET;
                    i++;
                } else {
                    ids[kept] = ids[i];
                    merges[kept] = merges[i];
                }
            }
            size = kept;
        }
    }
}
