package io.sparkseq2seq.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule that judges the text of a pair: what it drops with its own settings, and what it must keep. */
class FilterRulesTest {
    private static FilterChain chain(String rules) {
        return FilterChain.of(Settings.load(Optional.empty(), List.of("preprocess.filters=[" + rules + "]"))
                .preprocess()
                .filters());
    }

    private static String drops(String rule, String source, String target) {
        return chain(rule).drops(new Pair(source, target)).map(PairFilter::name).orElse("kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The quick brown fox jumps. | The quick brown fox jumps. | not translated",
                "The quick brown fox jumps. | THE QUICK BROWN FOX JUMP! | not translated",
                "Tom Smith, Boston | Tom Smith, Boston | not translated",
                "12.5.2024, 10:30 | 12.5.2024, 10:30 | kept",
                "Boston | Boston | kept",
                "A man rides a bicycle. | Ein Mann fährt Fahrrad. | kept",
                "Information about organization | Information über Organisation | kept"
            })
    void textThatNobodyHasTranslatedIsDropped(String source, String target, String expected) {
        assertThat(drops("copied", source, target)).isEqualTo(expected);
        assertThat(drops("copied", target, source)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | eine Donaudampfschifffahrtsgesellschaftskapitänsmütze | kept",
                "a | aGVsbG8gd29ybGQhIGhlbGxvIHdvcmxkISBoZWxsbyB3b3JsZCEgaGVsbG8gd29ybGQh | a long word",
                "a | https://example.com/a/very/long/path/that/goes/on/and/on/and/on/and/on/and/on/and/on | kept",
                "a | 这是一个没有空格的很长的句子这是一个没有空格的很长的句子这是一个没有空格的很长的句子这是一个没有空格的很长的句子这是一个没有空格的句子 | kept"
            })
    void aLongWordIsDropped(String source, String target, String expected) {
        assertThat(drops("longest-word", source, target)).isEqualTo(expected);
    }

    @Test
    void fewLettersAreThoseOfTablesAndCode() {
        assertThat(drops("letters", "Total | 12 | 34 | 56 | 78 |", "Summe")).isEqualTo("few letters");
        assertThat(drops("letters", "Ok", "---------- 10 ------------")).isEqualTo("few letters");
        assertThat(drops("letters", "He was born in 1972.", "他出生于1972年10月20日。")).isEqualTo("kept");
        assertThat(drops("letters", "Ok", "10.")).isEqualTo("kept");
        assertThat(drops("letters", "हिन्दी में एक वाक्य।", "See http://example.com/1/2/3/4/5/6/7/8/9"))
                .isEqualTo("kept");
    }

    @Test
    void aSideOfAnotherScriptIsDropped() {
        var rule = "{ scripts { source = [latin], target = [han, hiragana, katakana] } }";
        assertThat(drops(rule, "Tom plays.", "汤姆踢球。")).isEqualTo("kept");
        assertThat(drops(rule, "I use Twitter.", "我用Twitter。")).isEqualTo("kept");
        assertThat(drops(rule, "Tom plays.", "Tom spielt.")).isEqualTo("another script");
        assertThat(drops(rule, "汤姆踢球。", "Tom plays.")).isEqualTo("another script");
        assertThat(drops(rule, "1, 2, 3", "1, 2, 3")).isEqualTo("kept");
        assertThatThrownBy(() -> chain("{ scripts { source = [lattin] } }"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a script that Unicode has not: lattin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "It costs 1,000.50 dollars. | Es kostet 1.000,50 Dollar. | kept",
                "It costs $3.00. | 它值3美元。 | kept",
                "1 of 3 | ١ من ٣ | kept",
                "Three of them | 3 davon | kept",
                "In [1, 12] and [0, 11] | In [1,12] und [0,11] | kept",
                "Room 12, 3rd floor | Zimmer 12, 4. Stock | kept",
                "Room 12 | Zimmer 13 | other numbers",
                "In 2019 he won 3 games. | 2020 gewann er 4 Spiele. | other numbers"
            })
    void numbersThatDifferDropAPair(String source, String target, String expected) {
        assertThat(drops("numbers", source, target)).isEqualTo(expected);
        assertThat(drops("numbers", target, source)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "See https://example.com/a. | Siehe https://example.com/a! | kept",
                "Mail a.b@example.com | 发邮件给a.b@example.com。 | kept",
                "See www.example.com | Siehe www.example.org | other addresses",
                "See https://example.com/a | Siehe hier | other addresses",
                "He said: a@b | Er sagte: a@b | kept"
            })
    void addressesThatDifferDropAPair(String source, String target, String expected) {
        assertThat(drops("addresses", source, target)).isEqualTo(expected);
    }

    @Test
    void aPieceThatRepeatsOnOneSideDropsAPair() {
        assertThat(drops("repetition", "I am here", "ich bin ich bin ich bin ich bin hier"))
                .isEqualTo("repeats itself");
        assertThat(drops("repetition", "no no no no no", "nein nein nein nein nein"))
                .isEqualTo("kept");
        assertThat(drops("repetition", "Ha ha ha!", "Haha!")).isEqualTo("kept");
        assertThat(drops("repetition", "Chapter", "Kapitel ............................"))
                .isEqualTo("repeats itself");
    }

    @Test
    void wordsThatLostTheirSpacesDropAPair() {
        assertThat(drops("glued", "Home Products Contact About us", "StartProdukteKontakt DatenSchutz ÜberUns"))
                .isEqualTo("glued words");
        assertThat(drops("glued", "JavaScript and TypeScript", "JavaScript und TypeScript von GitHub, OpenOffice"))
                .isEqualTo("kept");
    }

    @Test
    void aSideInAnotherLanguageIsDropped() {
        var rule = "{ language { source = en, target = de } }";
        assertThat(drops(rule, "The weather is beautiful today.", "Das Wetter ist heute sehr schön."))
                .isEqualTo("kept");
        assertThat(drops(rule, "The weather is beautiful today.", "Il fait très beau temps aujourd'hui."))
                .isEqualTo("another language");
        assertThat(drops(rule, "Das Wetter ist heute sehr schön.", "The weather is beautiful today."))
                .isEqualTo("another language");
        assertThat(drops(rule, "Yes.", "Oui.")).isEqualTo("kept");
        assertThatThrownBy(() -> chain("{ language { source = xx } }"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("language.source = xx is no language that can be told");
    }

    @Test
    void aReasonHasItsFigures() {
        var pair = new Pair("Room 12", "Zimmer 13");
        assertThat(chain("numbers").drops(pair).orElseThrow().reason(pair))
                .contains("0 of 2 numbers are on both sides");
    }

    @Test
    void aLongListOfNumbersIsReadWithoutRecursion() {
        assertThat(drops("numbers", "1,22,".repeat(20_000) + "3", "1,22,".repeat(20_000) + "3"))
                .isEqualTo("kept");
    }
}
