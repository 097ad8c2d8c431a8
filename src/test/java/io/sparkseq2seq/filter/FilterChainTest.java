package io.sparkseq2seq.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterChainTest {
    private final FilterChain chain = FilterChain.of(List.of(
            new FilterRule.Damaged(),
            new FilterRule.Characters(100),
            new FilterRule.Ratio(3, 20),
            new FilterRule.Tokens(50)));

    private String name(String source, String target) {
        return chain.drops(new Pair(source, target)).map(PairFilter::name).orElse("kept");
    }

    @Test
    void keepsAnOrdinaryPair() {
        assertThat(name("Tom loves playing football.", "汤姆喜欢踢足球。")).isEqualTo("kept");
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(name("a", null)).isEqualTo("malformed");
        assertThat(name("", "b")).isEqualTo("empty");
        assertThat(name("a", "b\uFFFD")).isEqualTo("damaged");
    }

    @Test
    void countsCharactersNotUtf16() {
        assertThat(name("😀".repeat(100), "😀".repeat(100))).isEqualTo("kept");
        assertThat(name("a".repeat(101), "a".repeat(50))).isEqualTo("too many characters");
    }

    @Test
    void comparesBytesAndCountsShortSidesAsTwenty() {
        assertThat(name("a".repeat(90), "b".repeat(30))).isEqualTo("kept");
        assertThat(name("a".repeat(91), "b".repeat(30))).isEqualTo("unequal lengths");
        assertThat(name("Hi.", "b".repeat(60))).isEqualTo("kept");
        assertThat(name("Hi.", "b".repeat(61))).isEqualTo("unequal lengths");
    }

    @Test
    void aReasonHasItsFigures() {
        var pair = new Pair("Hi.", "b".repeat(61));
        assertThat(chain.drops(pair).orElseThrow().reason(pair)).contains("20 bytes against 61, of at most 3.0 times");
    }

    @Test
    void theFirstRuleThatAPairBreaksDropsIt() {
        var damagedAndLong = new Pair("\uFFFD".repeat(101), "b");
        var reversed = FilterChain.of(List.of(new FilterRule.Characters(100), new FilterRule.Damaged()));
        assertThat(chain.drops(damagedAndLong).orElseThrow().name()).isEqualTo("damaged");
        assertThat(reversed.drops(damagedAndLong).orElseThrow().name()).isEqualTo("too many characters");
    }

    @Test
    void aRuleThatIsNotConfiguredDropsNothing() {
        var none = FilterChain.of(List.of());
        assertThat(none.drops(new Pair("\uFFFD".repeat(5000), "b"))).isEmpty();
        assertThat(none.drops(new Pair("a", null))).isPresent();
        assertThat(none.maxTokens()).isEqualTo(Integer.MAX_VALUE);
        assertThat(chain.maxTokens()).isEqualTo(50);
    }

    @Test
    void everyRuleHasItsFilter() {
        // Spark judges by conditions, lengths and alignment, and a rule of the user's own has no defaults.
        var others = Set.of(
                FilterRule.Where.class, FilterRule.Custom.class, FilterRule.Alignment.class, FilterRule.Lengths.class);
        for (var rule : FilterRule.class.getPermittedSubclasses()) {
            if (others.contains(rule)) {
                continue;
            }
            String name =
                    rule.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            var rules = Settings.load(Optional.empty(), List.of("preprocess.filters=[" + name + "]"))
                    .preprocess()
                    .filters();
            assertThat(rules).singleElement().isInstanceOf(rule);
            var made = FilterChain.of(rules);
            assertThat(made.filters().size() > 2 || made.maxTokens() < Integer.MAX_VALUE)
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void thePresetForCrawledTextCanBeGoneOnFrom(@TempDir Path folder) throws IOException {
        Path mine = Files.writeString(
                folder.resolve("mine.conf"),
                "include classpath(\"conf/clean.conf\")\n"
                        + "preprocess.filters = ${preprocess.filters} [ { language { source = en, target = de } } ]\n");
        var settings = Settings.load(Optional.of(mine.toString()), List.of()).preprocess();
        assertThat(settings.filters()).hasSize(13).last().isInstanceOf(FilterRule.Language.class);
        assertThat(settings.repair()).hasSize(3);
        assertThat(FilterChain.of(settings.filters()).maxTokens()).isEqualTo(100);
    }

    /** A rule of the user's own that does as its name says. */
    private record Rule(String name, Object held) implements PairFilter {
        @Override
        public Optional<String> reason(Pair pair) {
            return switch (name) {
                case "throws" -> throw new IllegalStateException("no list of words");
                case "calls itself" -> reason(pair);
                case "answers null" -> null;
                default -> Optional.empty();
            };
        }
    }

    @Test
    void whatAUsersRuleDoesWrongIsToldOfThatRuleAndThePair() {
        for (var wrong : List.of("throws", "calls itself", "answers null")) {
            var rule = CustomFilter.of(new Rule(wrong, null));
            assertThatThrownBy(() -> rule.reason(new Pair("a b", "ä".repeat(200))))
                    .as(wrong)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(Rule.class.getName())
                    .hasMessageContaining("at the pair “a b”, “" + "ä".repeat(60) + "…”");
        }
        assertThatThrownBy(() -> CustomFilter.of(new Rule("holds a thread", Thread.currentThread())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be sent to Spark's tasks");
    }
}
