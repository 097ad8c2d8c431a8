package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.App;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/scheduled}, with what it calls. */
class ScheduledTest {
    @TempDir
    Path folder;

    private ScheduledFolder job;

    @BeforeEach
    void prepare() throws IOException {
        job = new ScheduledFolder(folder);
    }

    @Test
    void aRunIsSilentAndWritesDownHowItEnded() throws IOException, InterruptedException {
        var result = job.run(Map.of(), "translate", "translate.input=a b", "--", "--master", "yarn");
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(Files.readString(job.arguments()))
                .isEqualTo("translate --json translate.input=a b -- --master yarn\n");
        var last = job.lastRun();
        assertThat(last).containsEntry("exit", "0").containsEntry("outcome", "nothing new");
        assertThat(last.getProperty("started")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(new ObjectMapper()
                        .readTree(Path.of(last.getProperty("summary")).toFile())
                        .path("rows")
                        .asInt())
                .isEqualTo(3);
        assertThat(Path.of(last.getProperty("log"))).hasContent("to the log");
        assertThat(job.state().resolve("running")).doesNotExist();
    }

    @Test
    void runsAfterOneAnotherKeepTheLastLogs() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertThat(job.run(Map.of(), "translate").exitCode()).isZero();
        }
        assertThat(job.runs(".log")).hasSize(3);
        assertThat(job.runs(".json")).hasSize(3);
        assertThat(job.lastRun().getProperty("log")).endsWith(job.runs(".log").get(2));
    }

    @Test
    void theLogAndTheSummaryOfARunLeaveTogether() throws IOException, InterruptedException {
        job.run(job.script("program-2", "[ -n \"${BROKEN:-}\" ] && exit 1", "echo '{}'"), "KEEP=3");
        for (var broken : List.of("", "", "", "yes", "yes")) {
            job.run(broken.isEmpty() ? Map.of() : Map.of("BROKEN", broken), "translate");
        }
        assertThat(job.runs(".log")).hasSize(3);
        assertThat(job.runs(".json")).containsExactly(job.runs(".log").get(0).replace(".log", ".json"));
    }

    @Test
    void theEnvironmentMayUseVariablesThatAreNotSet() throws IOException, InterruptedException {
        job.environment("export OPTIONS=\"$OPTIONS_THAT_NOBODY_SET -Xmx1g\"");
        assertThat(job.run(Map.of(), "translate")).isEqualTo(new Command.Result(0, "", ""));
    }

    /** Whatever stands there, monitoring does not go on with what the run before left. */
    @ParameterizedTest
    @CsvSource({
        "exit 0, ends the script with exit code 0",
        "exit 3, ends the script with exit code 3",
        "'set -e;false', ends the script with exit code 1",
        "'if', syntax error"
    })
    void anEnvironmentThatEndsTheScriptIsAMistake(String line, String told) throws IOException, InterruptedException {
        assertThat(job.run(Map.of(), "translate").exitCode()).isZero();
        job.environment(line);
        var result = job.run(Map.of(), "translate");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("scheduled: ").contains(told, "Mend it");
        assertThat(job.lastRun()).containsEntry("exit", "2").containsEntry("outcome", "mend it");
        assertThat(Path.of(job.lastRun().getProperty("log"))).content().contains(told);
        assertThat(job.state().resolve("running")).doesNotExist();
        assertThat(Files.readAllLines(job.arguments())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'[ -e /no/such/file ] && A=1', 0", "set -ef, 75"})
    void whatTheEnvironmentDoesToTheShellDoesNotReachTheJob(String line, int code)
            throws IOException, InterruptedException {
        job.environment("KEEP=3", line);
        assertThat(job.run(Map.of("CODE", String.valueOf(code)), "translate").exitCode())
                .isEqualTo(code);
        assertThat(job.lastRun()).containsEntry("exit", String.valueOf(code));
    }

    @ParameterizedTest
    @CsvSource({"1, RETRY_SECONDS=60", "2, RETRY_SECONDS=0"})
    void aSignalBetweenTwoTriesEndsAsASignal(int tries, String pause) throws IOException, InterruptedException {
        // The second case: while the second try runs, so that it is the job that ends by the signal.
        job.environment("RETRIES=3", pause);
        try (var command =
                job.start("out", Map.of("CODES", "75 75 75 75", "NAP", tries == 1 ? "0" : "2"), "translate")) {
            var log = tries == 1 ? "trying again in 60 s" : "trying again in 0 s";
            for (int i = 0;
                    i < 2400
                            && !(job.isLogged(log)
                                    && Files.readAllLines(job.arguments()).size() == tries);
                    i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            command.terminate();
            assertThat(command.await().exitCode()).isEqualTo(143);
        }
        assertThat(job.lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(Files.readAllLines(job.arguments())).hasSize(tries);
    }

    @Test
    void aSignalBeforeTheJobStartsLetsItNotRun() throws IOException, InterruptedException {
        job.environment("touch '" + folder.resolve("reading") + "'", "sleep 2");
        try (var command = job.start("out", Map.of(), "translate")) {
            ScheduledFolder.await(folder.resolve("reading"));
            command.terminate();
            assertThat(command.await().exitCode()).isEqualTo(143);
        }
        assertThat(job.arguments()).doesNotExist();
        assertThat(job.lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(job.state().resolve("running")).doesNotExist();
    }

    @Test
    void aRunAtTheSameTimeIsRefusedAndDoesNoHarm() throws IOException, InterruptedException {
        try (var first = job.start("first", Map.of("NAP", "30"), "translate")) {
            ScheduledFolder.await(job.arguments());
            var second = job.run(Map.of(), "translate");
            assertThat(second.exitCode()).isEqualTo(75);
            assertThat(second.err())
                    .startsWith("scheduled: another run holds " + job.state())
                    .contains("process");
            assertThat(job.state().resolve("last-run")).doesNotExist();
            first.terminate();
            assertThat(first.await().exitCode()).isEqualTo(143);
        }
        assertThat(job.lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(job.run(Map.of(), "translate").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'a bug, or killed'",
        "2, mend it",
        "3, refused by the gate",
        "75, try again",
        "137, 'a bug, or killed'"
    })
    void aFailureIsShownWithTheEndOfItsLog(int code, String outcome) throws IOException, InterruptedException {
        var result = job.run(Map.of("CODE", String.valueOf(code)), "translate");
        assertThat(result.exitCode()).isEqualTo(code);
        assertThat(result.err())
                .startsWith("scheduled: " + outcome + " (exit code " + code + ")")
                .endsWith("to the log\n");
        assertThat(job.lastRun()).containsEntry("exit", String.valueOf(code)).containsEntry("outcome", outcome);
    }

    @ParameterizedTest
    @CsvSource({"2, 75 0, 0, 2", "2, 75 75 75 0, 75, 3", "2, 75 2, 2, 2", "2, 2 0, 2, 1", "08, 75 75 0, 0, 3"})
    void whatMayPassIsTriedAgain(String retries, String codes, int exit, int tries)
            throws IOException, InterruptedException {
        job.environment("RETRIES=" + retries, "RETRY_SECONDS=00", "KEEP=09");
        assertThat(job.run(Map.of("CODES", codes), "translate").exitCode()).isEqualTo(exit);
        assertThat(Files.readAllLines(job.arguments())).hasSize(tries);
        assertThat(job.runs(".log")).hasSize(1);
    }

    @Test
    void mistakesAreTold() throws IOException, InterruptedException {
        assertThat(job.run(Map.of()).err()).contains("no job was given");
        job.environment("KEEP=many");
        var result = job.run(Map.of(), "translate");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'many' is none", "environment");
        assertThat(job.lastRun()).containsEntry("exit", "2").containsEntry("outcome", "mend it");
        assertThat(Path.of(job.lastRun().getProperty("log"))).content().contains("'many' is none");
        assertThat(job.state().resolve("running")).doesNotExist();
    }

    @Test
    void theRealJobRunsUnderIt() throws IOException, InterruptedException {
        SavedModel.write(folder.resolve("model"), 1);
        Files.writeString(folder.resolve("in.en"), "Tom loves the dog\n\nthe\n");
        job.run(job.script(
                "real",
                "exec '" + System.getProperty("java.home") + "/bin/java' @"
                        + Path.of("scripts/java-options").toAbsolutePath() + " -Xmx1g -cp '"
                        + System.getProperty("java.class.path") + "' " + App.class.getName() + " \"$@\""));
        var translate = new String[] {
            "translate",
            "translate.model=" + folder.resolve("model"),
            "translate.input=" + folder.resolve("in.en"),
            "translate.output=" + folder.resolve("out.de"),
            "translate.max-length=5",
            "translate.history=" + folder.resolve("history"),
            "spark.master=local[1]"
        };
        var result = job.run(Map.of(), translate);
        assertThat(result.exitCode()).as(result.err()).isZero();
        var summary = new ObjectMapper()
                .readTree(Path.of(job.lastRun().getProperty("summary")).toFile());
        assertThat(summary.path("cost").path("tasks").asInt()).isEqualTo(1);
        assertThat(folder.resolve("out.de/_SUCCESS")).exists();
        try (var runs = Files.list(folder.resolve("history"))) {
            assertThat(runs.filter(file -> file.toString().endsWith(".json"))).hasSize(1);
        }
        // The last of several settings of a key counts.
        var refused = Stream.concat(
                        Stream.of(translate),
                        Stream.of("translate.gate.mean-confidence=1", "translate.output=" + folder.resolve("no.de")))
                .toArray(String[]::new);
        var gate = job.run(Map.of(), refused);
        assertThat(gate.exitCode()).as(gate.err()).isEqualTo(3);
        assertThat(gate.err()).contains("refused by the gate", "mean-confidence");
        assertThat(folder.resolve("no.de")).doesNotExist();
        assertThat(folder.resolve("_no.de.refused.json")).exists();
        // The output is there already.
        var again = job.run(Map.of(), translate);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("mend it", "seq2seq: ", "out.de");
    }
}
