package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordCountsTest {
    private static Map<String, Long> sums(Iterator<WordCounts.Counted> counts) {
        var sums = new HashMap<String, Long>();
        counts.forEachRemaining(
                counted -> assertThat(sums.put(counted.word(), counted.count())).isNull());
        return sums;
    }

    @ParameterizedTest
    @EnumSource(Splitting.class)
    void countsTheWordsOfASplitting(Splitting splitting) {
        var random = new SplittableRandom(5);
        var parts = new TextParts(splitting, Symbols.NONE, splitting == Splitting.KINDS);
        var counts = new WordCounts(parts);
        var expected = new HashMap<String, Long>();
        for (int i = 0; i < 2_000; i++) {
            var text = "ab" + random.nextInt(900) + " Can't, 猫が" + (char) ('a' + random.nextInt(26))
                    + Integer.toString(random.nextInt(9_000), 26);
            counts.add(text);
            parts.words(text).forEach(word -> expected.merge(word, 1L, Long::sum));
        }
        counts.add("");
        assertThat(sums(counts.taken())).isEqualTo(expected);
        assertThat(counts.taken()).isExhausted();
    }

    @ParameterizedTest
    @EnumSource(names = {"SPACE_BEFORE", "WHOLE"})
    void isFullBeforeMemoryIs(Splitting splitting) {
        var counts = new WordCounts(new TextParts(splitting, Symbols.NONE, false));
        long texts = 0;
        for (var word = "x".repeat(1 << 20); !counts.isFull(); word = word + "x") {
            counts.add(word);
            texts++;
        }
        assertThat(texts).isEqualTo(32);
        counts.taken();
        for (int i = 0; !counts.isFull(); i++) {
            counts.add("w" + i);
            texts++;
        }
        assertThat(texts).isEqualTo(32 + (1 << 18));
    }
}
