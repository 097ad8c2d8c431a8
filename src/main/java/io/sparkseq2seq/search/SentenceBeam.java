package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The search of one sentence: its open hypotheses, best first, and the best finished ones. */
final class SentenceBeam {

    private final BeamSearch search;
    private final int shortest;
    private final int limit;
    private final int positions;
    private final List<Hypothesis> finished = new ArrayList<>();
    private List<Prefix> open = List.of(Prefix.EMPTY);
    private Prefix bestOpen = Prefix.EMPTY;
    private int[] rows;

    /**
     * @param sentence its index in the decoding
     * @param sourceLength its tokens, without special ones
     * @param shortest tokens of a translation at least, END not counted
     * @param limit tokens of a translation at most
     */
    SentenceBeam(BeamSearch search, int sentence, int sourceLength, int shortest, int limit) {
        this.search = search;
        this.shortest = shortest;
        this.limit = limit;
        positions = sourceLength + 1;
        rows = new int[] {sentence};
    }

    /** [open] the row of the last step that each open hypothesis continues; before the first, the sentence's index. */
    int[] rows() {
        return rows;
    }

    /** [open] the last token of each open hypothesis. */
    int[] tokens() {
        return open.stream().mapToInt(Prefix::token).toArray();
    }

    /**
     * Extends the open hypotheses by a token, after the decoding has advanced by their last ones.
     *
     * @param firstRow the row of the first of them; the others follow
     * @param candidates a selection to work with, of the beam's size
     * @param next [vocabulary] to work with
     * @return how many rows these were
     */
    int step(Decoding decoding, int firstRow, Candidates candidates, NextTokens next) {
        candidates.clear();
        var stopped = new boolean[open.size()];
        for (int i = 0; i < open.size(); i++) {
            var prefix = open.get(i);
            decoding.next(firstRow + i, next);
            if (prefix.length() < shortest) {
                next.exclude(Subwords.END);
            }
            if (prefix.length() < limit) {
                candidates.offer(i, prefix.logProbability(), next);
            } else {
                stopped[i] = isStopped(next);
                candidates.offer(i, Subwords.END, prefix.logProbability(), next.logProbability(Subwords.END));
            }
        }
        int stepped = open.size();
        take(candidates, firstRow, search.attention() ? attention(decoding, firstRow) : new float[stepped][], stopped);
        return stepped;
    }

    /** Whether a hypothesis at its longest length would rather go on. */
    private static boolean isStopped(NextTokens next) {
        next.exclude(Subwords.PAD);
        next.exclude(Subwords.START);
        return next.reachedBy(1) > next.logProbability(Subwords.END);
    }

    private void take(Candidates candidates, int firstRow, float[][] attention, boolean[] stopped) {
        var next = new ArrayList<Prefix>(candidates.size);
        var from = new int[candidates.size];
        for (int i = 0; i < candidates.size; i++) {
            int row = candidates.rows[i];
            var prefix = open.get(row).then(candidates.tokens[i], candidates.sums[i], attention[row]);
            if (prefix.token() == Subwords.END) {
                keep(prefix.hypothesis(prefix.logProbability() / search.penalty(prefix.length()), stopped[row]));
            } else {
                from[next.size()] = firstRow + row;
                next.add(prefix);
            }
        }
        open = next;
        rows = Arrays.copyOf(from, next.size());
        if (!open.isEmpty()) {
            bestOpen = open.get(0);
        }
    }

    private float[][] attention(Decoding decoding, int firstRow) {
        var weights = new float[open.size()][];
        var into = new float[positions];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Arrays.copyOf(into, decoding.attention(firstRow + i, into));
        }
        return weights;
    }

    /**
     * True when nothing that is still to come can change the result. What an open hypothesis becomes has at most its
     * log-probability, which is not above 0, and at most {@code limit} tokens and {@code END}, where the penalty that
     * divides it is largest.
     */
    boolean done() {
        if (open.isEmpty()) {
            return true;
        }
        if (finished.size() < search.nBest()) {
            return false;
        }
        var bound = open.get(0).logProbability() / search.penalty(limit + 1);
        return bound <= finished.get(finished.size() - 1).score();
    }

    /** Best first; never empty. */
    List<Hypothesis> result() {
        if (finished.isEmpty()) {
            // Possible only where the model gives END a probability of 0 wherever a hypothesis came.
            int length = Math.max(1, bestOpen.length());
            return List.of(bestOpen.hypothesis(bestOpen.logProbability() / search.penalty(length), true));
        }
        return List.copyOf(finished);
    }

    private void keep(Hypothesis hypothesis) {
        int at = finished.size();
        while (at > 0 && finished.get(at - 1).score() < hypothesis.score()) {
            at--;
        }
        finished.add(at, hypothesis);
        if (finished.size() > search.nBest()) {
            finished.remove(finished.size() - 1);
        }
    }
}
