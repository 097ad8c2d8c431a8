package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.BleuSmoothing;
import io.sparkseq2seq.config.BleuTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scores that others published, where the data that they are of is at hand; the other tests need none. */
class PublishedScoresTest {
    private static final Path DATA = Path.of("..", "shared", "data", "scores");
    private static JsonNode cases;

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(Files.isDirectory(DATA), "no " + DATA);
        cases = new ObjectMapper()
                .readTree(DATA.resolve("expected_unit_cases.json").toFile());
    }

    private static List<String> lines(String file) throws IOException {
        return Arrays.asList(Files.readString(DATA.resolve(file)).strip().split("\n"));
    }

    private static List<Score> scores(List<Metric> metrics, List<String> hypotheses, List<List<String>> streams) {
        var references = new ArrayList<List<String>>();
        for (int i = 0; i < hypotheses.size(); i++) {
            int line = i;
            references.add(streams.stream().map(stream -> stream.get(line)).toList());
        }
        return new Scorer(metrics).scores(hypotheses, references);
    }

    private static double score(Metric metric, List<String> hypotheses, List<List<String>> streams) {
        return scores(List.of(metric), hypotheses, streams).get(0).value();
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        node.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<List<String>> streams(JsonNode node) {
        var streams = new ArrayList<List<String>>();
        node.forEach(stream -> streams.add(texts(stream)));
        return streams;
    }

    @Test
    void systemsOfWmt17ScoreAsPublished() throws IOException {
        List<Metric> metrics = List.of(
                Bleu.of(BleuTokenizer.THIRTEEN_A, false),
                Chrf.characters(false),
                new Chrf(6, 2, 2, false, false, false),
                Ter.usual());
        List<String> tables = List.of("MTEVAL", "CHRF", "CHRFPP", "TER");
        List<String> reference = lines("wmt17-en-de/reference.de");
        int checked = 0;
        for (String system : List.of("C-3MA.4959", "FBK.4870", "uedin-nmt.4722")) {
            String name = "newstest2017." + system + ".en-de";
            List<Score> scores = scores(metrics, lines("wmt17-en-de/" + name), List.of(reference));
            for (String row : lines("expected_test_sh.tsv")) {
                String[] columns = row.split("\t");
                int metric = tables.indexOf(columns[0]);
                if (metric >= 0 && columns[1].equals(name + ".sgm")) {
                    int digits = columns[0].startsWith("CHRF") ? 4 : columns[0].equals("TER") ? 3 : 2;
                    double value = scores.get(metric).value() / (columns[0].equals("TER") ? 100 : 1);
                    assertThat(Score.rounded(value, digits)).as(row).isEqualByComparingTo(columns[2]);
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aSystemOfWmt22ScoresAsPublished() throws IOException {
        List<Score> scores = scores(
                List.of(Bleu.of(BleuTokenizer.THIRTEEN_A, false), Chrf.characters(false)),
                lines("wmt22-zh-en/generaltest2022.zh-en.hyp.Online-B.en"),
                List.of(lines("wmt22-zh-en/generaltest2022.zh-en.ref.A.en")));
        assertThat(scores.get(0).rounded(4)).hasToString("28.7512");
        assertThat(scores.get(1).rounded(4)).hasToString("58.2272");
    }

    private static Bleu bleu(JsonNode options) {
        String tokenizer = options.path("tokenize").asText("13a");
        return new Bleu(
                Arrays.stream(BleuTokenizer.values())
                        .filter(each -> each.toString().equals(tokenizer))
                        .findFirst()
                        .orElseThrow(),
                false,
                smoothing(options.path("smooth_method").asText("exp")),
                0,
                4,
                false);
    }

    private static BleuSmoothing smoothing(String method) {
        return BleuSmoothing.valueOf(method.toUpperCase().replace('-', '_'));
    }

    @Test
    void bleuOfTheUnitCases() {
        JsonNode bleu = cases.get("bleu");
        var soft = new SoftAssertions();
        for (JsonNode each : bleu.get("test_corpus_bleu_cases")) {
            soft.assertThat(score(bleu(each.get(2)), texts(each.get(0)), streams(each.get(1))))
                    .as(each.toString())
                    .isCloseTo(each.get(3).asDouble(), within(1e-6));
        }
        for (JsonNode each : bleu.get("test_bleu_max_order")) {
            var metric = new Bleu(
                    BleuTokenizer.THIRTEEN_A,
                    false,
                    BleuSmoothing.EXP,
                    0,
                    each.get(0).asInt(),
                    false);
            soft.assertThat(Score.rounded(score(metric, texts(each.get(1)), streams(each.get(2))), 2))
                    .hasToString(each.get(3).asText());
        }
        JsonNode sentence = cases.get("sentence_bleu");
        for (JsonNode each : sentence.get("test_cases")) {
            var metric = new Bleu(
                    bleu(new ObjectMapper().createObjectNode().set("tokenize", each.get(3)))
                            .tokenizer(),
                    each.get(2).asBoolean(),
                    smoothing(each.get(0).asText()),
                    each.get(1).asDouble(),
                    4,
                    true);
            double value = score(
                    metric,
                    List.of(sentence.get("SYS").asText()),
                    List.of(List.of(sentence.get("REF").asText())));
            soft.assertThat(value).as(each.toString()).isCloseTo(each.get(4).asDouble(), within(1e-3));
        }
        soft.assertAll();
    }

    @Test
    void chrfOfTheUnitCases() {
        var soft = new SoftAssertions();
        JsonNode chrf = cases.get("chrf");
        for (JsonNode each : chrf.get("test_cases_effective_order")) {
            soft.assertThat(score(Chrf.characters(false), texts(each.get(0)), List.of(texts(each.get(1)))))
                    .as(each.toString())
                    .isCloseTo(each.get(2).asDouble(), within(1e-4));
        }
        // The published values of these cases were computed with beta 3, those of single sentences with 2.
        var beta3 = new Chrf(6, 0, 3, false, false, false);
        var all = new Chrf(6, 0, 2, false, false, false);
        for (JsonNode each : chrf.get("test_cases")) {
            soft.assertThat(score(beta3, texts(each.get(0)), List.of(texts(each.get(1)))))
                    .as(each.toString())
                    .isCloseTo(each.get(2).asDouble(), within(1e-4));
        }
        for (JsonNode each : chrf.get("test_sentence_level_chrf")) {
            double value = score(all, List.of(each.get(0).asText()), List.of(texts(each.get(1))));
            soft.assertThat(value).as(each.toString()).isCloseTo(each.get(2).asDouble(), within(1e-4));
        }
        for (JsonNode each : chrf.get("test_cases_keep_whitespace")) {
            var whitespace = new Chrf(6, 0, 3, true, false, false);
            soft.assertThat(score(whitespace, texts(each.get(0)), List.of(texts(each.get(1)))))
                    .as(each.toString())
                    .isCloseTo(each.get(2).asDouble(), within(1e-4));
        }
        soft.assertAll();
    }

    @Test
    void terOfTheUnitCases() {
        var soft = new SoftAssertions();
        for (JsonNode each : cases.get("ter").get("test_cases")) {
            soft.assertThat(score(Ter.usual(), texts(each.get(0)), List.of(texts(each.get(1)))) / 100)
                    .as(each.toString())
                    .isCloseTo(each.get(2).asDouble(), within(1e-3));
        }
        JsonNode words = cases.get("tokenizer_ter");
        check(soft, words.get("test_cases_default"), new TerTokenizer(false, false, false, false));
        check(soft, words.get("test_cases_no_punct"), new TerTokenizer(false, false, true, false));
        check(soft, words.get("test_cases_norm"), new TerTokenizer(false, true, false, false));
        check(soft, words.get("test_cases_asian"), new TerTokenizer(false, true, false, true));
        soft.assertAll();
    }

    private static void check(SoftAssertions soft, JsonNode lines, TerTokenizer tokenizer) {
        for (JsonNode each : lines) {
            soft.assertThat(String.join(" ", tokenizer.words(each.get(0).asText())))
                    .isEqualTo(each.get(1).asText());
        }
    }
}
