package io.sparkseq2seq.align;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermsTest {
    @Test
    void wordsNumbersAndSignsAreTerms() {
        assertThat(Terms.of("L'homme a vu 1,234 Straßen… (Tom’s!!!)"))
                .containsExactly("l'", "homme", "a", "vu", "1", ",", "234", "straßen", "…", "(", "tom’", "s", "!", ")");
    }

    @Test
    void textWithoutSpacesNeedsNoSegmenter() {
        assertThat(Terms.of("我爱Java语言。")).containsExactly("我", "爱", "java", "语", "言", "。");
        assertThat(Terms.of("たべる")).containsExactly("たべ", "べる");
        assertThat(Terms.of("の本だ")).containsExactly("の", "本", "だ");
        assertThat(Terms.of("กินข้าว")).containsExactly("กิน", "นข้", "ข้า", "าว");
    }

    @Test
    void marksStayWithTheirLetters() {
        assertThat(Terms.of("हिन्दी भाषा")).containsExactly("हिन्दी", "भाषा");
    }

    @Test
    void hashesAreThoseOfTheTerms() {
        var text = "Tom's 2 Hunde, 我爱你";
        assertThat(Terms.hashes(text))
                .containsExactly(Terms.of(text).stream().mapToLong(Terms::hash).toArray());
    }

    @Test
    void onlyTheBeginningOfALongTextIsLookedAt() {
        assertThat(Terms.of("ab ".repeat(500_000))).hasSize(Terms.MOST);
        assertThat(Terms.of("a".repeat(1_000_000))).allMatch(term -> term.length() <= 64);
        assertThat(Terms.of("字".repeat(1_000_000))).hasSize(Terms.MOST);
        assertThat(Terms.of("e" + "\u0301".repeat(1_000_000))).hasSizeLessThanOrEqualTo(Terms.MOST);
        assertThat(Terms.of(" ".repeat(3_000) + "late")).isEmpty();
        assertThat(Terms.of("")).isEmpty();
        assertThat(Terms.of("\u0000\uD83D \uDE00\u0007")).hasSize(4);
        assertThat(Terms.of("x".repeat(1_999) + "😀").get(31)).doesNotContain("\uD83D");
    }
}
