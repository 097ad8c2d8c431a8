package io.sparkseq2seq.filter;

import io.sparkseq2seq.config.FilterRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules that a corpus is cleaned by, in the order configured; the first that a pair breaks drops it. A pair without
 * two sides is always dropped, before all rules.
 *
 * @param filters that judge the text
 * @param maxTokens the most subword tokens of a side, which are known later than the text
 */
public record FilterChain(List<PairFilter> filters, int maxTokens) implements Serializable {
    /** Under which pairs of more than {@link #maxTokens} are counted. */
    public static final String TOO_MANY_TOKENS = "too many tokens";

    /** The chain of the configured rules. */
    public static FilterChain of(List<FilterRule> rules) {
        List<PairFilter> filters = new ArrayList<>(List.of(new MissingSide(), new EmptySide()));
        int maxTokens = Integer.MAX_VALUE;
        for (FilterRule rule : rules) {
            if (rule instanceof FilterRule.Tokens tokens) {
                maxTokens = Math.min(maxTokens, tokens.max());
            } else {
                filters.add(filter(rule));
            }
        }
        return new FilterChain(List.copyOf(filters), maxTokens);
    }

    private static PairFilter filter(FilterRule rule) {
        if (rule instanceof FilterRule.Damaged) {
            return new DamagedText();
        } else if (rule instanceof FilterRule.Characters characters) {
            return new CharacterLimit(characters.max());
        } else if (rule instanceof FilterRule.Ratio ratio) {
            return new LengthRatio(ratio.max(), ratio.shortest());
        }
        throw new IllegalStateException("no filter for " + rule);
    }

    /** The first filter that drops a pair. */
    public Optional<PairFilter> drops(Pair pair) {
        for (PairFilter filter : filters) {
            if (filter.reason(pair).isPresent()) {
                return Optional.of(filter);
            }
        }
        return Optional.empty();
    }
}
