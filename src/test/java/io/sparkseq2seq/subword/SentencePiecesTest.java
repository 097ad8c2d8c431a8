package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.text.Normalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models and what SentencePiece makes of lines are written by {@code src/test/resources/subword/golden.py}. */
class SentencePiecesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/subword");

    private static Subwords subwords(String kind) throws IOException {
        return SentencePieces.read(Files.readAllBytes(GOLDEN.resolve(kind + ".model")), kind, Normalizer.PLAIN);
    }

    /** Lines and their pieces. */
    private static List<String[]> golden(String kind) throws IOException {
        return Arrays.stream(Files.readString(GOLDEN.resolve(kind + ".tsv")).split("\n"))
                .map(line -> line.split("\t", -1))
                .toList();
    }

    private static String pieces(Subwords subwords, String text) {
        return Arrays.stream(subwords.encode(text)).mapToObj(subwords::piece).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unigram", "bpe"})
    void cutsEveryLineAsSentencePieceDoes(String kind) throws IOException {
        var subwords = subwords(kind);
        assertThat(golden(kind)).hasSize(240).allSatisfy(line -> assertThat(pieces(subwords, line[0]))
                .as(line[0])
                .isEqualTo(line[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unigram", "bpe"})
    void survivesItsOwnFileAndSentencePieces(String kind) throws IOException {
        var subwords = subwords(kind);
        var file = new ByteArrayOutputStream();
        subwords.write(file);
        var copies = List.of(
                Subwords.read(new ByteArrayInputStream(file.toByteArray())),
                SentencePieces.read(SentencePieces.model(subwords), "copy", Normalizer.PLAIN));
        for (var line : golden(kind)) {
            for (var copy : copies) {
                assertThat(copy.encode(line[0])).isEqualTo(subwords.encode(line[0]));
            }
        }
    }

    @Test
    void withBytesAndNoRulesNothingIsLost() throws IOException {
        var bpe = subwords("bpe");
        for (var line : golden("bpe")) {
            var text = line[0].replace('▁', ' ');
            assertThat(bpe.decode(bpe.encode(text))).isEqualTo(text);
        }
    }

    /** A piece that is never found, with a space within, leaves no place where a text may be parted. */
    @ParameterizedTest
    @ValueSource(strings = {"unigram", "bpe"})
    void wordsThatAreKnownAreCutAsWithinTheWholeText(String kind) throws IOException {
        var subwords = subwords(kind);
        var segmenter = subwords.segmenter();
        var pieces = segmenter instanceof Unigrams unigrams ? unigrams.pieces() : ((PieceMerges) segmenter).pieces();
        var more = new ArrayList<ScoredPieces.Piece>();
        for (int i = 0; i < pieces.spellings().length; i++) {
            more.add(new ScoredPieces.Piece(pieces.spellings()[i], pieces.score(i), pieces.use(i)));
        }
        more.add(new ScoredPieces.Piece("\uE000 \uE000", 0, ScoredPieces.Use.UNUSED));
        var whole = new ScoredPieces(more, pieces.unknown(), pieces.rules());
        var unparted = new Subwords(
                subwords.splitting(),
                segmenter instanceof Unigrams ? new Unigrams(whole) : new PieceMerges(whole),
                Normalizer.PLAIN);
        assertThat(pieces.ends()).isNotEqualTo(WordEnds.NONE);
        assertThat(whole.ends()).isEqualTo(WordEnds.NONE);
        var lines = golden(kind);
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i)[0] + " 龘龘 " + lines.get((i + 7) % lines.size())[0] + " 龘 " + lines.get(i)[0];
            assertThat(subwords.encode(text)).as(text).isEqualTo(unparted.encode(text));
        }
    }

    /** Floats are added from the left as the best path does, so equal scores are equal to the last bit. */
    @Test
    void noPathIsBetterThanTheBestOne() throws IOException {
        var pieces = ((Unigrams) subwords("unigram").segmenter()).pieces();
        var unigrams = new Unigrams(pieces);
        var random = new Random(5);
        var lines = golden("unigram");
        for (int i = 0; i < 400; i++) {
            var line = " " + lines.get(random.nextInt(lines.size()))[0];
            int from = random.nextInt(line.length());
            var part = line.substring(from, Math.min(line.length(), from + 14));
            assertThat(unigrams.score(part)).as(part).isEqualTo(best(pieces, part, 0, 0f));
        }
    }

    /** The best of all paths, one after another. */
    private static float best(ScoredPieces pieces, String text, int from, float before) {
        if (from == text.length()) {
            return before;
        }
        int next = from + Character.charCount(text.codePointAt(from));
        float best = Float.NEGATIVE_INFINITY;
        boolean single = false;
        for (int piece = 0; piece < pieces.spellings().length; piece++) {
            var spelling = pieces.spellings()[piece];
            if (text.startsWith(spelling, from)) {
                int bytes = spelling.replace(' ', '▁').getBytes(StandardCharsets.UTF_8).length;
                float score = (float) (pieces.pathScore(piece, bytes) + before);
                best = Math.max(best, best(pieces, text, from + spelling.length(), score));
                single |= from + spelling.length() == next;
            }
        }
        return single ? best : Math.max(best, best(pieces, text, next, pieces.unknownScore() + before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unigram", "bpe"})
    void aDamagedFileIsNamedAsSuch(String kind) throws IOException {
        var whole = Files.readAllBytes(GOLDEN.resolve(kind + ".model"));
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            var damaged = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int at = 0; i % 2 == 0 && at < 5; at++) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            }
            try {
                var subwords = SentencePieces.read(damaged, "some.model", Normalizer.PLAIN);
                subwords.encode("What is left of it must still cut text. ﬁ");
            } catch (UserException e) {
                assertThat(e).hasMessageContaining("some.model");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        assertThatThrownBy(() -> SentencePieces.read(
                        "Tom loves football.".getBytes(StandardCharsets.UTF_8), "a.model", Normalizer.PLAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no whole SentencePiece model");
        var words = new ProtocolBufferWriter();
        for (var type : SentencePieceModel.Type.values()) {
            var piece = new ProtocolBufferWriter();
            piece.text(1, "p" + type.number());
            piece.integer(3, type.number());
            words.message(1, piece);
        }
        var trainer = new ProtocolBufferWriter();
        trainer.integer(3, SentencePieceModel.Kind.WORD.number());
        words.message(2, trainer);
        assertThatThrownBy(() -> SentencePieces.read(words.toBytes(), "a.model", Normalizer.PLAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("WORD");
    }
}
