package io.sparkseq2seq.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CopiedTextTest {
    /** The longest common subsequence by its table. */
    private static int common(String one, String other) {
        var table = new int[one.length() + 1][other.length() + 1];
        for (int i = 1; i <= one.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                table[i][j] = one.charAt(i - 1) == other.charAt(j - 1)
                        ? table[i - 1][j - 1] + 1
                        : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table[one.length()][other.length()];
    }

    @Test
    void theLikenessIsThatOfTheLongestCommonSubsequenceOfLetters() {
        var random = new Random(9);
        int dropped = 0;
        for (int i = 0; i < 600; i++) {
            var source = text(random, 1 + random.nextInt(i % 2 == 0 ? 40 : 300));
            var target = changed(source, random);
            double like = 2.0 * common(source, target) / (source.length() + target.length());
            var reason = new CopiedText(0.8, 1).reason(new Pair(source, target));
            assertThat(reason.isPresent()).as(source + " | " + target).isEqualTo(like >= 0.8);
            reason.ifPresent(
                    said -> assertThat(said).isEqualTo(Math.round(100 * like) + " % of the letters are the same"));
            dropped += reason.isPresent() ? 1 : 0;
        }
        assertThat(dropped).isBetween(100, 500);
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append("abcdefghä汤姆".charAt(random.nextInt(11)));
        }
        return text.toString();
    }

    private static String changed(String text, Random random) {
        double share = random.nextDouble() * 0.5;
        var changed = new StringBuilder();
        for (char c : text.toCharArray()) {
            boolean other = random.nextDouble() < share;
            if (!other || random.nextBoolean()) {
                changed.append(other ? text(random, 1) : c);
            }
        }
        return changed.isEmpty() ? "a" : changed.toString();
    }
}
