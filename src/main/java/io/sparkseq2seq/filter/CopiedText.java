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
    /** Letters of each side that are compared; the time grows with their square. */
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
        if (shorter < shortest || 2.0 * shorter < likeness * (shorter + longer)) {
            return Optional.empty();
        }
        double like = Arrays.equals(source, target) ? 1 : 2.0 * common(source, target) / (shorter + longer);
        return like >= likeness
                ? Optional.of(Math.round(100 * like) + " % of the letters are the same")
                : Optional.empty();
    }

    private static int[] letters(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .map(Character::toLowerCase)
                .limit(MOST)
                .toArray();
    }

    /** The length of the longest common subsequence, by the rows of Hirschberg's table. */
    private static int common(int[] a, int[] b) {
        int[] above = new int[b.length + 1];
        int[] row = new int[b.length + 1];
        for (int letter : a) {
            for (int j = 1; j <= b.length; j++) {
                row[j] = letter == b[j - 1] ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            int[] next = above;
            above = row;
            row = next;
        }
        return above[b.length];
    }
}
