package io.sparkseq2seq.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.CpuTime;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.DocumentSettings.Markup;
import io.sparkseq2seq.config.DocumentSettings.Split;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {

    private static DocumentReader reader(Split split) {
        return new DocumentReader(new DocumentSettings(split, "", List.of(), Markup.NONE), Set.of());
    }

    private static List<String> texts(Split split, String text) {
        return reader(split).read(text).segments().stream().map(Segment::text).toList();
    }

    private static String upper(String text) {
        var document = reader(Split.SENTENCES).read(text);
        return document.joined(
                segment -> document.restored(segment, segment.text().toUpperCase(Locale.ROOT)));
    }

    private static String joined(String text, String... translations) {
        return joined(reader(Split.SENTENCES).read(text), translations);
    }

    private static String joined(Document document, String... translations) {
        var next = List.of(translations).iterator();
        return document.joined(segment -> document.restored(segment, next.next()));
    }

    @Test
    void aSentenceOnALineIsTheOnlySegment() {
        for (var split : Split.values()) {
            var document = reader(split).read("- Mr. Smith has  3.5 dogs.");
            assertThat(document)
                    .isEqualTo(new Document(
                            List.of(new Segment(
                                    "", "- Mr. Smith has  3.5 dogs.", "- Mr. Smith has  3.5 dogs.", List.of())),
                            "",
                            false));
        }
    }

    @Test
    void whiteSpaceParagraphsAndSignsOfItemsStay() {
        var text =
                "  Dear Tom,\r\n\r\n\thow are you?  I am fine.\n\n* one\n  * two\n3) three\n4) four\n> # said\n\u3000\n";
        assertThat(upper(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
        assertThat(texts(Split.SENTENCES, text))
                .containsExactly("Dear Tom,", "how are you?", "I am fine.", "one", "two", "three", "four", "said");
    }

    @Test
    void aLineEndEndsASentenceUnlessTheLineWasWrapped() {
        assertThat(texts(Split.SENTENCES, "apples\noranges\npears")).containsExactly("apples", "oranges", "pears");
        var wrapped = "The quick brown fox jumps over the lazy dog and then\n  goes home. It sleeps there.";
        assertThat(texts(Split.SENTENCES, wrapped))
                .containsExactly("The quick brown fox jumps over the lazy dog and then goes home.", "It sleeps there.");
        assertThat(upper(wrapped)).isEqualTo(wrapped.toUpperCase(Locale.ROOT));
        var chinese = "我们昨天下午在学校的图书馆里一起读了一本很有\n意思的书，大家都觉得这本书里面写的故事非常好\n看。";
        assertThat(texts(Split.SENTENCES, chinese)).containsExactly(chinese.replace("\n", ""));
        assertThat(upper(chinese)).isEqualTo(chinese);
    }

    @Test
    void aWrappedSentencesLineBreakStandsWhereATranslationHasASpaceNear() {
        var text = "The quick brown fox jumps over the lazy dog and then\ngoes home.";
        assertThat(joined(text, "Der schnelle braune Fuchs springt über den faulen Hund und geht nach Hause."))
                .isEqualTo("Der schnelle braune Fuchs springt über den faulen Hund und geht\nnach Hause.");
        assertThat(joined(text, "敏捷的棕色狐狸跳过懒狗然后回家了。")).contains("\n").hasSize(18);
        assertThat(joined(text, "")).isEqualTo("\n");
    }

    @Test
    void linesAreTranslatedOneByOneAndTextsAsAWholeWhereAskedFor() {
        var text = " One. Two.\n\nThree.\n";
        assertThat(texts(Split.LINES, text)).containsExactly("One. Two.", "Three.");
        assertThat(texts(Split.NONE, text)).containsExactly("One. Two. Three.");
        assertThat(joined(reader(Split.LINES).read(text), "A", "B")).isEqualTo(" A\n\nB\n");
        assertThat(joined(reader(Split.NONE).read(text), "A")).isEqualTo(" A\n");
    }

    @Test
    void sentencesAreJoinedAsTheTargetsScriptIs() {
        assertThat(joined("It rains. Go home.", "下雨了。", "回家吧。")).isEqualTo("下雨了。回家吧。");
        assertThat(joined("It rains.\nGo home.", "下雨了。", "回家吧。")).isEqualTo("下雨了。\n回家吧。");
        assertThat(joined("下雨了。回家吧。", "It rains.", "Go home.")).isEqualTo("It rains. Go home.");
        assertThat(joined("下雨了。 回家吧。", "下雨了。", "回家吧。")).isEqualTo("下雨了。 回家吧。");
        assertThat(joined("下雨了。回家吧。", "", "Go home.")).isEqualTo("Go home.");
        assertThat(joined("It rains. Go home. Now.", "It rains.", "", "Now.")).isEqualTo("It rains.  Now.");
    }

    @Test
    void nothingButWhiteSpaceHasNoSegments() {
        for (var split : Split.values()) {
            for (var text : List.of("", " ", "\n\n", "\u3000\t\r\n", "\u2028")) {
                assertThat(reader(split).read(text)).isEqualTo(new Document(List.of(), text, false));
            }
        }
    }

    /** Whatever the text: the identity as translation gives it back, but for runs of spaces in a sentence. */
    @Test
    void anyTextComesBackWhenItsSentencesDo() {
        var random = new Random(7);
        var pieces = List.of(
                "Hello there",
                "We met Mr. Smith",
                "3. Mai",
                ".",
                "!",
                "?",
                "…",
                "。",
                "我们",
                "、",
                "ฉันรักเธอมากๆ",
                " ",
                " ",
                "  ",
                "\n",
                "\r\n",
                "\n\n",
                "\t",
                "- ",
                "1. ",
                "2) ",
                "• ",
                "\u3000",
                "\u00a0",
                "\"",
                "”",
                "(",
                ")",
                "»",
                "😀",
                "e\u0301",
                "\u2028",
                "a line of words that is long enough to be wrapped somewhere near its end",
                "der Äpfel");
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            for (var split : List.of(Split.SENTENCES, Split.LINES)) {
                var document = reader(split).read(text.toString());
                var sentences = document.segments().stream().map(Segment::text).toList();
                assertThat(document.joined(segment -> document.restored(segment, segment.text())))
                        .isEqualTo(text.toString());
                assertThat(sentences).noneMatch(String::isBlank);
            }
        }
    }

    @Test
    void aLongTextIsReadInTimeThatItsLengthDemands() {
        var text = "He said no. 我们去吧。ฉันรักเธอมาก ผมก็รักเธอมาก\n\n".repeat(20_000);
        var worked = CpuTime.start();
        assertThat(reader(Split.SENTENCES).read(text).segments()).hasSize(80_000);
        assertThat(worked.elapsed()).isLessThan(Duration.ofSeconds(20));
    }
}
