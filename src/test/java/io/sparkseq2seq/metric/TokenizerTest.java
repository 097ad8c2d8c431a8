package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.BleuTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected words follow from the rules of mteval-v13a and v14, by hand. */
class TokenizerTest {
    private static String words(BleuTokenizer tokenizer, String line) {
        return String.join(" ", Tokenizer.words(tokenizer, line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Hello, world! | Hello , world !",
                "It's 1,000.5 km. | It's 1,000.5 km .",
                "3-4 well-known | 3 - 4 well-known",
                "a.b .5 5. 5.a | a . b . 5 5 . 5 . a",
                "wait... | wait . . .",
                "(a/b) [c] {d} | ( a / b ) [ c ] { d }",
                "$5 50% | $ 5 50 %",
                "&quot;x&quot; &amp; &lt;y&gt; | \" x \" & < y >",
                "&amp;lt; | <",
                "a <skipped> b | a b",
                "«él» — ‘x’ | «él» — ‘x’",
                "我，爱。 | 我，爱。"
            })
    void thirteenACutsAsciiPunctuationOutsideNumbers(String line, String words) {
        assertThat(words(BleuTokenizer.THIRTEEN_A, line)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "我爱足球。 | 我 爱 足 球 。",
                "Tom在2024年，1,000次。 | Tom 在 2024 年 ， 1,000 次 。",
                "用Python3.9写a.b | 用 Python3.9 写 a . b",
                "&quot;好&quot; | & quot ; 好 & quot ;",
                "“好”—x | “ 好 ” — x",
                "㐀龻ｱ | 㐀 龻 ｱ",
                "龼 한국 カタ | 龼 한국 カタ",
                "𠀀𠀁 | 𠀀𠀁",
                "【😀】 | 【 😀 】"
            })
    void zhMakesAWordOfEachChineseCharacter(String line, String words) {
        assertThat(words(BleuTokenizer.ZH, line)).isEqualTo(words);
    }

    @Test
    void zhLeavesAFullStopBesideADigitAtTheEndsOfALine() {
        assertThat(words(BleuTokenizer.ZH, ".5 and 9.")).isEqualTo(".5 and 9.");
        assertThat(words(BleuTokenizer.THIRTEEN_A, ".5 and 9.")).isEqualTo(". 5 and 9 .");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "«él» — ‘x’ | « él » — ‘ x ’",
                "It's 1,000.5 km. | It ' s 1,000.5 km .",
                "well-known 3-4 | well - known 3-4",
                "€5+x | € 5 + x",
                "٣,٤ | ٣,٤",
                "&lt; | & lt ;",
                "我，爱。 | 我 ， 爱 。",
                "a😀b | a 😀 b"
            })
    void intlCutsAllPunctuationAndSymbols(String line, String words) {
        assertThat(words(BleuTokenizer.INTL, line)).isEqualTo(words);
    }

    @Test
    void intlLeavesPunctuationThatNothingPrecedes() {
        assertThat(words(BleuTokenizer.INTL, "(9 9)")).isEqualTo("(9 9)");
        assertThat(words(BleuTokenizer.INTL, "(a 9) ")).isEqualTo("( a 9)");
    }

    @Test
    void charMakesAWordOfEachCharacterEvenOutsideTheBasicPlane() {
        assertThat(words(BleuTokenizer.CHAR, "a b我😀𠀀.")).isEqualTo("a b 我 😀 𠀀 .");
    }

    @Test
    void noneOnlySplitsAtWhiteSpaceOfAllKinds() {
        assertThat(words(BleuTokenizer.NONE, " a.b,\tc\u00a0d\u3000e\u2003f\u001cg\u0085h\r"))
                .isEqualTo("a.b, c d e f g h");
        assertThat(words(BleuTokenizer.NONE, "a\u200bb")).isEqualTo("a\u200bb");
    }

    @ParameterizedTest
    @EnumSource(BleuTokenizer.class)
    void nothingHasNoWords(BleuTokenizer tokenizer) {
        assertThat(Tokenizer.words(tokenizer, "")).isEmpty();
        assertThat(Tokenizer.words(tokenizer, " \u3000\t")).isEmpty();
    }
}
