package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallestHashesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1024, 1500, 5000, 100_000})
    void theSmallestAreThoseOfAllWhateverTheParts(int most) {
        var random = new SplittableRandom(3);
        var numbers = LongStream.generate(() -> random.nextLong(-20_000, 20_000))
                .limit(60_000)
                .toArray();
        var expected = LongStream.of(numbers).sorted().distinct().limit(most).toArray();
        var parts = new SmallestHashes[] {new SmallestHashes(most), new SmallestHashes(most), new SmallestHashes(most)};
        for (int i = 0; i < numbers.length; i++) {
            parts[i % 2].add(numbers[i]);
        }
        assertThat(parts[2].plus(parts[0]).plus(parts[1]).smallest()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
    void theEndsOfAllNumbersAreNumbersToo(long end) {
        assertThat(new SmallestHashes(2).add(end).add(0).add(end).smallest())
                .isEqualTo(LongStream.of(end, 0).sorted().toArray());
    }
}
