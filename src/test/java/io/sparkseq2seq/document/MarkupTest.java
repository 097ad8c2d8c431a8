package io.sparkseq2seq.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.CpuTime;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.DocumentSettings.Split;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {
    private static final DocumentReader READER = new DocumentReader(
            new DocumentSettings(Split.SENTENCES, "", List.of(), DocumentSettings.Markup.AUTO), Set.of());

    private static List<String> found(String text, Mark.Kind kind) {
        return READER.read(text).segments().stream()
                .flatMap(segment -> segment.marks().stream())
                .filter(mark -> mark.kind() == kind)
                .map(Mark::text)
                .toList();
    }

    private static List<String> sentences(String text) {
        return READER.read(text).segments().stream()
                .map(segment -> segment.text().replace(Segment.TERM, '_'))
                .toList();
    }

    /** As a model would that gives its sources back, and knows so. */
    private static String same(String text) {
        return restored(
                text, Mask::text, mask -> identity(Links.words(mask.text()).size()));
    }

    private static String identity(int words) {
        return IntStream.range(0, words).mapToObj(i -> i + "-" + i).collect(Collectors.joining(" "));
    }

    private static String restored(String text, Function<Mask, String> model, Function<Mask, String> alignment) {
        var document = READER.read(text);
        return document.joined(segment -> {
            var mask = Mask.of(segment).get(0);
            return segment.isTranslated()
                    ? document.restored(mask, model.apply(mask), alignment.apply(mask), null)
                            .text()
                    : document.copied(segment);
        });
    }

    /** The only sentence of a text, translated with a given alignment. */
    private static String translated(String text, int way, String translation, String alignment) {
        var document = READER.read(text);
        var mask = Mask.of(document.segments().get(0)).get(way);
        return document.joined(
                segment -> document.restored(mask, translation, alignment, null).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{0}",
                "{name}",
                "{{ user.name }}",
                "${x}",
                "#{x}",
                "%{count}",
                "%s",
                "%1$d",
                "%.2f",
                "%(name)s",
                "%@",
                "$name",
                "{n, plural, one {# file} other {# files}}",
                "__NAME__",
                "`rm -rf /`",
                "``a`b``",
                "https://example.com/a?b=c&d=(e)#f",
                "http://example.com",
                "www.example.com",
                "mailto:a@b.de",
                "john.o_doe+x@mail.example.co.uk",
                "example.com/x",
                "example.com",
                "shop.example.it",
                "example.it/x",
                "s3a://bucket/key",
                "/usr/local/bin",
                "~/notes.txt",
                "../up/one",
                "C:\\Users\\me",
                "\\\\host\\share",
                "readme.txt",
                "src/main.py",
                "@someone",
                "123e4567-e89b-12d3-a456-426614174000"
            })
    void placeholdersAddressesPathsAndCodeAreTerms(String term) {
        assertThat(found("Please look at " + term + " and tell me.", Mark.Kind.TERM))
                .containsExactly(term);
        assertThat(found("Please look at " + term + ".", Mark.Kind.TERM)).containsExactly(term);
        assertThat(found("请看（" + term + "）。", Mark.Kind.TERM)).containsExactly(term);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "He and/or she is 100% sure, 50 % of them.", "It costs $5 or US$ 7.", "x < y and z > w", "a<b and c>d",
                        "Tom & Jerry",
                "He ran 5 km/h at 10:30.", "Is it {really that} so?", "Mr. Smith said: no.", "I love C++ and C#.",
                        "e.g. this, i.e. that",
                "100%discount", "Wait...what?", "Great food.it was cold", "So it was.es tut mir leid.at last"
            })
    void ordinaryWordsAreNone(String text) {
        assertThat(READER.read(text).segments()).noneMatch(Segment::isMasked);
        assertThat(same(text)).isEqualTo(text);
    }

    @Test
    void addressesEndNoSentenceAndStopsBelongToTheSentence() {
        assertThat(sentences("See www.example.com. It is new (see http://a.b/c_(d)). Mail a@b.de!"))
                .containsExactly("See _.", "It is new (see _).", "Mail _!");
        assertThat(sentences("Open {0}. {1} is closed.")).containsExactly("Open _.", "_ is closed.");
    }

    @Test
    void blocksOfHtmlEndSentencesAndOtherTagsDoNot() {
        var html =
                "<div class=\"a>b\"><h1>A title</h1>\n<p>One <b>bold</b> word.<br>Two\n &amp; three.</p><!-- no. --><ul><li>x</li></ul>"
                        + "<script>var a = 1;</script></div>";
        assertThat(sentences(html)).containsExactly("A title", "One bold word.", "Two & three.", "x");
        assertThat(same(html)).isEqualTo(html);
    }

    @Test
    void linesStayLinesWhereNoTagEndsParagraphs() {
        assertThat(sentences("A <b>title</b>\n\n- one\n- two")).containsExactly("A title", "one", "two");
    }

    @Test
    void characterReferencesAreReadAndWritten() {
        assertThat(sentences("<p>Caf&eacute; &lt;b&gt; &#8364;5 &unknown; done</p>"))
                .containsExactly("Café <b> €5 _ done");
        assertThat(same("<p>A &lt;b&gt; &amp; c</p>")).isEqualTo("<p>A &lt;b&gt; &amp; c</p>");
    }

    @Test
    void referencesOfNoCharacterAreCopied() {
        var text = "<p>One &#9999999; two &#xFFFFFF; three &#xD800; four.</p>";
        assertThat(sentences(text)).containsExactly("One _ two _ three _ four.");
        assertThat(same(text)).isEqualTo(text);
    }

    @Test
    void tagsNestedDeeplyStandInTheirOrder() {
        var text = "Hello " + "<b>".repeat(20_000) + "x" + "</b>".repeat(20_000) + " world.";
        assertThat(same(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {")", "]", ").", "(a)"})
    void bracketsBehindAnAddressAreReadOnce(String brackets) {
        var text = "http://a" + brackets.repeat(200_000 / brackets.length());
        var worked = CpuTime.start();
        assertThat(found(text, Mark.Kind.TERM)).containsExactly(brackets.equals("(a)") ? text : "http://a");
        assertThat(worked.elapsed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void codeIsCopied() {
        var text = "Run this:\n```sh\nrm -rf build. Now.\n```\nThen go on.";
        assertThat(sentences(text)).containsExactly("Run this:", "Then go on.");
        assertThat(same(text)).isEqualTo(text);
        assertThat(sentences("<p>Use <code>a.b(c)</code> here.</p>")).containsExactly("Use _ here.");
    }

    @Test
    void tagsAroundASentenceStayAroundIt() {
        assertThat(translated("<p><b>Good morning.</b></p>", 0, "Guten Morgen.", "0-0 1-1"))
                .isEqualTo("<p><b>Guten Morgen.</b></p>");
        assertThat(translated("<b>Tom</b> sleeps.", 0, "Es schläft Tom.", "1-0 1-1 0-2"))
                .isEqualTo("Es schläft <b>Tom</b>.");
    }

    @Test
    void tagsGoWhereTheirWordsGo() {
        assertThat(translated(
                        "I saw the <i>red</i> house <b>today</b>.",
                        0,
                        "Heute sah ich das rote Haus.",
                        "5-0 1-1 0-2 2-3 3-4 4-5"))
                .isEqualTo("<b>Heute</b> sah ich das <i>rote</i> Haus.");
        assertThat(translated("I love <a href=\"x\">red <b>cars</b></a>", 0, "我爱红色汽车。", "0-0 1-1 2-2 2-3 3-4 3-5 3-6"))
                .isEqualTo("我爱<a href=\"x\">红色<b>汽车</b></a>。");
        assertThat(translated("A <b>b</b><br/>", 0, "C", "1-0")).isEqualTo("<b>C</b><br/>");
    }

    @Test
    void termsGoWhereTheirStandInsGo() {
        var text = "Hello {name}, you have {0} files.";
        assertThat(translated(text, 0, "Hallo 7, du hast 8 Dateien.", ""))
                .isEqualTo("Hallo {name}, du hast {0} Dateien.");
        assertThat(translated(text, 1, "你好汤姆，你有安娜文件。", "0-0 0-1 1-2 1-3 2-4 2-5 3-6 4-7 4-8 5-9 5-10"))
                .isEqualTo("你好{name}，你有{0}文件。");
        assertThat(translated(text, 0, "Hallo.", "0-0")).isEqualTo("Hallo {name} {0}.");
        assertThat(translated("Mail a@b.de.", 0, "", "")).isEqualTo("a@b.de");
    }

    @Test
    void standInsAreNoWordsOfTheSentence() {
        var segment = READER.read("Tom has 7 of {0}.").segments().get(0);
        assertThat(Mask.of(segment)).extracting(Mask::text).containsExactly("Tom has 7 of 8.", "Tom has 7 of Anna.");
    }

    @Test
    void emojisStand() {
        assertThat(sentences("I 🎉 won! 👍🏽")).containsExactly("I won!");
        assertThat(same("✅ I 🎉 won! 👍🏽")).isEqualTo("✅ I 🎉 won! 👍🏽");
    }

    /** What a pattern may take too long for, or recur too deeply. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a ", "<a =", "<pre>", "<!--", "<code>", "<b>", "<p>x", "{", "{{", "{a,", "`", "`a", "```\n", "🎉",
                        "🎉 x ", "a.", "a/", "/a", "x@",
                "a@b.", "a", "_", "__a", "$a", "%", "- ", "> ", "&amp;", "&a", "\"", "www.", "http:", "\\\\a", "A. ",
                        "ก ", "。", "{0} ", "<b>a</b> ",
                "<a b='", "! \n", "\n", "<br>\n"
            })
    void hostileTextsAreReadInTimeThatTheirLengthDemands(String piece) {
        for (var before : List.of("", "<p>")) {
            var text = before + piece.repeat(200_000 / piece.length());
            var worked = CpuTime.start();
            assertThat(READER.read(text)).isNotNull();
            assertThat(worked.elapsed()).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** Sentences of very many terms, tags or line breaks; of some the model gives back, of some nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a {0} ", "a 1 {0} ", "<b>a</b> {0}\n", "a\n", "<b>", "<i>a {0}", "</b>", "<br/>a {0} <i>b</i> "
            })
    void hostileSentencesArePutTogetherInTimeThatTheirLengthDemands(String piece) {
        for (var before : List.of("", "<p>")) {
            var text = before + piece.repeat(200_000 / piece.length());
            var worked = CpuTime.start();
            assertThat(marks(same(text))).isEqualTo(marks(text));
            assertThat(marks(restored(text, mask -> "x", mask -> "0-0"))).isEqualTo(marks(text));
            assertThat(worked.elapsed()).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static final List<String> PIECES = List.of(
            "Hello there",
            "we met Mr. Smith",
            ". ",
            "! ",
            "。",
            "我们",
            " ",
            " ",
            "\n",
            "\n\n",
            "- ",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<a href=\"x?a=1&b=2\">",
            "</a>",
            "<p>",
            "</p>",
            "<br/>",
            "<img src='x'>",
            "{0}",
            " %s ",
            " https://a.b/c ",
            " x@y.de ",
            "`c d`",
            "&amp;",
            "&nbsp;",
            "🎉",
            "<!-- c -->",
            "7",
            "Tom");

    private static String random(Random random) {
        return IntStream.range(0, random.nextInt(25))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }

    @Test
    void anyTextComesBackWhenItsSentencesDo() {
        var random = new Random(11);
        for (int i = 0; i < 5000; i++) {
            var text = random(random);
            var same = same(text);
            assertThat(spaced(same)).as(text).isEqualTo(spaced(text));
            assertThat(same.replaceAll("[^\n]", "")).isEqualTo(text.replaceAll("[^\n]", ""));
        }
    }

    /**
     * Runs of spaces within a sentence become one, a reference of a space is one, and a tag between two line breaks of
     * a sentence stands behind both.
     */
    private static String spaced(String text) {
        return text.replace("&nbsp;", " ").replaceAll("[ \u00a0]+", "").replaceAll("\n*(</?[a-z]+[^<>]*>|🎉)\n*", "$1");
    }

    /** Words in any order, left out, doubled; alignments of any words. */
    @Test
    void whateverTheModelSaysEachMarkStandsOnceAndTagsAreNested() {
        var random = new Random(12);
        for (int i = 0; i < 5000; i++) {
            var text = random(random);
            var result = restored(
                    text,
                    mask -> {
                        var words = new ArrayList<>(List.of(mask.text().split(" ")));
                        Collections.shuffle(words, random);
                        var left = words.subList(0, random.nextInt(words.size() + 1));
                        return String.join(random.nextBoolean() ? " " : "", left) + (random.nextBoolean() ? " 我们" : "");
                    },
                    mask -> IntStream.range(0, random.nextInt(8))
                            .mapToObj(j -> random.nextInt(6) + "-" + random.nextInt(6))
                            .distinct()
                            .collect(Collectors.joining(" ")));
            assertThat(marks(result)).as(text).isEqualTo(marks(text));
            if (isNested(text)) {
                assertThat(isNested(result)).as(text + "\n" + result).isTrue();
            }
        }
    }

    private static final Pattern MARKS =
            Pattern.compile("</?[a-z]+[^<>]*>|<!-- c -->|\\{0}|%s|https://a.b/c|x@y.de|`c d`|🎉|\n");

    private static List<String> marks(String text) {
        return MARKS.matcher(text)
                .results()
                .map(match -> match.group())
                .sorted()
                .toList();
    }

    private static boolean isNested(String text) {
        var open = new ArrayDeque<String>();
        var tags = Pattern.compile("<(/?)([abip])\\b[^<>]*>").matcher(text);
        while (tags.find()) {
            if (tags.group(1).isEmpty()) {
                open.push(tags.group(2));
            } else if (!tags.group(2).equals(open.poll())) {
                return false;
            }
        }
        return open.isEmpty();
    }
}
