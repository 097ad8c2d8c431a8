package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.List;

/** The best finished hypotheses of a sentence: those that hold most of its terms, then those that score best. */
final class Finished {
    private final BeamSearch search;
    private final int limit;
    private final List<Hypothesis> best = new ArrayList<>();

    /** @param limit tokens of a translation at most */
    Finished(BeamSearch search, int limit) {
        this.search = search;
        this.limit = limit;
    }

    /** Takes a hypothesis that has ended, if it is among the best. */
    void keep(Prefix prefix, boolean cut, List<String> unmet) {
        var hypothesis = hypothesis(prefix, prefix.length(), cut, unmet);
        int at = best.size();
        while (at > 0 && isBetter(hypothesis, best.get(at - 1))) {
            at--;
        }
        best.add(at, hypothesis);
        if (best.size() > search.nBest()) {
            best.remove(best.size() - 1);
        }
    }

    private static boolean isBetter(Hypothesis one, Hypothesis other) {
        int more = other.unmet().size() - one.unmet().size();
        return more > 0 || more == 0 && other.score() < one.score();
    }

    /**
     * Whether an open hypothesis, and what it becomes, comes too late: that has at most its log-probability, which is
     * not above 0, and at most {@code limit} tokens and {@code END}, where the penalty that divides it is largest; the
     * coverage penalty is not above 0 either.
     *
     * @param unmet terms that no hypothesis meets
     */
    boolean isOutOfReach(double logProbability, int unmet) {
        if (best.size() < search.nBest()) {
            return false;
        }
        var worst = best.get(best.size() - 1);
        return worst.unmet().size() == unmet && logProbability / search.penalty(limit + 1) <= worst.score();
    }

    /**
     * The best hypotheses; where none has ended, which is possible only where a model gives END a probability of 0
     * wherever one came, an open one.
     */
    List<Hypothesis> or(Prefix open, List<String> unmet) {
        return best.isEmpty() ? List.of(hypothesis(open, Math.max(1, open.length()), true, unmet)) : List.copyOf(best);
    }

    private Hypothesis hypothesis(Prefix prefix, int length, boolean cut, List<String> unmet) {
        var attention = prefix.attentions();
        double score = prefix.logProbability() / search.penalty(length);
        if (attention != null && search.control().coveragePenalty() > 0) {
            score += search.control().coverage(attention);
        }
        return new Hypothesis(
                prefix.ids(), prefix.logProbability(), score, search.attention() ? attention : null, cut, unmet);
    }
}
