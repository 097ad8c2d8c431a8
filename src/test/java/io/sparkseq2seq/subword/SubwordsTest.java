package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.RandomText;
import io.sparkseq2seq.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;

class SubwordsTest {
    private static final List<String> TEXT = List.of(
            "Tom loves playing football.",
            "Mary loves playing football, too.",
            "Do they play football? They don't.",
            "汤姆喜欢踢足球。",
            "玛丽也喜欢踢足球。",
            "他们踢足球吗？不喜欢。",
            "足球很好。",
            "He was born in 1984.",
            "他生于1984年。");

    private final Subwords subwords = learn(400, 1.0, false);

    private static Subwords learn(int size, double coverage, boolean unknown) {
        return learn(TEXT, size, coverage, unknown);
    }

    private static Subwords learn(List<String> text, int size, double coverage, boolean unknown) {
        var learner = new SubwordLearner(size, coverage, 1, 2, unknown, Normalizer.PLAIN);
        var counts = new HashMap<String, Long>();
        text.forEach(line -> Words.of(line).forEach(word -> counts.merge(word, 1L, Long::sum)));
        counts.forEach(learner::add);
        return learner.learn();
    }

    private static List<String> pieces(Subwords subwords, String text) {
        return Arrays.stream(subwords.encode(text)).mapToObj(subwords::piece).toList();
    }

    @Test
    void frequentWordsBecomeOnePieceInEveryScript() {
        assertThat(pieces(subwords, "Tom loves football.")).contains("▁loves", "▁football", ".");
        assertThat(pieces(subwords, "喜欢足球。")).contains("喜欢", "足球");
    }

    @Test
    void idsAreSpecialTokensThenBytesThenCharactersThenMerges() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 259, 260).mapToObj(subwords::piece))
                .containsExactly("<pad>", "<unk>", "<start>", "<end>", "<0x00>", "<0xFF>", "▁");
        assertThat(subwords.piece(Subwords.FIRST_CHARACTER + subwords.characters() - 1)
                        .codePointCount(0, 1))
                .isEqualTo(1);
        assertThat(subwords.piece(Subwords.FIRST_CHARACTER + subwords.characters()))
                .hasSizeGreaterThan(1);
    }

    @Test
    void decodingAnEncodedTextGivesTheTextWhateverIsInIt() {
        for (var model : List.of(subwords, learn(261, 1.0, false), learn(300, 0.5, false))) {
            var random = new RandomText(11);
            var normalizer = Normalizer.PLAIN;
            for (int i = 0; i < 20_000; i++) {
                var text = normalizer.normalize(random.next());
                assertThat(model.decode(model.encode(text))).isEqualTo(text);
            }
        }
    }

    @Test
    void losesNothingOfTextThatIsNotNormalizedEither() {
        for (var text : List.of("", " ", "  a  b ", " 足球 ", "▁a ▁", "a\tb\n", "e\u0301", " 足")) {
            assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void anyIdsDecodeToSomething() {
        var random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            var ids = random.ints(random.nextInt(20), 0, subwords.size()).toArray();
            var text = subwords.decode(ids);
            assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
        assertThat(subwords.decode(new int[] {Subwords.START, 4 + 0xE8, 4 + 'a', Subwords.END, Subwords.PAD}))
                .isEqualTo("\uFFFDa");
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() {
        assertThatThrownBy(() -> subwords.decode(new int[] {subwords.size()}))
                .hasMessageContaining("" + subwords.size());
    }

    @Test
    void charactersWithoutAPieceBecomeBytesOrUnknown() {
        assertThat(pieces(subwords, "é")).containsExactly("▁", "<0xC3>", "<0xA9>");
        var unknown = learn(400, 1.0, true);
        assertThat(pieces(unknown, "Tom é").get(pieces(unknown, "Tom é").size() - 1))
                .isEqualTo("<unk>");
        assertThat(unknown.decode(new int[] {Subwords.UNKNOWN})).isEqualTo("⁇");
    }

    @Test
    void coverageLeavesTheRarestCharactersButAsciiToTheBytes() {
        assertThat(learn(400, 0.5, false).characters()).isLessThan(subwords.characters());
        assertThat(pieces(learn(400, 0.5, false), "1984")).doesNotContain("<0x34>");
        assertThat(pieces(learn(400, 0.5, false), "很")).containsExactly("<0xE5>", "<0xBE>", "<0x88>");
    }

    @Test
    void theVocabularyIsNeverLargerThanAskedAndFilledWhileThereAreMerges() {
        assertThat(learn(330, 1.0, false).size()).isEqualTo(330);
        assertThat(learn(261, 1.0, false).size()).isEqualTo(261);
        assertThat(learn(100_000, 1.0, false).size()).isLessThan(600);
    }

    @Test
    void theOrderOfTheTableChangesNothing() throws IOException {
        var reversed = new ArrayList<>(TEXT);
        Collections.reverse(reversed);
        assertThat(bytes(learn(reversed, 400, 1.0, false))).isEqualTo(bytes(subwords));
    }

    @Test
    void survivesItsFileAndBothSerializers() throws Exception {
        var stored = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(stored)) {
            out.writeObject(subwords);
        }
        var kryo = new KryoSerializer(new SparkConf()).newInstance();
        ClassTag<Subwords> tag = scala.reflect.ClassTag$.MODULE$.apply(Subwords.class);
        var copies = List.of(
                Subwords.read(new ByteArrayInputStream(bytes(subwords))),
                (Subwords) new ObjectInputStream(new ByteArrayInputStream(stored.toByteArray())).readObject(),
                kryo.<Subwords>deserialize(kryo.serialize(subwords, tag), tag));
        var random = new RandomText(13);
        for (int i = 0; i < 1000; i++) {
            var text = i < TEXT.size() ? TEXT.get(i) : random.next();
            for (var copy : copies) {
                assertThat(copy.encode(text)).isEqualTo(subwords.encode(text));
            }
        }
        assertThat(copies).allSatisfy(copy -> assertThat(bytes(copy)).isEqualTo(bytes(subwords)));
    }

    @Test
    void aDamagedFileIsNamedAsSuch() {
        var whole = new String(bytesUnchecked(subwords), StandardCharsets.UTF_8);
        for (var damaged : List.of(
                "", "something else\n", whole.substring(0, whole.length() / 2), whole.replace("merges ", "merges x"))) {
            assertThatThrownBy(() -> Subwords.read(new ByteArrayInputStream(damaged.getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ubword model");
        }
    }

    @Test
    void manyThreadsShareOneInstance() {
        var lines = IntStream.range(0, 20_000)
                .mapToObj(i -> TEXT.get(i % TEXT.size()) + " " + i)
                .toList();
        var alone = lines.stream().map(subwords::encode).toList();
        var shared = learn(400, 1.0, false);
        assertThat(lines.parallelStream().map(shared::encode).toList()).containsExactlyElementsOf(alone);
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        return out.toByteArray();
    }

    private static byte[] bytesUnchecked(Subwords subwords) {
        try {
            return bytes(subwords);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
