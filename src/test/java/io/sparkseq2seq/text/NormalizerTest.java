package io.sparkseq2seq.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import io.sparkseq2seq.config.ChineseScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerTest {
    private final Normalizer normalizer = Normalizer.PLAIN;

    @Test
    void everyKindOfWhiteSpaceBecomesOneSpaceAndNoneIsLeftAtTheEnds() {
        assertThat(normalizer.normalize("\u3000a\u00A0\t b\u2028c\r\n")).isEqualTo("a b c");
        assertThat(normalizer.normalize(" \t\u2003")).isEmpty();
    }

    @Test
    void composesCharacters() {
        assertThat(normalizer.normalize("Cafe\u0301")).isEqualTo("Caf\u00E9");
    }

    @Test
    void dropsControlCharactersAndByteOrderMarks() {
        assertThat(normalizer.normalize("\uFEFFa\u0000b\u0007c\u009Fd\u007F")).isEqualTo("abcd");
        assertThat(normalizer.normalize("e\u0000\u0301")).isEqualTo("\u00E9");
    }

    @Test
    void keepsTheJoinersInsideEmoji() {
        assertThat(normalizer.normalize("👨‍👩‍👧 ok")).isEqualTo("👨‍👩‍👧 ok");
    }

    @Test
    void replacesUnpairedSurrogates() {
        assertThat(normalizer.normalize("a\uD83Db\uDE00c😀")).isEqualTo("a\uFFFDb\uFFFDc😀");
    }

    @Test
    void lowercasesWhenAskedOnly() {
        assertThat(normalizer.normalize("ÄÖ Tom")).isEqualTo("ÄÖ Tom");
        assertThat(new Normalizer(true, ChineseScript.KEEP).normalize("ÄÖ Tom ΣΑΣ"))
                .isEqualTo("äö tom σας");
    }

    @Test
    void writesChineseInOneScriptWhenAsked() {
        var simplified = new Normalizer(false, ChineseScript.SIMPLIFIED);
        assertThat(simplified.normalize("湯姆有個計畫，甚麼都看著。 Tom 頭髮")).isEqualTo("汤姆有个计划，什么都看着。 Tom 头发");
        var traditional = new Normalizer(false, ChineseScript.TRADITIONAL);
        assertThat(traditional.normalize("我会说汉语。")).isEqualTo("我會說漢語。");
        assertThat(normalizer.normalize("湯姆汤姆")).isEqualTo("湯姆汤姆");
    }

    @Test
    void normalizingTwiceChangesNothingAndTheResultIsWellFormed() {
        for (var normal : List.of(
                Normalizer.PLAIN,
                new Normalizer(true, ChineseScript.KEEP),
                new Normalizer(false, ChineseScript.SIMPLIFIED))) {
            var random = new RandomText(7);
            for (int i = 0; i < 20_000; i++) {
                var once = normal.normalize(random.next());
                assertThat(normal.normalize(once)).isEqualTo(once);
                assertThat(once.codePoints().filter(c -> c != ' '))
                        .noneMatch(c -> UCharacter.isUWhiteSpace(c)
                                || Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE);
                assertThat(once).doesNotContain("  ").doesNotStartWith(" ").doesNotEndWith(" ");
                assertThat(Normalizer2.getNFCInstance().isNormalized(once)).isTrue();
                assertThat(new String(once.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(once);
            }
        }
    }
}
