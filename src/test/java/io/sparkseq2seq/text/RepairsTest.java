package io.sparkseq2seq.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.TextRepair;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairsTest {
    private static final Repairs ALL = Repairs.of(List.of(TextRepair.values()));

    private static String repaired(TextRepair repair, String text) {
        return Repairs.of(List.of(repair)).repair(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Der Bär läuft über die Straße – “schön”, 5 €.",
                "Ça va très bien, à Noël déjà…",
                "汤姆喜欢踢足球。",
                "トムはサッカーが好きだ。",
                "Том любит играть в футбол.",
                "Ο Τομ αγαπά το ποδόσφαιρο 😀"
            })
    void textThatWasReadInTheWrongEncodingIsReadAgain(String text) {
        for (String charset : List.of("windows-1252", "ISO-8859-1")) {
            var misread = new String(text.getBytes(StandardCharsets.UTF_8), Charset.forName(charset));
            if (misread.indexOf('\uFFFD') < 0) {
                assertThat(repaired(TextRepair.MOJIBAKE, misread)).as(charset).isEqualTo(text);
                assertThat(repaired(TextRepair.MOJIBAKE, "Tom: " + misread + " / " + misread))
                        .isEqualTo("Tom: " + text + " / " + text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Il est allé « à » Paris, déjà.",
                "ÄÖÜ äöü ß Ñandú Ísland Þór",
                "DON’T WORRY – BE ‚HAPPY‘ ™",
                "20 °C ± 3 µm, ½ £, ©2020",
                "Ação, não, São João, AÇÃO “À”",
                "ÂGE, ÎLE, CHÂTEAU",
                "naïve façade Ã la carte"
            })
    void textThatIsRightStaysAsItIs(String text) {
        assertThat(repaired(TextRepair.MOJIBAKE, text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tom &amp; Mary | Tom & Mary",
                "&lt;b&gt;a&#39;b&#x4e2d; | <b>a'b中",
                "caf&eacute; &quot;x&quot; &hellip; | café \"x\" …",
                "Tom &amp;amp; Mary | Tom & Mary",
                "R&D, AT&T; &nosuch; &#99999999; | R&D, AT&T; &nosuch; &#99999999;"
            })
    void entitiesBecomeTheirCharacters(String text, String expected) {
        assertThat(repaired(TextRepair.ENTITIES, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<p>One <b>bold</b> w<i>or</i>d<br/>two</p> | ' One bold word two '",
                "<a href=\"x?a=1&b=2\" target='_blank'>here</a> <!-- no --> end | here  end",
                "if a < b and c > d | if a < b and c > d",
                "List<String> of <T> and <3 | List<String> of <T> and <3"
            })
    void tagsOfHtmlGoAway(String text, String expected) {
        assertThat(repaired(TextRepair.TAGS, text)).isEqualTo(expected);
    }

    @Test
    void punctuationBecomesThatOfKeyboards() {
        assertThat(repaired(TextRepair.PUNCTUATION, "“It’s” „so“ – ‘well’… «oui» ＡＢＣ１２ 。，"))
                .isEqualTo("\"It's\" \"so\" - 'well'... \"oui\" ABC12 。，");
    }

    @Test
    void whatIsEscapedAndMisreadIsRepairedInOrder() {
        var html = "&lt;p&gt;&quot;schön&quot; &#8211; caf&eacute;&lt;/p&gt;";
        var misread = new String(html.getBytes(StandardCharsets.UTF_8), Charset.forName("windows-1252"));
        assertThat(ALL.repair(misread)).isEqualTo(" \"schön\" - café ");
        assertThat(ALL.repair(ALL.repair(misread))).isEqualTo(ALL.repair(misread));
    }

    @Test
    void aLongRunIsReadWithoutRecursion() {
        var text = "汤".repeat(50_000);
        var misread = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(repaired(TextRepair.MOJIBAKE, misread)).isEqualTo(text);
    }
}
