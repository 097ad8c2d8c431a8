package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.RandomText;
import io.sparkseq2seq.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnigramLearnerTest {
    private static final Path SAMPLES = Path.of("data-samples");

    private static Map<String, Long> words(List<String> lines) {
        var counts = new TreeMap<String, Long>();
        lines.forEach(line -> Words.of(line).forEach(word -> counts.merge(word, 1L, Long::sum)));
        return counts;
    }

    private static List<String> samples() throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(SAMPLES.resolve("train.en")));
        lines.addAll(Files.readAllLines(SAMPLES.resolve("train.zh")));
        return lines;
    }

    private static Subwords learn(Map<String, Long> words, int size, boolean backwards) {
        var learner = new SubwordLearner(size, 1, 0.9, 2, false, Normalizer.PLAIN);
        var entries = new ArrayList<>(words.entrySet());
        if (backwards) {
            Collections.reverse(entries);
        }
        entries.forEach(word -> learner.add(word.getKey(), word.getValue()));
        return learner.learnUnigrams();
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        var out = new ByteArrayOutputStream();
        subwords.write(out);
        return out.toByteArray();
    }

    private static List<String> pieces(Subwords subwords, String text) {
        return Arrays.stream(subwords.encode(text)).mapToObj(subwords::piece).toList();
    }

    @Test
    void theTextIsAsLikelyAsInSentencePiecesModelOfTheSameSize() throws IOException {
        var theirs = SentencePieces.read(
                Files.readAllBytes(Path.of("src/test/resources/subword/unigram.model")), "golden", Normalizer.PLAIN);
        var model = (Unigrams) theirs.segmenter();
        int own = 2; // of its pieces are symbols that stand nowhere in the text
        var lines = samples().stream().map(model::prepared).toList();
        var learned = learn(words(lines), theirs.size() - own, false);
        assertThat(learned.size()).isEqualTo(theirs.size() - own);
        var ours = (Unigrams) learned.segmenter();
        double likelihood = 0;
        double expected = 0;
        for (var line : lines) {
            likelihood += Words.of(line).stream().mapToDouble(ours::score).sum();
            expected += model.score(" " + line);
        }
        assertThat(likelihood).isGreaterThan(1.005 * expected); // both are negative
    }

    @Test
    void theOrderOfTheTableChangesNoBit() throws IOException {
        var words = words(samples());
        assertThat(bytes(learn(words, 900, true))).isEqualTo(bytes(learn(words, 900, false)));
    }

    @Test
    void countsPastFourThousandMillionsDoNotOverflow() throws IOException {
        var words = words(samples());
        words.replaceAll((word, count) -> count << 34);
        var learned = learn(words, 900, false);
        assertThat(learned.size()).isEqualTo(900);
        assertThat(pieces(learned, "loves football.")).doesNotContain("l");
    }

    @Test
    void everyCharacterStaysAndTheVocabularyIsNeverLargerThanAskedAndFilledWhileThereArePieces() throws IOException {
        var words = words(samples());
        for (int size : new int[] {800, 901, 1500}) {
            var learned = learn(words, size, false);
            assertThat(learned.size()).isEqualTo(size);
            for (var word : words.keySet()) {
                assertThat(learned.encode(word.strip()))
                        .doesNotContain(IntStream.range(4, 260).toArray());
            }
        }
        assertThat(learn(words(List.of("aa bb aa bb")), 10_000, false).size()).isLessThan(300);
        assertThat(learn(Map.of(), 300, false).size()).isEqualTo(261);
    }

    @Test
    void decodingAnEncodedTextGivesTheTextWhateverIsInIt() throws IOException {
        var learned = learn(words(samples()), 900, false);
        var copy = Subwords.read(new ByteArrayInputStream(bytes(learned)));
        var random = new RandomText(17);
        for (int i = 0; i < 5_000; i++) {
            var text = Normalizer.PLAIN.normalize(random.next());
            assertThat(learned.decode(learned.encode(text))).isEqualTo(text);
            assertThat(copy.encode(text)).isEqualTo(learned.encode(text));
        }
    }

    @Test
    void textWithoutSpacesIsCutIntoItsWords() {
        var words = Map.of(
                "zh", List.of("喜欢", "足球", "老师", "图书馆", "昨天", "汽车", "音乐", "明天"),
                "ja", List.of("サッカー", "好きです", "先生", "図書館", "昨日", "音楽", "明日", "電車"),
                "th", List.of("ฟุตบอล", "ชอบ", "ครู", "ห้องสมุด", "เมื่อวาน", "ดนตรี", "พรุ่งนี้", "รถไฟ"));
        words.forEach((language, vocabulary) -> {
            var random = new Random(23);
            var lines = IntStream.range(0, 400)
                    .mapToObj(i -> IntStream.range(0, 6)
                            .mapToObj(k -> vocabulary.get(random.nextInt(8)))
                            .reduce("", String::concat))
                    .toList();
            var learned = learn(words(lines), 260 + 90, false);
            var text = vocabulary.get(0) + vocabulary.get(1) + vocabulary.get(2);
            assertThat(pieces(learned, text)).as(language).containsExactlyElementsOf(vocabulary.subList(0, 3));
        });
    }

    /** Expected counts and the probability of a word, by all its paths, one after another. */
    @Test
    void expectationsAreThoseOfAllPaths() {
        var pieces = new String[] {"\1", "\2", "\1\2", "\2\1", "\1\2\1", "\2\2"};
        var scores = new double[] {-1.5, -2.1, -2.2, -3, -3.4, -4.6};
        var word = "\1\2\1\2\2\1\2".toCharArray();
        var sum = new HashMap<Integer, Double>();
        double all = paths(pieces, scores, new String(word), new ArrayList<>(), 0, sum);
        var lattice = new PieceLattice(new PieceTrie(pieces), scores);
        var expected = new double[pieces.length];
        assertThat(lattice.set(word, 0, word.length, PieceTrie.NONE)).isTrue();
        assertThat(lattice.expect(3, expected)).isCloseTo(Math.log(all), within(1e-12));
        for (int i = 0; i < pieces.length; i++) {
            assertThat(expected[i]).isCloseTo(3 * sum.getOrDefault(i, 0.0) / all, within(1e-12));
        }
    }

    private static double paths(
            String[] pieces, double[] scores, String rest, List<Integer> path, double score, Map<Integer, Double> sum) {
        if (rest.isEmpty()) {
            path.forEach(piece -> sum.merge(piece, Math.exp(score), Double::sum));
            return Math.exp(score);
        }
        double all = 0;
        for (int i = 0; i < pieces.length; i++) {
            if (rest.startsWith(pieces[i])) {
                path.add(i);
                all += paths(pieces, scores, rest.substring(pieces[i].length()), path, score + scores[i], sum);
                path.remove(path.size() - 1);
            }
        }
        return all;
    }

    /** By counting every substring of every word. */
    @Test
    void seedsAreTheSubstringsThatNoLongerOneAlwaysContinues() {
        var random = new Random(29);
        for (int round = 0; round < 50; round++) {
            var counts = new TreeMap<String, Long>();
            for (int i = 0; i < 30; i++) {
                var word = new StringBuilder();
                for (int k = random.nextInt(24); k >= 0; k--) {
                    word.append((char) ('a' + random.nextInt(2)));
                }
                counts.merge(word.toString(), 1L + random.nextInt(3), Long::sum);
            }
            var codePoints = new ArrayList<int[]>();
            counts.keySet().forEach(word -> codePoints.add(word.codePoints().toArray()));
            var table = new WordTable(
                    codePoints, counts.values().stream().mapToLong(c -> c).toArray(), List.of((int) 'a', (int) 'b'));
            var found = new HashMap<String, Long>();
            SeedPieces.of(table, 100_000).forEach(s -> found.put(table.spelled(s.spelling()), s.covered()));
            assertThat(found).isEqualTo(substrings(counts));
            var best = SeedPieces.of(table, 10);
            assertThat(best).isEqualTo(SeedPieces.of(table, 100_000).subList(0, 10));
        }
    }

    private static Map<String, Long> substrings(Map<String, Long> counts) {
        var all = new HashMap<String, Long>();
        var ending = new HashMap<String, Long>();
        counts.forEach((word, count) -> {
            for (int from = 0; from < word.length(); from++) {
                ending.merge(word.substring(from), count, Long::sum);
                for (int to = from + 2; to <= word.length(); to++) {
                    all.merge(word.substring(from, to), count, Long::sum);
                }
            }
        });
        var covered = new HashMap<String, Long>();
        all.forEach((part, count) -> {
            boolean continued = all.getOrDefault(part + "a", 0L).equals(count)
                    || all.getOrDefault(part + "b", 0L).equals(count);
            if (part.length() <= SeedPieces.LONGEST && count > 1 && !continued) {
                covered.put(part, count * part.length());
            }
        });
        return covered;
    }
}
