package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.RandomText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaseMarkTest {
    private static final List<String> SYMBOLS = List.of("<2DE>", "Xx", "x", "url");

    private static Subwords learned(boolean unigrams) throws IOException {
        var learner = new SubwordLearner(900, 1, 0.9, 2, false, Normalizer.PLAIN);
        learner.define(new Symbols(SYMBOLS), true);
        var words = new HashMap<String, Long>();
        for (var line : Files.readAllLines(Path.of("data-samples/test.en"))) {
            learner.parts().words(line + " (URL) X XML Curls").forEach(word -> words.merge(word, 1L, Long::sum));
        }
        assertThat(words.keySet()).contains(" tom", " i").doesNotContain(" Tom", " I");
        words.forEach(learner::add);
        return unigrams ? learner.learnUnigrams() : learner.learn();
    }

    private static String pieces(Subwords subwords, String text) {
        return Arrays.stream(subwords.encode(text)).mapToObj(subwords::piece).collect(Collectors.joining(" "));
    }

    @Test
    void aWordAndItsCapitalsHaveTheirSubwordsInCommon() throws IOException {
        var subwords = learned(false);
        var small = pieces(subwords, "football");
        assertThat(pieces(subwords, "Football")).isEqualTo("⇧ " + small);
        assertThat(pieces(subwords, "FOOTBALL")).isEqualTo("⇪ " + small);
        assertThat(pieces(subwords, "I DON'T")).startsWith("⇧ ▁i ⇪ ▁do");
        assertThat(pieces(subwords, "O'Neil iPhone ẞ İ ﬁ")).doesNotContain("⇧", "⇪");
        assertThat(subwords.bytes(subwords.encode("Football")[0])).isEmpty();
    }

    @Test
    void aWordThatSpellsASymbolInLowerCaseStaysAsItIs() throws IOException {
        for (var subwords : List.of(learned(false), learned(true))) {
            for (var text : List.of("(URL)", "X", "XML", "a XEROX", "CURLS")) {
                var shown = pieces(subwords, text);
                assertThat(shown.split(" ")).as(text).doesNotContain("⇧", "⇪", "x", "url");
                assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
            }
            assertThat(pieces(subwords, "(url) x")).contains("url", "x");
            assertThat(pieces(subwords, "URN")).contains("⇪");
        }
    }

    @Test
    void titlecaseLettersAndThoseOfOtherScriptsComeBack() throws IOException {
        var subwords = learned(true);
        assertThat(pieces(subwords, "ǅep")).startsWith("⇧");
        assertThat(pieces(subwords, "ǄEP")).startsWith("⇪");
        assertThat(pieces(subwords, "Ǆep")).doesNotContain("⇧", "⇪");
        for (var text : List.of(
                "ǅep Ǆep ǄEP ǆep", "Straße STRASSE STRAßE", "ΣΑΣ Σας", "İstanbul ISTANBUL ısı", "Ⅷ Ⓐ", "𐐀𐐨 𐐀𐐀")) {
            assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        }
    }

    /** Words of all kinds of letters beside each other, with symbols between them. */
    private static String randomText(Random random, RandomText odd) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append(odd.next());
                case 1 -> text.append(SYMBOLS.get(random.nextInt(SYMBOLS.size())));
                case 2 -> text.append(" ").append("abcDEFGHIJ".substring(random.nextInt(5), 5 + random.nextInt(5)));
                case 3 -> text.append("A".repeat(60 + random.nextInt(10)));
                default -> random.ints(1 + random.nextInt(4), 'A', 0x600)
                        .filter(Character::isLetter)
                        .forEach(text::appendCodePoint);
            }
        }
        return Normalizer.PLAIN.normalize(text.toString());
    }

    @Test
    void decodingAnEncodedTextGivesTheTextWhateverIsInIt() throws IOException {
        var random = new Random(8);
        var odd = new RandomText(8);
        for (var subwords : List.of(learned(false), learned(true))) {
            int marked = 0;
            for (int i = 0; i < 4_000; i++) {
                var text = randomText(random, odd);
                var ids = subwords.encode(text);
                assertThat(subwords.decode(ids)).isEqualTo(text);
                assertThat(subwords.decode(subwords.sample(text, 0.2, 0.2, new SplittableRandom(i))))
                        .isEqualTo(text);
                marked += pieces(subwords, text).contains("⇪") ? 1 : 0;
            }
            assertThat(marked).isGreaterThan(1_000);
            // Nor does decoding what no encoder gives fail.
            for (int i = 0; i < 1_000; i++) {
                subwords.decode(random.ints(9, random.nextBoolean() ? 0 : subwords.size() - 4, subwords.size())
                        .toArray());
            }
        }
    }

    @Test
    void marksSurviveTheFileOfTheModel() throws IOException {
        var subwords = learned(true);
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("spark-seq2seq subwords 3\nkind unigram\nwords kinds\ncapitals-marked true\nsymbols 4\n");
        var read = Subwords.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(SentencePieces.canHold(read)).isFalse();
        assertThat(read.size()).isEqualTo(subwords.size()).isLessThanOrEqualTo(900);
        for (var line : Files.readAllLines(Path.of("data-samples/test.en"))) {
            assertThat(read.encode(line)).isEqualTo(subwords.encode(line));
            assertThat(read.decode(read.encode(line))).isEqualTo(line);
        }
    }
}
