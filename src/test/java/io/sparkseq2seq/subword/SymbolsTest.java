package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.text.Normalizer;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymbolsTest {
    private static final List<String> NAMED = List.of("<2de>", "<2de>!", "⟨url⟩", "☃");

    private static Subwords learned(Splitting splitting, boolean unigrams) throws IOException {
        var learner = new SubwordLearner(splitting, 700, 1, 0.9, 2, false, Normalizer.PLAIN);
        learner.define(new Symbols(NAMED), false);
        var words = new HashMap<String, Long>();
        for (var line : Files.readAllLines(Path.of("data-samples/test.en"))) {
            learner.parts().words("<2de> " + line + "⟨url⟩").forEach(word -> words.merge(word, 1L, Long::sum));
        }
        words.forEach(learner::add);
        return unigrams ? learner.learnUnigrams() : learner.learn();
    }

    private static String pieces(Subwords subwords, int[] ids) {
        return Arrays.stream(ids).mapToObj(subwords::piece).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({"KINDS, false", "KINDS, true", "SPACE_AFTER, false"})
    void aSymbolIsOneTokenWhereverItStandsAndNothingIsLost(Splitting splitting, boolean unigrams) throws IOException {
        var subwords = learned(splitting, unigrams);
        assertThat(subwords.size()).isLessThanOrEqualTo(700);
        // Symbols are no text to learn from.
        assertThat(subwords.segmenter().spellings()).noneMatch(piece -> piece.contains("⟨") || piece.contains("<"));
        var random = new Random(4);
        var parts = List.of("the", " ", "cat", "<2de>", "⟨url⟩", "☃", "<2de>!", "<2d", "e>", "5", "足", "'s", "\u0301");
        for (int i = 0; i < 500; i++) {
            var text = random.ints(1 + random.nextInt(8), 0, parts.size())
                    .mapToObj(parts::get)
                    .collect(Collectors.joining())
                    .strip();
            var read = reread(subwords);
            for (int[] ids : new int[][] {
                subwords.encode(text), subwords.sample(text, 0.3, 0.2, new SplittableRandom(i)), read.encode(text)
            }) {
                assertThat(subwords.decode(ids)).isEqualTo(text);
                assertThat(Arrays.stream(ids).mapToObj(subwords::piece).filter(NAMED::contains))
                        .as(text)
                        .isEqualTo(named(text));
            }
            assertThat(read.encode(text)).isEqualTo(subwords.encode(text));
        }
    }

    @Test
    void thoseOfAnImportedModelAreToldToo() throws IOException {
        var subwords = learned(Splitting.KINDS, true);
        var imported = SentencePieces.read(SentencePieces.model(subwords), "model", Normalizer.PLAIN);
        assertThat(imported.symbols()).containsExactlyInAnyOrderElementsOf(NAMED);
        assertThat(reread(imported).symbols()).isEqualTo(imported.symbols());
    }

    /** The symbols in a text, from the left, the longest first. */
    private static List<String> named(String text) {
        return Pattern.compile("<2de>!|<2de>|⟨url⟩|☃")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Subwords reread(Subwords subwords) throws IOException {
        return Subwords.read(new ByteArrayInputStream(bytes(subwords)));
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        return out.toByteArray();
    }

    @Test
    void aMarkBeforeASourceIsOneTokenWithoutASpace() throws IOException {
        var subwords = learned(Splitting.KINDS, false);
        assertThat(pieces(subwords, subwords.encode("<2de> the"))).startsWith("<2de> ▁t");
        assertThat(pieces(subwords, subwords.encode("a <2de>b"))).isEqualTo("▁a ▁ <2de> b");
    }

    @Test
    void aModelWithSymbolsIsOfALaterFormatAndOneWithoutIsNot() throws IOException {
        var file = new String(bytes(learned(Splitting.KINDS, true)), StandardCharsets.UTF_8);
        assertThat(file)
                .startsWith(
                        "spark-seq2seq subwords 3\nkind unigram\nwords kinds\ncapitals-marked false\nsymbols 4\n<2de>\n<2de>!\n⟨url⟩\n☃\n");
        var twice = file.replace("symbols 4\n<2de>\n", "symbols 4\n☃\n");
        assertThatThrownBy(() -> Subwords.read(new ByteArrayInputStream(twice.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'☃' is given twice");
        var piece = file.replace("⟨url⟩", " e").replace(" e\n", "e\n");
        assertThatThrownBy(() -> Subwords.read(new ByteArrayInputStream(piece.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the symbol 'e' is a piece, too");
    }

    @ParameterizedTest
    @CsvSource({"KINDS, false", "KINDS, true"})
    void sentencePieceGetsThemAsSymbolsOfTheUser(Splitting splitting, boolean unigrams) throws IOException {
        var subwords = learned(splitting, unigrams);
        var exported = SentencePieces.read(SentencePieces.model(subwords), "exported", Normalizer.PLAIN);
        assertThat(exported.size()).isEqualTo(subwords.size());
        for (var text : List.of("the cat <2de>!sat", "on<2de> the ⟨url⟩⟨url⟩", "a ☃")) {
            assertThat(pieces(exported, exported.encode(text))).isEqualTo(pieces(subwords, subwords.encode(text)));
        }
        // SentencePiece puts a space before every text.
        assertThat(pieces(exported, exported.encode("<2de> the")))
                .isEqualTo("▁ " + pieces(subwords, subwords.encode("<2de> the")));
    }

    @Test
    void whatCannotBeASymbolIsRefused() {
        for (var bad : List.of("", "a b", "a▁", "a\u00A0b", "\n")) {
            assertThatThrownBy(() -> new Symbols(List.of(bad))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
