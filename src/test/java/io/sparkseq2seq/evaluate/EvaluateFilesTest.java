package io.sparkseq2seq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.metric.Score;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateFilesTest {
    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static JobSummary score(String... overrides) {
        var settings = Settings.load(Optional.empty(), Arrays.asList(overrides));
        assertThat(EvaluateJob.ofFiles(settings)).isTrue();
        return EvaluateJob.scoreFiles(new Configuration(), settings);
    }

    private static JsonNode json(JobSummary summary) throws IOException {
        return new ObjectMapper().readTree(summary.toJson());
    }

    @Test
    void scoresAndSignaturesAreInTheSummary() throws IOException {
        String hypotheses = file("h", "the cat sat on the mat\nyes\n");
        String references = file("r", "the cat is on the mat\nyes\n");
        JsonNode json = json(score("evaluate.hypotheses=" + hypotheses, "evaluate.references=" + references));
        assertThat(json.get("sentences").asInt()).isEqualTo(2);
        // 6 of 7 words, 3 of 5 pairs, 1 of 4 triples, none of 3 fours.
        double bleu = 100 * Math.pow(6 / 7.0 * 3 / 5 * 1 / 4 * 0.5 / 3, 0.25);
        assertThat(json.at("/BLEU/score").asText())
                .isEqualTo(Score.rounded(bleu, 4).toString());
        assertThat(json.at("/BLEU/signature").asText())
                .isEqualTo("BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|by:spark-seq2seq");
        assertThat(json.at("/BLEU/detail").asText())
                .isEqualTo("85.7/60.0/25.0/16.7 (BP = 1.000 ratio = 1.000 hyp_len = 7 ref_len = 7)");
        assertThat(json.at("/TER/score").asText()).isEqualTo("14.2857");
        assertThat(json.at("/chrF2/signature").asText()).startsWith("chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0");
        assertThat(json.at("/chrF2++/score").isNumber()).isTrue();
    }

    @Test
    void settingsReachTheMetrics() throws IOException {
        String hypotheses = file("h", "我爱足球。\n");
        String references = file("r1", "我爱足球！\n") + " , " + file("r2", "我爱足球。\n");
        JsonNode json = json(score(
                "evaluate.hypotheses=" + hypotheses,
                "evaluate.references=" + references,
                "evaluate.tokenize=zh",
                "evaluate.lowercase=true",
                "evaluate.smooth=floor",
                "evaluate.smooth-value=0.5",
                "evaluate.ter.case-sensitive=true",
                "evaluate.ter.normalize=true",
                "evaluate.ter.punctuation=false",
                "evaluate.ter.asian=true"));
        assertThat(json.at("/BLEU/score").asDouble()).isEqualTo(100);
        assertThat(json.at("/BLEU/signature").asText())
                .startsWith("BLEU|nrefs:2|case:lc|eff:no|tok:zh|smooth:floor[0.50]|");
        assertThat(json.at("/TER/signature").asText())
                .startsWith("TER|nrefs:2|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|");
        assertThat(json.at("/chrF2++/signature").asText()).contains("|case:lc|");
    }

    @Test
    void moreLinesThanAreHeldAtATimeAreAllCounted() throws IOException {
        String hypotheses = file("h", "a b c d e\n".repeat(2_500) + "x y z\n".repeat(2_500));
        String references = file("r", "a b c d e\n".repeat(5_000));
        JsonNode json = json(score("evaluate.hypotheses=" + hypotheses, "evaluate.references=" + references));
        assertThat(json.get("sentences").asInt()).isEqualTo(5_000);
        assertThat(json.at("/TER/score").asDouble()).isEqualTo(50);
    }

    @Test
    void linesEndWithLineFeedsAndMayBeEmpty() throws IOException {
        String hypotheses = file("h", "a\rb\r\n\nc");
        String references = file("r", "a b\n\nc\n");
        JsonNode json = json(score("evaluate.hypotheses=" + hypotheses, "evaluate.references=" + references));
        assertThat(json.get("sentences").asInt()).isEqualTo(3);
        assertThat(json.at("/TER/score").asDouble()).isZero();
    }

    @Test
    void compressedFilesAreReadAsTheyAre() throws IOException {
        Path packed = folder.resolve("h.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("一 二\n".getBytes(StandardCharsets.UTF_8));
        }
        String references = file("r", "一 二\n");
        assertThat(json(score("evaluate.hypotheses=" + packed, "evaluate.references=" + references))
                        .at("/chrF2/score")
                        .asDouble())
                .isEqualTo(100);
    }

    @Test
    void filesOfUnequalLengthAreTheUsersToMend() throws IOException {
        String two = file("two", "a\nb\n");
        String four = file("four", "a\nb\nc\n\n");
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + two, "evaluate.references=" + two + "," + four))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("different numbers of lines, and " + two + " has the fewest")
                .hasMessageContaining(two + ": 2")
                .hasMessageContaining(four + ": 4");
    }

    @Test
    void theFileThatIsCutOffIsNamed() throws IOException {
        String hypotheses = file("hyp.txt", "one two three\n".repeat(5_000));
        Path packed = folder.resolve("ref.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            for (int i = 0; i < 5_000; i++) {
                out.write(("one two " + i * 7919 + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + hypotheses, "evaluate.references=" + packed))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("ref.txt.gz). Check that it is whole")
                .message()
                .doesNotContain("hyp.txt");
    }

    @Test
    void aFolderIsReadAsTranslateWritesIt() throws IOException {
        Path written = Files.createDirectory(folder.resolve("out"));
        Files.writeString(written.resolve("part-00001-b.txt"), "c d\t-2.5\n\t\tit failed\n");
        Files.writeString(written.resolve("part-00000-a.txt"), "a b\t-1.5\n");
        Files.writeString(written.resolve("_SUCCESS"), "");
        Files.writeString(written.resolve("_summary.json"), "{}");
        Files.writeString(written.resolve(".part-00000-a.txt.crc"), "x");
        JsonNode json =
                json(score("evaluate.hypotheses=" + written, "evaluate.references=" + file("r", "a b\nc d\ne\tf\n")));
        assertThat(json.get("sentences").asInt()).isEqualTo(3);
        // Two of six words are missing: in a plain file a tab is a space.
        assertThat(json.at("/TER/score").asDouble()).isEqualTo(33.3333);
    }

    @Test
    void aFolderWithoutTextIsRefused() throws IOException {
        String references = file("r", "a\n");
        Path table = Files.createDirectory(folder.resolve("table"));
        Files.writeString(table.resolve("part-00000.snappy.parquet"), "PAR1");
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + table, "evaluate.references=" + references))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds a table, part-00000.snappy.parquet (" + table + ")");
        Path nested = folder.resolve("nested");
        Files.createDirectories(nested.resolve("2024"));
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + nested, "evaluate.references=" + references))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds another folder, 2024");
        Path empty = Files.createDirectory(folder.resolve("none"));
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + empty, "evaluate.references=" + references))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no file in this folder");
    }

    @Test
    void aNameMayHoldAColon() throws IOException {
        String hypotheses = file("10:30.txt", "a b\n");
        Path parts = Files.createDirectory(folder.resolve("day 1: out"));
        Files.writeString(parts.resolve("part:0.txt"), "a b\n");
        for (String name : List.of(hypotheses, parts.toString())) {
            assertThat(json(score("evaluate.hypotheses=" + name, "evaluate.references=" + hypotheses))
                            .at("/TER/score")
                            .asDouble())
                    .isZero();
        }
        assertThatThrownBy(() -> score("evaluate.hypotheses=10:30.txt", "evaluate.references=" + hypotheses))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'10:30.txt'")
                .hasMessageContaining("./");
    }

    @Test
    void missingAndEmptyFilesAreTheUsersToMend() throws IOException {
        String empty = file("empty", "");
        String one = file("one", "a\n");
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + one, "evaluate.references=" + folder + "/none"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no such file (" + folder + "/none)");
        assertThatThrownBy(() -> score("evaluate.hypotheses=" + empty, "evaluate.references=" + empty))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no lines");
    }

    @ParameterizedTest
    @CsvSource({
        "'', there is nothing to evaluate",
        "evaluate.hypotheses=h, evaluate.references is not set",
        "evaluate.references=r, evaluate.hypotheses is not set",
        "evaluate.model=m, evaluate.corpus is not set",
        "evaluate.corpus=c, evaluate.model is not set"
    })
    void halfOfWhatIsNeededIsNamed(String override, String message) {
        var overrides = override.isEmpty() ? List.<String>of() : List.of(override);
        var settings = Settings.load(Optional.empty(), overrides);
        assertThatThrownBy(() -> EvaluateJob.ofFiles(settings))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void filesWinOverAModelThatAPresetNames() {
        assertThat(Stream.of("", "evaluate.hypotheses=h")
                        .map(override -> Settings.load(
                                Optional.empty(),
                                override.isEmpty()
                                        ? List.of("evaluate.model=m", "evaluate.corpus=c")
                                        : List.of(
                                                "evaluate.model=m",
                                                "evaluate.corpus=c",
                                                override,
                                                "evaluate.references=r")))
                        .map(EvaluateJob::ofFiles))
                .containsExactly(false, true);
    }
}
