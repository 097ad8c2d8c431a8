package io.sparkseq2seq.filter;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.language.LanguageDetector;
import java.io.Serializable;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The rules that a corpus is cleaned by, in the order configured; the first that a pair breaks drops it. A pair without
 * two sides is always dropped, before all rules. The rule of alignment, which learns from the corpus, is none of them.
 *
 * @param filters that judge the text
 * @param maxTokens the most subword tokens of a side, which are known later than the text
 */
public record FilterChain(List<PairFilter> filters, int maxTokens) implements Serializable {
    /** Under which pairs of more than {@link #maxTokens} are counted. */
    public static final String TOO_MANY_TOKENS = "too many tokens";

    private static final Map<Class<? extends FilterRule>, Function<FilterRule, PairFilter>> MAKERS = Map.ofEntries(
            of(FilterRule.Damaged.class, rule -> new DamagedText()),
            of(FilterRule.Characters.class, rule -> new CharacterLimit(rule.max())),
            of(FilterRule.Ratio.class, rule -> new LengthRatio(rule.max(), rule.shortest())),
            of(FilterRule.Copied.class, rule -> new CopiedText(rule.likeness(), rule.shortest())),
            of(FilterRule.LongestWord.class, rule -> new LongestWord(rule.max())),
            of(FilterRule.Letters.class, rule -> new LetterShare(rule.min(), rule.shortest())),
            of(
                    FilterRule.Scripts.class,
                    rule -> new ScriptShare(scripts(rule.source()), scripts(rule.target()), rule.min())),
            of(FilterRule.Numbers.class, rule -> new NumberMatch(rule.min())),
            of(FilterRule.Addresses.class, rule -> new AddressMatch()),
            of(FilterRule.Repetition.class, rule -> new Repetition(rule.max(), rule.shortest())),
            of(FilterRule.Glued.class, rule -> new GluedWords(rule.max())),
            of(FilterRule.Custom.class, rule -> CustomFilters.make(rule.type(), rule.arguments())),
            of(
                    FilterRule.Language.class,
                    rule -> new ForeignLanguage(
                            codes(rule.source(), "source"), codes(rule.target(), "target"), rule.margin())));

    /**
     * The chain of the configured rules, without conditions of SQL, which Spark judges by.
     *
     * @throws io.sparkseq2seq.config.UserException for a class that is no rule
     */
    public static FilterChain of(List<FilterRule> rules) {
        List<PairFilter> filters = new ArrayList<>(List.of(new MissingSide(), new EmptySide()));
        int maxTokens = Integer.MAX_VALUE;
        for (FilterRule rule : rules) {
            if (rule instanceof FilterRule.Tokens tokens) {
                maxTokens = Math.min(maxTokens, tokens.max());
            } else if (isOfThePair(rule)) {
                filters.add(filter(rule));
            }
        }
        return new FilterChain(List.copyOf(filters), maxTokens);
    }

    /** Whether a pair's own text is enough to judge it by; else Spark does, with what it knows of all. */
    private static boolean isOfThePair(FilterRule rule) {
        return !(rule instanceof FilterRule.Where
                || rule instanceof FilterRule.Lengths
                || rule instanceof FilterRule.Alignment);
    }

    private static PairFilter filter(FilterRule rule) {
        var maker = MAKERS.get(rule.getClass());
        if (maker == null) {
            throw new IllegalStateException("no filter for " + rule);
        }
        return maker.apply(rule);
    }

    private static <R extends FilterRule> Map.Entry<Class<? extends FilterRule>, Function<FilterRule, PairFilter>> of(
            Class<R> rule, Function<R, PairFilter> maker) {
        return Map.entry(rule, any -> maker.apply(rule.cast(any)));
    }

    private static List<UnicodeScript> scripts(List<String> names) {
        return names.stream().map(UnicodeScript::forName).toList();
    }

    private static Set<String> codes(String language, String side) {
        return language.isEmpty() ? Set.of() : LanguageDetector.codes(language, "preprocess.filters: language." + side);
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
