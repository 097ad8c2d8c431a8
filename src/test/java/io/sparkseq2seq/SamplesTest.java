package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    private static final Path SAMPLES = Path.of("data-samples");
    private static final List<String> FILES = List.of(
            "train.en",
            "train.zh",
            "valid.en",
            "valid.zh",
            "test.en",
            "test.zh",
            "english-german.tsv",
            "numbered-english-french.tsv");

    @Test
    void programComposesExactlyTheCommittedFiles(@TempDir Path folder) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var program = SAMPLES.resolve("MakeSamples.java").toString();
        var process = new ProcessBuilder(java, "-Dfile.encoding=UTF-8", program, folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        for (var file : FILES) {
            assertThat(Files.mismatch(folder.resolve(file), SAMPLES.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void heldOutSentencesAreNotTrainedOnNeitherSide() throws IOException {
        for (var side : List.of("en", "zh")) {
            var seen = new HashSet<String>();
            for (var set : List.of("train", "valid", "test")) {
                var sentences = new HashSet<>(lines(set + "." + side));
                assertThat(sentences).as(set + "." + side).noneMatch(seen::contains);
                seen.addAll(sentences);
            }
        }
    }

    @Test
    void everyWordAndCharacterHeldOutIsTrainedOn() throws IOException {
        var words = words("train.en");
        var characters = characters("train.zh");
        for (var set : List.of("valid", "test")) {
            assertThat(words).containsAll(words(set + ".en"));
            assertThat(characters).containsAll(characters(set + ".zh"));
        }
    }

    @Test
    void linesOfBothSidesBelongTogether() throws IOException {
        assertThat(lines("train.en")).hasSize(6000).doesNotHaveDuplicates();
        for (var set : List.of("train", "valid", "test")) {
            var english = lines(set + ".en");
            var chinese = lines(set + ".zh");
            assertThat(chinese).hasSameSizeAs(english);
            for (int line = 0; line < english.size(); line++) {
                assertThat(english.get(line).endsWith("?"))
                        .as(english.get(line))
                        .isEqualTo(chinese.get(line).endsWith("？"));
            }
        }
    }

    @Test
    void footballIsHeldOut() throws IOException {
        assertThat(lines("test.en").get(0)).isEqualTo("Tom loves playing football.");
        assertThat(lines("test.zh").get(0)).isEqualTo("汤姆喜欢踢足球。");
    }

    @Test
    void tablesHaveTheirColumns() throws IOException {
        assertThat(columns("english-german.tsv")).containsOnly(2);
        assertThat(columns("numbered-english-french.tsv")).containsOnly(3);
    }

    private static Set<Integer> columns(String file) throws IOException {
        return lines(file).stream().map(line -> line.split("\t").length).collect(Collectors.toSet());
    }

    private static Set<String> words(String file) throws IOException {
        return lines(file).stream()
                .flatMap(line -> Arrays.stream(line.split("[ ,.?]+")))
                .map(String::toLowerCase)
                .collect(Collectors.toSet());
    }

    private static Set<Integer> characters(String file) throws IOException {
        return lines(file).stream().flatMap(line -> line.chars().boxed()).collect(Collectors.toSet());
    }

    private static List<String> lines(String file) throws IOException {
        return new ArrayList<>(Files.readAllLines(SAMPLES.resolve(file)));
    }
}
