package io.sparkseq2seq.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * Counts TER's edits as tercom does: it makes the shift that saves most as long as one saves any, and then counts
 * insertions, deletions and replacements. Finding the true minimum would be too costly, so this agrees with other tools
 * only because it has the same limits and breaks ties in the same way.
 */
final class Edits {
    private static final int LONGEST_SHIFT = 10;
    private static final int FARTHEST_SHIFT = 50;
    /** Limit of shifts tried for a sentence over all its rounds; the round that reaches it does not count. */
    private static final int MOST_TRIALS = 1000;

    private final int[] reference;
    private final EditDistance distance;
    private int[] hypothesis;
    private int trials;

    private Edits(int[] hypothesis, int[] reference) {
        this.hypothesis = hypothesis;
        this.reference = reference;
        this.distance = new EditDistance(reference);
    }

    /** The edits from one to the other. */
    static int count(List<String> hypothesis, List<String> reference) {
        if (reference.isEmpty()) {
            return hypothesis.size();
        }
        var numbers = new HashMap<String, Integer>();
        return new Edits(numbered(hypothesis, numbers), numbered(reference, numbers)).count();
    }

    private static int[] numbered(List<String> words, HashMap<String, Integer> numbers) {
        return words.stream()
                .mapToInt(word -> numbers.computeIfAbsent(word, unseen -> numbers.size()))
                .toArray();
    }

    private int count() {
        for (int shifts = 0; ; shifts++) {
            Shift best = bestShift();
            if (trials >= MOST_TRIALS || best == null || best.gain <= 0) {
                return shifts + distance.to(hypothesis);
            }
            hypothesis = best.result;
        }
    }

    /** @return null when there is none to try */
    private Shift bestShift() {
        int before = distance.to(hypothesis);
        var alignment = distance.alignment();
        Shift best = null;
        for (int start = 0; start < hypothesis.length; start++) {
            int first = Math.max(0, start - FARTHEST_SHIFT);
            int last = Math.min(reference.length - 1, start + FARTHEST_SHIFT);
            for (int target = first; target <= last; target++) {
                for (int length = 1; length <= equalRun(start, target); length++) {
                    if (alignment.mayShift(start, target, length)) {
                        best = bestOf(best, before, start, target, length, alignment);
                    }
                    if (trials >= MOST_TRIALS) {
                        return best;
                    }
                }
            }
        }
        return best;
    }

    /** Equal words from these two positions on, at most as many as may be shifted together. */
    private int equalRun(int start, int target) {
        int length = 0;
        while (length < LONGEST_SHIFT
                && start + length < hypothesis.length
                && target + length < reference.length
                && hypothesis[start + length] == reference[target + length]) {
            length++;
        }
        return length;
    }

    /** Tries to put a run after the words that are aligned with those from just before the target to its end. */
    private Shift bestOf(Shift best, int before, int start, int target, int length, EditDistance.Alignment alignment) {
        int previous = -1;
        for (int at = target - 1; at < target + length; at++) {
            int position = at < 0 ? 0 : alignment.positions()[at] + 1;
            if (position == previous) {
                continue;
            }
            previous = position;
            int[] result = moved(hypothesis, start, length, position);
            trials++;
            var shift = new Shift(before - distance.to(result), length, start, position, result);
            if (best == null || shift.beats(best)) {
                best = shift;
            }
        }
        return best;
    }

    /**
     * The words with a run moved.
     *
     * @param position in the words as they are; inside the run or just after it, the run moves so far to the right
     */
    static int[] moved(int[] words, int start, int length, int position) {
        int[] moved = new int[words.length];
        int rest = words.length - length;
        int insertAt = Math.min(rest, position > start + length ? position - length : position);
        for (int i = 0, from = 0; i < moved.length; i++) {
            if (i >= insertAt && i < insertAt + length) {
                moved[i] = words[start + i - insertAt];
            } else {
                moved[i] = words[from < start ? from : from + length];
                from++;
            }
        }
        return moved;
    }

    /** A shift and the edits that it saves. */
    private record Shift(int gain, int length, int start, int position, int[] result) {
        /** More gain, then more words, then farther left, then to farther left. */
        boolean beats(Shift other) {
            int[] mine = {gain, length, -start, -position};
            int[] others = {other.gain, other.length, -other.start, -other.position};
            return Arrays.compare(mine, others) > 0;
        }
    }
}
