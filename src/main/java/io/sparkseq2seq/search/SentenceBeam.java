package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The search of a sentence without terms: its open hypotheses, best first, and the best finished ones. */
final class SentenceBeam implements Beam {

    private final BeamSearch search;
    private final Steps steps;
    private final Finished finished;
    private List<Prefix> open = List.of(Prefix.EMPTY);
    private Prefix bestOpen = Prefix.EMPTY;
    private int[] rows;

    /**
     * @param sentence its index in the decoding
     * @param steps what its steps may be
     */
    SentenceBeam(BeamSearch search, int sentence, Steps steps) {
        this.search = search;
        this.steps = steps;
        finished = new Finished(search, steps.limit());
        rows = new int[] {sentence};
    }

    @Override
    public int[] rows() {
        return rows;
    }

    @Override
    public int[] tokens() {
        return open.stream().mapToInt(Prefix::token).toArray();
    }

    @Override
    public int step(Decoding decoding, int firstRow, Candidates candidates, NextTokens next) {
        candidates.clear();
        var sampling = search.control().sampling();
        var stopped = new boolean[open.size()];
        for (int i = 0; i < open.size(); i++) {
            var prefix = open.get(i);
            decoding.next(firstRow + i, next);
            steps.restrict(prefix, next);
            if (prefix.length() >= steps.limit()) {
                stopped[i] = Steps.isStopped(next);
                candidates.offer(i, Subwords.END, prefix.logProbability(), next.logProbability(Subwords.END));
            } else if (sampling != null) {
                int token = sampling.draw(next, steps.stream(), prefix.length());
                candidates.offer(i, token, prefix.logProbability(), next.logProbability(token));
            } else {
                candidates.offer(i, prefix.logProbability(), next);
            }
        }
        int stepped = open.size();
        take(candidates, firstRow, attention(decoding, firstRow), stopped);
        return stepped;
    }

    private void take(Candidates candidates, int firstRow, float[][] attention, boolean[] stopped) {
        var next = new ArrayList<Prefix>(candidates.size);
        var from = new int[candidates.size];
        for (int i = 0; i < candidates.size; i++) {
            int row = candidates.rows[i];
            var prefix = open.get(row).then(candidates.tokens[i], candidates.sums[i], attention[row]);
            if (prefix.token() == Subwords.END) {
                finished.keep(prefix, stopped[row], List.of());
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

    /** [open] nulls where it is not asked for. */
    private float[][] attention(Decoding decoding, int firstRow) {
        var weights = new float[open.size()][];
        for (int i = 0; i < weights.length && search.keepsAttention(); i++) {
            weights[i] = steps.attention(decoding, firstRow + i);
        }
        return weights;
    }

    @Override
    public boolean done() {
        return open.isEmpty() || finished.isOutOfReach(open.get(0).logProbability(), 0);
    }

    @Override
    public List<Hypothesis> result() {
        return finished.or(bestOpen, List.of());
    }
}
