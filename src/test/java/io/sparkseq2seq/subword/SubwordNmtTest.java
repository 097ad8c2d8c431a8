package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.RandomText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubwordNmtTest {
    private static final Path SAMPLE = Path.of("data-samples/train.en");
    private static final Path REFERENCE = Path.of("../shared/data/bpe");

    @Test
    void learnsTheMergesThatCountingAnewGives() throws IOException {
        var lines = Files.readAllLines(SAMPLE).subList(0, 400);
        var codes = codes(learn(lines, 200));
        var counts = new HashMap<String, Long>();
        lines.forEach(line -> Stream.of(line.strip().split(" ")).forEach(word -> counts.merge(word, 1L, Long::sum)));
        var expected = new ArrayList<>(List.of("#version: 0.2"));
        expected.addAll(PairMergesTest.mergesCountedAnew(counts, 200));
        assertThat(codes.lines()).startsWith(expected.toArray(String[]::new));
    }

    @Test
    void learnsAndAppliesTheReferenceLineByLine() throws IOException {
        assumeTrue(Files.isDirectory(REFERENCE), "no reference data here");
        var lines = Files.readAllLines(REFERENCE.resolve("corpus.en"));
        var reference = Files.readString(REFERENCE.resolve("bpe.ref"));
        // Two merges may make one piece, so a few more than the thousand fit.
        assertThat(codes(learn(lines, 1000))).startsWith(reference);
        var imported = imported(reference);
        assertThat(codes(imported)).isEqualTo(reference);
        assertThat(lines.stream().map(line -> segmented(imported, line)))
                .containsExactlyElementsOf(Files.readAllLines(REFERENCE.resolve("corpus.bpe.ref.en")));
    }

    @Test
    void theEndOfAWordIsAnotherCharacterInVersionTwoAndASymbolInVersionOne() throws IOException {
        var two = imported("#version: 0.2\nl o\nlo w</w>\ne r</w>\n");
        assertThat(segmented(two, "low lower slow")).isEqualTo("low lo@@ w@@ er s@@ low");
        var one = imported("l o\nlo w\nlow </w>\nx </w>\n");
        assertThat(segmented(one, "low lower lo")).isEqualTo("low low@@ e@@ r lo");
        assertThat(codes(one)).isEqualTo("#version: 0.1\nl o\nlo w\nlow </w>\nx </w>\n");
    }

    @Test
    void decodingAnEncodedTextGivesTheTextWhateverIsInIt() throws IOException {
        var subwords = imported("#version: 0.2\nf o\nfo o\nfoo t\nfoot b\na l\nal l\nall .</w>\nd o\n' t</w>\n");
        var random = new RandomText(5);
        for (int i = 0; i < 5_000; i++) {
            var text = Normalizer.PLAIN.normalize(random.next());
            assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        }
        for (var text : List.of("", " ", "  a  b ", "a </w> b", "▁ x▁")) {
            assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void survivesItsFile() throws IOException {
        var subwords = learn(Files.readAllLines(SAMPLE), 300);
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        var read = Subwords.read(new ByteArrayInputStream(out.toByteArray()));
        for (var line : Files.readAllLines(SAMPLE)) {
            assertThat(read.encode(line)).isEqualTo(subwords.encode(line));
        }
        assertThat(codes(read)).isEqualTo(codes(subwords));
    }

    @Test
    void codesThatAreNoneAreNamedWithTheirLine() {
        assertThatThrownBy(() -> imported("#version: 0.2\na b\nabc\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Line 3");
        assertThatThrownBy(() -> imported("#version: 0.9\na b\n")).hasMessageContaining("0.9");
    }

    @Test
    void codesWithoutAVersionAreKnownByTheirFirstLine() {
        for (var codes : List.of("#version: 0.2\na b\n", "l o\nlo w</w>\n", "e r</w> 17\r\n", "é ü\n")) {
            assertThat(SubwordNmtCodes.areIn(codes.getBytes(StandardCharsets.UTF_8)))
                    .as(codes)
                    .isTrue();
        }
        for (var other : List.of(
                "", "a b", "a b c d\n", "\n\u000e\n\u0005<unk>", "▁the\t-3.5\n", "spark-seq2seq subwords 1\n")) {
            assertThat(SubwordNmtCodes.areIn(other.getBytes(StandardCharsets.UTF_8)))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void codesWithTheMarkOfASpaceAreReadAndTheirModelToo() throws IOException {
        var subwords = imported("#version: 0.2\n▁ t\nt h\n▁t h\nx ▁</w>\nth e</w>\n");
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        var read = Subwords.read(new ByteArrayInputStream(out.toByteArray()));
        for (var text : List.of("the", "▁the x▁ ▁ y")) {
            assertThat(read.encode(text)).isEqualTo(subwords.encode(text));
            assertThat(read.decode(read.encode(text))).isEqualTo(text);
        }
        assertThat(segmented(read, "the")).isEqualTo("the");
    }

    @Test
    void aMergeOfWhatNoMergeMakesIsLeftOutBecauseItNeverApplies() throws IOException {
        assertThat(codes(imported("#version: 0.2\na b\na c\nxy z\nxyz q\n"))).isEqualTo("#version: 0.2\na b\na c\n");
    }

    @Test
    void withoutAVersionTheMarksOfEndsTellIt() throws IOException {
        var fast = imported("e r</w> 17\nl o 9\nlo w</w> 5\n");
        assertThat(segmented(fast, "low lower slow")).isEqualTo("low lo@@ w@@ er s@@ low");
        assertThat(codes(fast)).isEqualTo("#version: 0.2\ne r</w>\nl o\nlo w</w>\n");
        var first = "l o\nlo w\nlow </w>\ns low</w>\n";
        assertThat(codes(imported(first))).isEqualTo("#version: 0.1\n" + first);
    }

    @Test
    void aVocabularyIsNotTakenForCodes() {
        assertThatThrownBy(() -> imported("the 12345\nof 999\na 12\ni 7\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 of 4")
                .hasMessageContaining("vocabulary");
        assertThatThrownBy(() -> imported("a b\na b c d\n")).hasMessageContaining("Line 2");
    }

    private static Subwords learn(List<String> lines, int merges) {
        var counts = new HashMap<String, Long>();
        lines.forEach(line -> Splitting.SPACE_AFTER.words(line.strip()).forEach(w -> counts.merge(w, 1L, Long::sum)));
        int characters = (int) counts.keySet().stream()
                .flatMap(word -> Arrays.stream(BaseSymbol.of(word, Splitting.SPACE_AFTER))
                        .boxed())
                .distinct()
                .count();
        int size = SubwordLearner.SMALLEST_VOCABULARY + characters + merges;
        var learner = new SubwordLearner(Splitting.SPACE_AFTER, size, 1, 1, 2, false, Normalizer.PLAIN);
        counts.forEach(learner::add);
        return learner.learn();
    }

    private static Subwords imported(String codes) throws IOException {
        var in = new ByteArrayInputStream(codes.getBytes(StandardCharsets.UTF_8));
        return SubwordNmtCodes.read(in, Normalizer.PLAIN, false);
    }

    private static String codes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        SubwordNmtCodes.write(subwords, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** As apply-bpe writes it; characters without a piece whole, as there. */
    private static String segmented(Subwords subwords, String line) {
        var out = new StringBuilder();
        for (int id : subwords.encode(line.strip())) {
            var piece = subwords.bytes(id);
            // Bytes that go on a character stay with it.
            if (piece.length == 1 && (piece[0] & 0xC0) == 0x80) {
                out.setLength(out.length() - 3);
            }
            out.append(new String(piece, StandardCharsets.ISO_8859_1)).append("@@ ");
        }
        var text = new String(out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.replace("@@  @@ ", " ").replace(" @@ ", " ").strip();
    }
}
