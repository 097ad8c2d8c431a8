package io.sparkseq2seq.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.config.BleuSmoothing;
import io.sparkseq2seq.config.BleuTokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scores of sentences of our own, as sacrebleu 2.6.0 gave them: {@code golden.json}, which {@code golden.py} writes.
 */
class SacrebleuTest {
    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        try (var in = SacrebleuTest.class.getResourceAsStream("/metric/golden.json")) {
            golden = new ObjectMapper().readTree(in);
        }
    }

    static Stream<JsonNode> cases() throws IOException {
        read();
        return StreamSupport.stream(golden.get("scores").spliterator(), false);
    }

    @Test
    void everyMetricIsCompared() throws IOException {
        assertThat(cases().map(each -> each.get("metric").asText()).distinct())
                .containsExactlyInAnyOrder("bleu", "sentence-bleu", "chrf", "ter");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agrees(JsonNode each) {
        JsonNode options = each.get("options");
        int from = options.path("line").asInt(options.at("/lines/0").asInt(0));
        int to = options.has("line")
                ? from + 1
                : options.at("/lines/1").asInt(golden.get("hypotheses").size());
        var hypotheses = IntStream.range(from, to)
                .mapToObj(i -> golden.get("hypotheses").get(i).asText())
                .toList();
        var references = IntStream.range(from, to)
                .mapToObj(i -> IntStream.range(0, each.get("references").asInt())
                        .mapToObj(stream ->
                                golden.get("references").get(stream).get(i).asText())
                        .toList())
                .toList();
        var score = new Scorer(List.of(metric(each.get("metric").asText(), options)))
                .scores(hypotheses, references)
                .get(0);
        assertThat(score.value()).isCloseTo(each.get("score").asDouble(), within(1e-9));
    }

    private static Metric metric(String name, JsonNode options) {
        boolean lowercase = options.path("lowercase").asBoolean();
        return switch (name) {
            case "bleu" -> new Bleu(
                    Stream.of(BleuTokenizer.values())
                            .filter(each -> each.toString()
                                    .equals(options.get("tokenize").asText()))
                            .findFirst()
                            .orElseThrow(),
                    lowercase,
                    BleuSmoothing.valueOf(options.get("smooth")
                            .asText()
                            .toUpperCase(Locale.ROOT)
                            .replace('-', '_')),
                    options.path("value").asDouble(),
                    4,
                    false);
            case "sentence-bleu" -> new Bleu(BleuTokenizer.THIRTEEN_A, false, BleuSmoothing.EXP, 0, 4, true);
            case "chrf" -> new Chrf(
                    6,
                    options.get("words").asInt(),
                    2,
                    options.get("whitespace").asBoolean(),
                    lowercase,
                    true);
            case "ter" -> new Ter(
                    options.get("case").asBoolean(),
                    options.get("normalized").asBoolean(),
                    options.get("noPunctuation").asBoolean(),
                    options.get("asian").asBoolean());
            default -> throw new IllegalStateException(name);
        };
    }
}
