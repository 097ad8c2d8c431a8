package io.sparkseq2seq.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void theSpaceBelongsToTheWordAfterIt() {
        assertThat(Words.of("Tom loves football.")).containsExactly(" Tom", " loves", " football", ".");
    }

    @Test
    void digitsStandAlone() {
        assertThat(Words.of("in 1984, 3rd")).containsExactly(" in", " 1", "9", "8", "4", ",", " 3", "rd");
    }

    @Test
    void anApostropheBetweenLettersStaysInTheWord() {
        assertThat(Words.of("I don't 'quote' l’eau")).containsExactly(" I", " don't", " '", "quote", "'", " l’eau");
    }

    @Test
    void hanAndKanaRunUpToPunctuationAndHaveNoSpaceBeforeThem() {
        assertThat(Words.of("汤姆喜欢踢足球。")).containsExactly("汤姆喜欢踢足球", "。");
        assertThat(Words.of("使用Python 写コード")).containsExactly("使用", "Python", " 写コード");
    }

    @Test
    void longRunsAreCut() {
        assertThat(Words.of("字".repeat(40))).containsExactly("字".repeat(16), "字".repeat(16), "字".repeat(8));
        assertThat(Words.of("a".repeat(100))).containsExactly(" " + "a".repeat(64), "a".repeat(36));
        assertThat(Words.of("e" + "\u0301".repeat(1000))).allMatch(word -> word.length() <= 90);
    }

    @Test
    void marksStayWithWhatTheyFollow() {
        assertThat(Words.of("x\u0301y 1️⃣")).containsExactly(" x\u0301y", " 1️⃣");
    }

    @Test
    void theWordsPutTogetherAreTheText() {
        var random = new RandomText(3);
        for (int i = 0; i < 20_000; i++) {
            var text = random.next();
            var words = Words.of(text);
            assertThat(String.join("", words)).isEqualTo(Words.prefixed(text));
            assertThat(words).noneMatch(String::isEmpty);
        }
    }
}
