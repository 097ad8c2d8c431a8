package io.sparkseq2seq.search;

import io.sparkseq2seq.model.Decoding;
import io.sparkseq2seq.model.NextTokens;
import io.sparkseq2seq.subword.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The search of a sentence whose translation must hold terms: a beam whose places are shared among hypotheses that have
 * come as far with them (dynamic beam allocation, Post and Vilar 2018).
 *
 * <p>A hypothesis goes on with its most probable tokens, and with each token that begins or continues a form of a term
 * it has not met. Those that still need as many tokens for their terms are a bank, and rivals: places are dealt out
 * evenly among the banks, and those left over to the most probable of all. So a hypothesis that begins a rare word is
 * not lost before it is written. One ends only when all terms are met, and one without room for more takes the tokens
 * of its terms alone. Where the model gives these the probability 0, one that lacks the fewest is the result.
 */
final class TermBeam implements Beam {
    private record Open(Prefix prefix, Claims claims) {}

    /** @param bank the tokens that it still needs; without room for them, more than any with room */
    private record Candidate(int row, Prefix prefix, Claims claims, int bank) {
        double logProbability() {
            return prefix.logProbability();
        }
    }

    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::logProbability).reversed();

    private final BeamSearch search;
    private final Steps steps;
    private final RequiredTerms required;
    private final Finished finished;
    private final int places;
    private final Candidates likely;
    private final int lost;
    private List<Open> open;
    private Open bestOpen;
    private int[] rows;

    /**
     * @param sentence its index in the decoding
     * @param steps what its steps may be
     * @param all terms to hold; those for which there is no room are left
     */
    TermBeam(BeamSearch search, int sentence, Steps steps, RequiredTerms all) {
        this.search = search;
        this.steps = steps;
        required = all.within(steps.limit());
        finished = new Finished(search, steps.limit());
        places = search.beam();
        likely = new Candidates(places);
        lost = required.length() + 1;
        bestOpen = new Open(Prefix.EMPTY, Claims.none(required));
        open = List.of(bestOpen);
        rows = new int[] {sentence};
    }

    @Override
    public int[] rows() {
        return rows;
    }

    @Override
    public int[] tokens() {
        return open.stream().mapToInt(one -> one.prefix.token()).toArray();
    }

    @Override
    public int step(Decoding decoding, int firstRow, Candidates candidates, NextTokens next) {
        var offered = new ArrayList<Candidate>();
        var stopped = new boolean[open.size()];
        for (int i = 0; i < open.size(); i++) {
            var one = open.get(i);
            decoding.next(firstRow + i, next);
            var attention = search.keepsAttention() ? steps.attention(decoding, firstRow + i) : null;
            likely.clear();
            if (one.prefix.length() >= steps.limit()) {
                stopped[i] = Steps.isStopped(next);
                likely.offer(i, Subwords.END, one.prefix.logProbability(), next.logProbability(Subwords.END));
                offer(i, attention, offered);
            } else {
                offerTerms(i, next, attention, offered);
                steps.restrict(one.prefix, next);
                if (!one.claims.allMet() && hasRoom(one.prefix, one.claims)) {
                    next.exclude(Subwords.END);
                }
                likely.clear();
                likely.offer(i, one.prefix.logProbability(), next);
                offer(i, attention, offered);
            }
        }
        int stepped = open.size();
        take(chosen(offered), firstRow, stopped);
        return stepped;
    }

    private boolean hasRoom(Prefix prefix, Claims claims) {
        return prefix.length() + claims.needed(prefix) <= steps.limit();
    }

    /** Offers the tokens of terms, and excludes them from the others. */
    private void offerTerms(int row, NextTokens next, float[] attention, List<Candidate> offered) {
        var one = open.get(row);
        for (int token : one.claims.proposed(one.prefix)) {
            likely.clear();
            likely.offer(row, token, one.prefix.logProbability(), next.logProbability(token));
            offer(row, attention, offered);
            next.exclude(token);
        }
    }

    private void offer(int row, float[] attention, List<Candidate> offered) {
        var one = open.get(row);
        for (int i = 0; i < likely.size; i++) {
            var prefix = one.prefix.then(likely.tokens[i], likely.sums[i], attention);
            boolean ends = prefix.token() == Subwords.END;
            var claims = ends ? one.claims : one.claims.after(prefix);
            int needed = ends ? 0 : claims.needed(prefix);
            boolean room = ends ? claims.allMet() : prefix.length() + needed <= steps.limit();
            offered.add(new Candidate(row, prefix, claims, room ? needed : lost));
        }
    }

    /** The best of each bank, as many of each, then the best of the rest; best first. */
    private List<Candidate> chosen(List<Candidate> offered) {
        // Sorting is stable: of equals, the one of the better row comes first, then the lower token of a term.
        offered.sort(BEST_FIRST);
        boolean anyRoom = offered.stream().anyMatch(candidate -> candidate.bank < lost);
        var counts = new int[lost + 1];
        int banks = 0;
        for (var candidate : offered) {
            if ((candidate.bank < lost || !anyRoom) && counts[candidate.bank]++ == 0) {
                banks++;
            }
        }
        if (banks == 0) {
            return List.of();
        }
        int quota = Math.max(1, places / banks);
        var taken = new int[lost + 1];
        int first = 0;
        for (int count : counts) {
            first += Math.min(count, quota);
        }
        int others = Math.max(0, places - first);
        var chosen = new ArrayList<Candidate>();
        for (var candidate : offered) {
            if (candidate.bank < lost || !anyRoom) {
                if (taken[candidate.bank]++ < quota) {
                    chosen.add(candidate);
                } else if (others > 0) {
                    others--;
                    chosen.add(candidate);
                }
            }
        }
        return chosen;
    }

    private void take(List<Candidate> chosen, int firstRow, boolean[] stopped) {
        var next = new ArrayList<Open>();
        var from = new int[chosen.size()];
        for (var candidate : chosen) {
            if (candidate.prefix.token() == Subwords.END) {
                finished.keep(candidate.prefix, stopped[candidate.row], unmet(candidate.claims));
            } else {
                from[next.size()] = firstRow + candidate.row;
                next.add(new Open(candidate.prefix, candidate.claims));
            }
        }
        int kept = 0;
        while (kept < next.size() && !isOutOfReach(next.get(kept))) {
            kept++;
        }
        open = List.copyOf(next.subList(0, kept));
        rows = Arrays.copyOf(from, kept);
        if (kept > 0) {
            bestOpen = open.get(0);
        }
    }

    /** Of hypotheses, best first, none behind one that is can be within reach. */
    private boolean isOutOfReach(Open one) {
        return finished.isOutOfReach(
                one.prefix.logProbability(), required.left().size());
    }

    private List<String> unmet(Claims claims) {
        var names = new ArrayList<>(claims.unmet());
        names.addAll(required.left());
        return List.copyOf(names);
    }

    @Override
    public boolean done() {
        return open.isEmpty();
    }

    @Override
    public List<Hypothesis> result() {
        return finished.or(bestOpen.prefix, unmet(bestOpen.claims));
    }
}
