package io.sparkseq2seq.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Several metrics over the same sentences. On Spark, {@link #tally} is mapped over the rows and {@link Tally#plus}
 * reduces them:
 *
 * <pre>{@code
 * var scorer = new Scorer(List.of(Bleu.of(BleuTokenizer.THIRTEEN_A, false)));
 * Tally tally = rows.map(row -> scorer.tally(row.hypothesis(), List.of(row.reference()))).reduce(Tally::plus);
 * scorer.scores(tally).get(0).value();   // BLEU
 * }</pre>
 *
 * @param metrics what to compute, in this order
 */
public record Scorer(List<Metric> metrics) implements Serializable {
    /** Keeps a copy that any serializer can take. */
    public Scorer {
        metrics = new ArrayList<>(metrics);
    }

    /**
     * What one sentence counts.
     *
     * @param references one or more
     */
    public Tally tally(String hypothesis, List<String> references) {
        if (references.isEmpty()) {
            throw new IllegalStateException("no reference for: " + hypothesis);
        }
        double[][] counts = new double[metrics.size()][];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = metrics.get(i).counts(hypothesis, references);
        }
        return new Tally(1, references.size(), references.size(), counts);
    }

    /** The scores, one a metric. */
    public List<Score> scores(Tally tally) {
        String references =
                tally.fewestReferences() == tally.mostReferences() ? String.valueOf(tally.mostReferences()) : "var";
        var scores = new ArrayList<Score>();
        for (int i = 0; i < metrics.size(); i++) {
            scores.add(metrics.get(i).score(tally.counts()[i], references));
        }
        return scores;
    }

    /** Scores a list in memory, a hypothesis and its references each; at least one. */
    public List<Score> scores(List<String> hypotheses, List<List<String>> references) {
        Tally sum = tally(hypotheses.get(0), references.get(0));
        for (int i = 1; i < hypotheses.size(); i++) {
            sum = sum.plus(tally(hypotheses.get(i), references.get(i)));
        }
        return scores(sum);
    }
}
