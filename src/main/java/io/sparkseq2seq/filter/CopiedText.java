package io.sparkseq2seq.filter;

import java.util.Arrays;
import java.util.Optional;

/**
 * Sides that are the same text, or nearly: what nobody has translated. Only letters are compared, whatever their case,
 * so that a date or a number may be the same on both sides. The likeness is that of the longest common subsequence of
 * letters: twice its length through the sum of both lengths, from 0 to 1.
 *
 * @param likeness the least at which a pair is dropped
 * @param shortest letters of the shorter side below which names and the like are kept
 */
record CopiedText(double likeness, int shortest) implements PairFilter {
    /** Letters of each side that are compared. */
    private static final int MOST = 400;

    @Override
    public String name() {
        return "not translated";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        int[] source = letters(pair.source());
        int[] target = letters(pair.target());
        int shorter = Math.min(source.length, target.length);
        int longer = Math.max(source.length, target.length);
        // The likeness is 2 s / (s + l) at most.
        if (shorter < shortest || 2.0 * shorter / (shorter + longer) < likeness) {
            return Optional.empty();
        }
        double like = Arrays.equals(source, target) ? 1 : 2.0 * common(source, target) / (shorter + longer);
        return like >= likeness
                ? Optional.of(Math.round(100 * like) + " % of the letters are the same")
                : Optional.empty();
    }

    private static int[] letters(String text) {
        var letters = new int[Math.min(MOST, text.length())];
        int count = 0;
        for (int i = 0, c; i < text.length() && count < letters.length; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isLetter(c)) {
                letters[count++] = Character.toLowerCase(c);
            }
        }
        return Arrays.copyOf(letters, count);
    }

    /**
     * The length of the longest common subsequence. A row of its table is a number of so many bits as one side has
     * letters, 0 where the row's length grows, and a row takes a few operations of words (H. Hyyrö, Bit-parallel LCS
     * computation revisited, 2004).
     */
    private static int common(int[] a, int[] b) {
        int words = (b.length + Long.SIZE - 1) / Long.SIZE;
        var distinct = Arrays.stream(b).sorted().distinct().toArray();
        // Of each distinct letter, where it stands in b.
        var places = new long[distinct.length][words];
        for (int j = 0; j < b.length; j++) {
            places[Arrays.binarySearch(distinct, b[j])][j / Long.SIZE] |= 1L << j;
        }
        var row = new long[words];
        Arrays.fill(row, -1);
        for (int letter : a) {
            int number = Arrays.binarySearch(distinct, letter);
            if (number >= 0) {
                next(row, places[number]);
            }
        }
        int common = 0;
        for (int j = 0; j < b.length; j++) {
            common += (row[j / Long.SIZE] >>> j & 1) == 0 ? 1 : 0;
        }
        return common;
    }

    /** From a row to that below it: {@code (row + (row & places)) | (row & ~places)}. */
    private static void next(long[] row, long[] places) {
        long carry = 0;
        for (int word = 0; word < row.length; word++) {
            long met = row[word] & places[word];
            long partly = row[word] + met;
            long sum = partly + carry;
            carry = Long.compareUnsigned(partly, met) < 0 || Long.compareUnsigned(sum, carry) < 0 ? 1 : 0;
            row[word] = sum | row[word] & ~places[word];
        }
    }
}
