package io.sparkseq2seq.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void numbersAreRunsOfDigitsWithPointsAndCommasWithinThem() {
        assertThat(Numbers.found("On 2024-05-01 at 10:30, A380 cost 1,000.5, or 7."))
                .extracting(number -> number.forms().get(0))
                .containsExactly("2024", "05", "01", "10", "30", "380", "1,000.5", "7");
    }

    @Test
    void separatorsOfGroupsAndFractionsDifferByLanguage() {
        assertThat(Numbers.forms("1,000.5"))
                .containsExactlyInAnyOrder("1,000.5", "1.000,5", "1000.5", "1000,5", "1 000,5", "1 000.5");
        assertThat(Numbers.forms("1.234.567")).contains("1.234.567", "1,234,567", "1234567", "1 234 567");
        assertThat(Numbers.forms("12.5")).containsExactlyInAnyOrder("12.5", "12,5");
        assertThat(Numbers.forms("42")).containsExactly("42");
    }

    @Test
    void whatMayBeAFractionOrAThousandKeepsItsDigitsTogether() {
        assertThat(Numbers.forms("1.234")).containsExactlyInAnyOrder("1.234", "1,234");
        assertThat(Numbers.forms("1,000")).containsExactlyInAnyOrder("1,000", "1.000");
    }

    @Test
    void datesAndVersionsStayAsTheyAre() {
        assertThat(Numbers.forms("10.2.1")).containsExactly("10.2.1");
        assertThat(Numbers.forms("01.05.2024")).containsExactly("01.05.2024");
    }

    @Test
    void digitsOfOtherScriptsMayBecomeAscii() {
        assertThat(Numbers.found("共１２個")).singleElement().satisfies(number -> assertThat(number.forms())
                .containsExactly("１２", "12"));
    }
}
