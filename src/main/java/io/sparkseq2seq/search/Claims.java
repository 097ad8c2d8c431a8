package io.sparkseq2seq.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Where a hypothesis holds the terms that are required of it: which tokens each met term claims. It follows from the
 * hypothesis's tokens alone:
 *
 * <ul>
 *   <li>A token that completes a form of an unmet term makes it met, if no other term claims a token of the form. A
 *       form that has all tokens of other claims within it takes their place, if the hypothesis comes nearer to its end
 *       by it: {@code New York Times} that of {@code New York}, which is then to come again.
 *   <li>Where a token completes several, the one counts by which it comes nearest; of equals the longest form, then
 *       that of the term with the fewest forms.
 *   <li>A claim is lost where the next tokens go on with its last word or number, see {@link TokenEdges}.
 * </ul>
 */
final class Claims {
    private final RequiredTerms required;
    /** [terms] the first token of each term's place, and the one behind it; -1 where it is unmet. */
    private final int[] starts;

    private final int[] ends;

    private Claims(RequiredTerms required, int[] starts, int[] ends) {
        this.required = required;
        this.starts = starts;
        this.ends = ends;
    }

    /** Those of the empty hypothesis. */
    static Claims none(RequiredTerms required) {
        var unmet = new int[required.terms().size()];
        Arrays.fill(unmet, -1);
        return new Claims(required, unmet, unmet);
    }

    boolean allMet() {
        for (int start : starts) {
            if (start < 0) {
                return false;
            }
        }
        return true;
    }

    /** The names of those that are not. */
    List<String> unmet() {
        var names = new ArrayList<String>();
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < 0) {
                names.add(required.terms().get(i).name());
            }
        }
        return names;
    }

    /** Those of a hypothesis with another token, its last; END changes nothing. */
    Claims after(Prefix prefix) {
        var newStarts = starts.clone();
        var newEnds = ends.clone();
        boolean changed = release(prefix, newStarts, newEnds);
        changed |= claim(prefix, newStarts, newEnds);
        return changed ? new Claims(required, newStarts, newEnds) : this;
    }

    private boolean release(Prefix prefix, int[] newStarts, int[] newEnds) {
        boolean changed = false;
        int before = prefix.length() - 1;
        for (int i = 0; i < newStarts.length; i++) {
            boolean number = required.terms().get(i).number();
            boolean lost = newEnds[i] == before
                            && before > 0
                            && required.edges().goesOn(prefix.predecessor().token(), number, prefix.token())
                    || number
                            && before > 1
                            && newEnds[i] == before - 1
                            && required.edges().goesOn(prefix.predecessor().token(), prefix.token());
            if (lost) {
                newStarts[i] = newEnds[i] = -1;
                changed = true;
            }
        }
        return changed;
    }

    private boolean claim(Prefix prefix, int[] newStarts, int[] newEnds) {
        int best = -1;
        int longest = 0;
        int most = 0;
        for (int i = 0; i < newStarts.length; i++) {
            var term = required.terms().get(i);
            for (int f = 0; newStarts[i] < 0 && f < term.forms().size(); f++) {
                int length = term.forms().get(f).tokens().length;
                int start = prefix.length() - length;
                if (!ends(prefix, term.forms().get(f), length, term.number()) || !isFree(start, newStarts, newEnds)) {
                    continue;
                }
                int gain = term.length() - replaced(start, newStarts);
                boolean better = gain > most
                        || gain == most
                                && best >= 0
                                && isBetter(
                                        length, term, longest, required.terms().get(best));
                if (better) {
                    best = i;
                    longest = length;
                    most = gain;
                }
            }
        }
        if (best < 0) {
            return false;
        }
        int start = prefix.length() - longest;
        for (int i = 0; i < newStarts.length; i++) {
            if (newStarts[i] >= start) {
                newStarts[i] = newEnds[i] = -1;
            }
        }
        newStarts[best] = start;
        newEnds[best] = prefix.length();
        return true;
    }

    private static boolean isBetter(int length, RequiredTerms.Term term, int otherLength, RequiredTerms.Term other) {
        return length > otherLength
                || length == otherLength && term.forms().size() < other.forms().size();
    }

    /** Whether no claim has tokens on both sides of a place. */
    private static boolean isFree(int start, int[] starts, int[] ends) {
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] >= 0 && starts[i] < start && ends[i] > start) {
                return false;
            }
        }
        return true;
    }

    /** Whether a prefix ends with the first tokens of a form, which may begin where they do. */
    private boolean ends(Prefix prefix, RequiredTerms.Form form, int length, boolean number) {
        if (prefix.length() < length) {
            return false;
        }
        var at = prefix;
        for (int i = length - 1; i >= 0; i--) {
            if (at.token() != form.tokens()[i]) {
                return false;
            }
            at = at.predecessor();
        }
        return required.edges().mayBegin(form, number, at);
    }

    /** Tokens that are still needed to meet all terms, if nothing goes wrong: the rest of one that has begun counts. */
    int needed(Prefix prefix) {
        int needed = 0;
        int begun = 0;
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < 0) {
                var term = required.terms().get(i);
                needed += term.length();
                for (var form : term.forms()) {
                    for (int length = form.tokens().length - 1; length > 0; length--) {
                        int saved = term.length()
                                - (form.tokens().length - length)
                                - replaced(prefix.length() - length, starts);
                        if (saved > begun && ends(prefix, form, length, term.number()) && isFree(prefix, length)) {
                            begun = saved;
                        }
                    }
                }
            }
        }
        return needed - begun;
    }

    /** Tokens that terms with claims from a place on take at least, which a longer one would make them take again. */
    private int replaced(int start, int[] starts) {
        int replaced = 0;
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] >= start) {
                replaced += required.terms().get(i).length();
            }
        }
        return replaced;
    }

    /** The tokens that begin or go on with a form of an unmet term, in ascending order. */
    int[] proposed(Prefix prefix) {
        var tokens = new TreeSet<Integer>();
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < 0) {
                var term = required.terms().get(i);
                for (var form : term.forms()) {
                    for (int length = 0; length < form.tokens().length; length++) {
                        if (ends(prefix, form, length, term.number()) && isFree(prefix, length)) {
                            tokens.add(form.tokens()[length]);
                        }
                    }
                }
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private boolean isFree(Prefix prefix, int length) {
        return isFree(prefix.length() - length, starts, ends);
    }
}
