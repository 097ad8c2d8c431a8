package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.PreprocessSettings.Filter;
import org.junit.jupiter.api.Test;

class PairFilterTest {
    private final PairFilter filter = new PairFilter(new Filter(50, 100, 3, true, 10, 1));

    @Test
    void keepsAnOrdinaryPair() {
        assertThat(filter.reason("Tom loves playing football.", "汤姆喜欢踢足球。")).isNull();
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(filter.reason("a", null)).isEqualTo("malformed");
        assertThat(filter.reason("", "b")).isEqualTo("empty");
        assertThat(filter.reason("a", "b\uFFFD")).isEqualTo("damaged");
    }

    @Test
    void countsCharactersNotUtf16() {
        assertThat(filter.reason("😀".repeat(100), "😀".repeat(100))).isNull();
        assertThat(filter.reason("a".repeat(101), "a".repeat(50))).isEqualTo("too many characters");
    }

    @Test
    void comparesBytesAndCountsShortSidesAsTwenty() {
        assertThat(filter.reason("a".repeat(90), "b".repeat(30))).isNull();
        assertThat(filter.reason("a".repeat(91), "b".repeat(30))).isEqualTo("unequal lengths");
        assertThat(filter.reason("Hi.", "b".repeat(60))).isNull();
        assertThat(filter.reason("Hi.", "b".repeat(61))).isEqualTo("unequal lengths");
    }
}
