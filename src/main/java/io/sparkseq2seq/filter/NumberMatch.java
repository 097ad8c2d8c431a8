package io.sparkseq2seq.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Sides whose numbers differ, both of them having some: numbers are the surest sign of what belongs together. A number
 * is a run of digits, in whatever script, without separators within and zeros before it, so that 1,000.50 is 1.000,50,
 * and 2.00 is 2. A side without digits proves nothing, for it may have words for them.
 *
 * @param min the least share of the numbers of both sides that stand on the other one too, from 0 to 1
 */
record NumberMatch(double min) implements PairFilter {
    private static final Pattern NUMBER =
            Pattern.compile("\\p{Nd}+(?:[.,'’\\u00A0\\u202F ]\\p{Nd}{3}(?!\\p{Nd})|[.,]\\p{Nd}+)*+");

    /** Of a price: 2.00 is 2. */
    private static final Pattern ENDING_ZEROS = Pattern.compile("[.,]0{1,2}$");

    @Override
    public String name() {
        return "other numbers";
    }

    @Override
    public Optional<String> reason(Pair pair) {
        var source = numbers(pair.source());
        var target = numbers(pair.target());
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        int all = source.size() + target.size();
        int same = same(source, target);
        if (same >= min * all) {
            return Optional.empty();
        }
        // "1,12" may be a number, and two of a list.
        var sourceRuns = runs(source);
        var targetRuns = runs(target);
        return same(sourceRuns, targetRuns) < min * (sourceRuns.size() + targetRuns.size())
                ? Optional.of(same + " of " + all + " numbers are on both sides")
                : Optional.empty();
    }

    /** How many of all numbers have their like on the other side. */
    private static int same(List<String> source, List<String> target) {
        var rest = new ArrayList<>(target.stream().map(NumberMatch::digits).toList());
        return 2
                * (int) source.stream()
                        .map(NumberMatch::digits)
                        .filter(rest::remove)
                        .count();
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).toList();
    }

    /** The numbers cut at their separators, without those that are zero. */
    private static List<String> runs(List<String> numbers) {
        return numbers.stream()
                .flatMap(number -> Arrays.stream(number.split("[^\\p{Nd}]+")))
                .filter(run -> !digits(run).equals("0"))
                .toList();
    }

    private static String digits(String number) {
        return ENDING_ZEROS
                .matcher(number)
                .replaceFirst("")
                .codePoints()
                .filter(Character::isDigit)
                .map(c -> Character.digit(c, 10))
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString()
                .replaceFirst("^0+(?=.)", "");
    }
}
