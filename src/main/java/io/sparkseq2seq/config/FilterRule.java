package io.sparkseq2seq.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule by which pairs are dropped: an entry of {@code preprocess.filters}. The records hold what can be set, and
 * package {@code filter} does what they say; a new rule is a record here, one there, and a line in {@code FilterChain}.
 */
public sealed interface FilterRule
        permits FilterRule.Damaged,
                FilterRule.Characters,
                FilterRule.Ratio,
                FilterRule.Copied,
                FilterRule.LongestWord,
                FilterRule.Letters,
                FilterRule.Scripts,
                FilterRule.Numbers,
                FilterRule.Addresses,
                FilterRule.Repetition,
                FilterRule.Glued,
                FilterRule.Language,
                FilterRule.Where,
                FilterRule.Custom,
                FilterRule.Lengths,
                FilterRule.Alignment,
                FilterRule.Tokens {
    /** Whether a rule judges by what is known of the whole corpus, when the others have been applied. */
    static boolean isOfAll(FilterRule rule) {
        return rule instanceof Tokens || rule instanceof Lengths || rule instanceof Alignment;
    }

    /** {@code damaged}: a side has U+FFFD in it; its bytes were not UTF-8, or were damaged before. */
    record Damaged() implements FilterRule {}

    /**
     * {@code characters}: a side is too long in characters.
     *
     * @param max the most
     */
    record Characters(@Default("2000") @Range(min = 1, max = 10_000_000) int max) implements FilterRule {}

    /**
     * {@code ratio}: one side has too many times the other's UTF-8 bytes.
     *
     * @param max the most times
     * @param shortest a side of fewer bytes counts as this many, because lengths of short sentences vary freely
     */
    record Ratio(
            @Default("9") @Range(min = 1, max = 1000) double max,
            @Default("20") @Range(min = 1, max = 10_000) int shortest)
            implements FilterRule {}

    /**
     * {@code copied}: both sides are the same text, or nearly; only letters count.
     *
     * @param likeness the least at which a pair is dropped: twice the longest common subsequence through both lengths
     * @param shortest letters of the shorter side below which it is kept
     */
    record Copied(
            @Default("0.9") @Range(above = 0, max = 1) double likeness,
            @Default("12") @Range(min = 1, max = 10_000) int shortest)
            implements FilterRule {}

    /**
     * {@code longest-word}: a word is too long, in characters. Scripts without spaces and addresses count for nothing.
     *
     * @param max the most
     */
    record LongestWord(@Default("60") @Range(min = 1, max = 10_000) int max) implements FilterRule {}

    /**
     * {@code letters}: too few characters of a side are letters.
     *
     * @param min the least share
     * @param shortest characters of a side below which it is kept
     */
    record Letters(
            @Default("0.3") @Range(min = 0, max = 1) double min,
            @Default("10") @Range(min = 0, max = 10_000) int shortest)
            implements FilterRule {}

    /**
     * {@code scripts}: too few letters of a side are of its scripts.
     *
     * @param source Unicode's names of the source's scripts, such as latin; empty: any
     * @param target the target's, such as han
     * @param min the least share
     */
    record Scripts(List<String> source, List<String> target, @Default("0.2") @Range(min = 0, max = 1) double min)
            implements FilterRule, Checked {
        @Override
        public List<Problem> problems() {
            var problems = new ArrayList<Problem>();
            check("source", source, problems);
            check("target", target, problems);
            return problems;
        }

        private static void check(String key, List<String> scripts, List<Problem> problems) {
            for (var script : scripts) {
                try {
                    Character.UnicodeScript.forName(script);
                } catch (IllegalArgumentException e) {
                    problems.add(new Problem(
                            key, "has a script that Unicode has not: " + script, "Give latin, han, cyrillic …"));
                }
            }
        }
    }

    /**
     * {@code numbers}: both sides have numbers, and too few of them are on both.
     *
     * @param min the least share
     */
    record Numbers(@Default("0.5") @Range(min = 0, max = 1) double min) implements FilterRule {}

    /** {@code addresses}: a side has an address, of the web or of mail, that the other has not. */
    record Addresses() implements FilterRule {}

    /**
     * {@code repetition}: a piece of text stands behind itself on one side more often than on the other.
     *
     * @param max the most times more
     * @param shortest characters of a piece
     */
    record Repetition(
            @Default("2") @Range(min = 0, max = 1_000) int max, @Default("3") @Range(min = 1, max = 100) int shortest)
            implements FilterRule {}

    /**
     * {@code glued}: a side has more words with a capital behind a small letter than the other.
     *
     * @param max the most that it may have more
     */
    record Glued(@Default("2") @Range(min = 0, max = 1_000) int max) implements FilterRule {}

    /**
     * {@code language}: a side is in another language than its own.
     *
     * @param source the source's, by ISO 639, such as en; empty: any
     * @param target the target's
     * @param margin so many times as probable as the side's own language another one must be
     */
    record Language(
            @Default("") String source,
            @Default("") String target,
            @Default("1.3") @Range(min = 1, max = 1e9) double margin)
            implements FilterRule {}

    /**
     * {@code where}: a condition of SQL over {@code source} and {@code target} is true.
     *
     * @param drop the condition
     * @param name under which it counts what it drops; empty: the condition
     */
    record Where(String drop, @Default("") String name) implements FilterRule {
        /** Under which it counts what it drops. */
        public String title() {
            return name.isEmpty() ? drop : name;
        }
    }

    /**
     * {@code custom}: a rule of the user's own.
     *
     * @param type name of a public class on the class path that is a {@code PairFilter}
     * @param arguments of its constructor; none: it takes none
     */
    record Custom(String type, List<String> arguments) implements FilterRule {}

    /**
     * {@code lengths}: the lengths of the sides do not go together as in the rest of the corpus. It is applied when
     * repeated pairs are gone.
     *
     * @param deviations standard deviations from which on they do not
     */
    record Lengths(@Default("3") @Range(min = 1, max = 100) double deviations) implements FilterRule {}

    /**
     * {@code alignment}: the words of the sides do not translate each other, as IBM model 1, learned from the corpus,
     * tells; or a side was cut off, or the sides are swapped, as their words and what was learned tell. It is applied
     * to the sets that are cut from the training data, when they have been cut.
     *
     * @param certainty how sure a pair must be misaligned, or cut off
     * @param pairs to learn from, the most
     * @param words of each side to learn, the most frequent ones
     * @param entries pairs of words to learn, those that stand together most often
     */
    record Alignment(
            @Default("0.5") @Range(above = 0, below = 1) double certainty,
            @Default("250000") @Range(min = 1, max = 100_000_000) int pairs,
            @Default("100000") @Range(min = 1, max = 10_000_000) int words,
            @Default("2000000") @Range(min = 1, max = 100_000_000) int entries)
            implements FilterRule {}

    /**
     * {@code tokens}: a side is too long in subword tokens. It is applied last, when subwords have been learned.
     *
     * @param max the most
     */
    record Tokens(@Default("100") @Range(min = 1, max = 100_000) int max) implements FilterRule {}
}
