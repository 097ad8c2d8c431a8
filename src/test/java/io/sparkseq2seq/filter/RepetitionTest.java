package io.sparkseq2seq.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    /** For each piece and place, how many times it stands behind itself there. */
    private static int repeats(String text, int shortest) {
        int most = 0;
        for (int length = shortest; length <= 100; length++) {
            for (int start = 0; start + length <= text.length(); start++) {
                var piece = text.substring(start, start + length);
                int times = 0;
                while (text.startsWith(piece, start + (times + 1) * length)) {
                    times++;
                }
                most = Math.max(most, times);
            }
        }
        return most;
    }

    @Test
    void aPairIsDroppedForAPieceThatOneSideRepeatsMoreOften() {
        var random = new Random(5);
        int dropped = 0;
        for (int i = 0; i < 4_000; i++) {
            int max = random.nextInt(4);
            int shortest = 1 + random.nextInt(4);
            var source = text(random);
            var target = text(random);
            int more = repeats(source, shortest) - repeats(target, shortest);
            var reason = new Repetition(max, shortest).reason(new Pair(source, target));
            assertThat(reason.isPresent())
                    .as(source + " | " + target + " " + max + " " + shortest)
                    .isEqualTo(Math.abs(more) > max);
            dropped += reason.isPresent() ? 1 : 0;
        }
        assertThat(dropped).isBetween(400, 3_600);
    }

    /** Letters, and pieces that stand there again and again. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int parts = random.nextInt(4); parts > 0; parts--) {
            var piece = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                piece.append((char) ('a' + random.nextInt(3)));
            }
            text.append(piece.toString().repeat(1 + random.nextInt(6)));
        }
        return text.toString();
    }
}
