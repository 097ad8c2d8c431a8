package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.history.MeasuredRun;
import io.sparkseq2seq.report.JobSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves in the file that {@code summary} names. */
class SummaryFileTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return App.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private JsonNode summary() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("runs/a.json")));
    }

    private String setting() {
        return "summary=" + folder.resolve("runs/a.json").toUri();
    }

    private String[] evaluate(String... more) throws IOException {
        Files.writeString(folder.resolve("a.zh"), "一 二 三 四\n");
        var arguments = new ArrayList<>(List.of(
                "evaluate",
                "--json",
                "evaluate.hypotheses=" + folder.resolve("a.zh"),
                "evaluate.references=" + folder.resolve("a.zh"),
                setting()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void aRunThatIsDoneLeavesWhatItPrintedAndItsOutcome() throws IOException {
        assertThat(run(evaluate())).as(err.toString()).isZero();
        var printed = new ObjectMapper().readTree(out.toByteArray());
        assertThat(summary().path("job").asText()).isEqualTo("evaluate");
        assertThat(summary().path("outcome").asText()).isEqualTo("done");
        assertThat(summary().path("exit").asInt(-1)).isZero();
        assertThat(printed.fieldNames()).toIterable().isNotEmpty().allSatisfy(name -> assertThat(
                        summary().get(name))
                .isEqualTo(printed.get(name)));
        try (var files = Files.list(folder.resolve("runs"))) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain(".a.json.next");
        }
    }

    @Test
    void aRunThatFailsLeavesItsExitCodeAndTheLineThatHelps() throws IOException {
        assertThat(run(evaluate("evaluate.references=" + folder.resolve("no.zh"))))
                .isEqualTo(2);
        assertThat(summary().path("outcome").asText()).isEqualTo("failed");
        assertThat(summary().path("exit").asInt()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("seq2seq: " + summary().path("message").asText() + "\n")
                .contains("no.zh");
    }

    @Test
    void wrongSettingsAreToldThereToo() throws IOException {
        assertThat(run("train", "train.epoch=3", setting())).isEqualTo(2);
        assertThat(summary().path("message").asText()).startsWith("there is no setting train.epoch");
        assertThat(run("train", "train.epoch=3", "seq2seq." + setting())).isEqualTo(2);
    }

    @Test
    void theSummaryOfTheRunBeforeIsReplacedAndAnotherFileIsNot() throws IOException {
        assertThat(run(evaluate("evaluate.references=" + folder.resolve("no.zh"))))
                .isEqualTo(2);
        assertThat(run(evaluate())).as(err.toString()).isZero();
        assertThat(summary().path("outcome").asText()).isEqualTo("done");
        for (var foreign : new String[] {"one line of text\n", "{\"id\": 1}"}) {
            Files.writeString(folder.resolve("runs/a.json"), foreign);
            assertThat(run(evaluate())).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no summary of a run, and is not replaced");
            assertThat(folder.resolve("runs/a.json")).hasContent(foreign.strip());
        }
    }

    @Test
    void aPathThatCannotBeWrittenIsToldBeforeTheWork() throws IOException {
        Files.createDirectories(folder.resolve("runs/a.json"));
        assertThat(run(evaluate())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("the summary cannot be written")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void aDriverThatWasKilledLeavesThatItRan() throws IOException {
        var file = SummaryFile.begin(folder.resolve("runs/a.json").toString(), "train", new Configuration());
        file.of("app-1");
        assertThat(summary().path("outcome").asText()).isEqualTo("running");
        assertThat(summary().path("application").asText()).isEqualTo("app-1");
        assertThat(summary().has("exit")).isFalse();
        file.failed(new MeasuredRun.Ending("interrupted", 130, "interrupted"));
        assertThat(summary().path("exit").asInt()).isEqualTo(130);
        file.done(new JobSummary("train").put("outcome", "nothing new"));
        assertThat(summary().path("outcome").asText()).isEqualTo("nothing new");
    }
}
