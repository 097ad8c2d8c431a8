package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.App;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/scheduled}, and the examples of {@code docs/schedule.md}, with what they call. */
class ScheduleTest {
    private static final Path SCRIPT = Path.of("scripts/scheduled").toAbsolutePath();
    private static final String INSTALLED = "/opt/spark-seq2seq/scripts/seq2seq";

    @TempDir
    Path folder;

    private Path state;
    private Path program;

    /** A program that does what its environment says, and appends its arguments to a file. */
    @BeforeEach
    void prepare() throws IOException {
        state = Files.createDirectory(folder.resolve("state of a job"));
        program = script(
                "program",
                "printf '%s\\n' \"$*\" >>\"$ARGUMENTS\"",
                "echo 'to the log' >&2",
                "trap 'kill $!; exit 143' TERM",
                "sleep ${NAP:-0} & wait $!",
                "printf '{\\n  \"outcome\" : \"nothing new\",\\n  \"rows\" : 3\\n}\\n'",
                "n=$(wc -l <\"$ARGUMENTS\")",
                "if [ -n \"${CODES:-}\" ]; then exit $(echo $CODES | cut -d' ' -f$n); fi",
                "exit ${CODE:-0}");
        environment("KEEP=3");
    }

    private Path script(String name, String... lines) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void environment(String... lines) throws IOException {
        Files.writeString(
                state.resolve("environment"),
                "SEQ2SEQ='" + program + "'\nARGUMENTS='" + folder.resolve("arguments") + "'\n"
                        + String.join("\n", lines) + "\n");
    }

    private Command start(String place, Map<String, String> environment, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(state.toString()));
        all.addAll(List.of(arguments));
        return Launcher.start(SCRIPT, folder.resolve(place), environment, "", all);
    }

    private Command.Result run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (var command = start("out", environment, arguments)) {
            return command.await();
        }
    }

    private Properties lastRun() throws IOException {
        var last = new Properties();
        try (var in = Files.newBufferedReader(state.resolve("last-run"))) {
            last.load(in);
        }
        return last;
    }

    private List<String> runs(String kind) throws IOException {
        try (var files = Files.list(state.resolve("runs"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(kind))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aRunIsSilentAndWritesDownHowItEnded() throws IOException, InterruptedException {
        var result = run(Map.of(), "translate", "translate.input=a b", "--", "--master", "yarn");
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(Files.readString(folder.resolve("arguments")))
                .isEqualTo("translate --json translate.input=a b -- --master yarn\n");
        var last = lastRun();
        assertThat(last).containsEntry("exit", "0").containsEntry("outcome", "nothing new");
        assertThat(last.getProperty("started")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(new ObjectMapper()
                        .readTree(Path.of(last.getProperty("summary")).toFile())
                        .path("rows")
                        .asInt())
                .isEqualTo(3);
        assertThat(Path.of(last.getProperty("log"))).hasContent("to the log");
        assertThat(state.resolve("running")).doesNotExist();
    }

    @Test
    void runsAfterOneAnotherKeepTheLastLogs() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertThat(run(Map.of(), "translate").exitCode()).isZero();
        }
        assertThat(runs(".log")).hasSize(3);
        assertThat(runs(".json")).hasSize(3);
        assertThat(lastRun().getProperty("log")).endsWith(runs(".log").get(2));
    }

    @Test
    void theLogAndTheSummaryOfARunLeaveTogether() throws IOException, InterruptedException {
        program = script("program-2", "[ -n \"${BROKEN:-}\" ] && exit 1", "echo '{}'");
        environment("KEEP=3");
        for (var broken : List.of("", "", "", "yes", "yes")) {
            run(broken.isEmpty() ? Map.of() : Map.of("BROKEN", broken), "translate");
        }
        assertThat(runs(".log")).hasSize(3);
        assertThat(runs(".json")).containsExactly(runs(".log").get(0).replace(".log", ".json"));
    }

    @Test
    void theEnvironmentMayUseVariablesThatAreNotSet() throws IOException, InterruptedException {
        environment("export OPTIONS=\"$OPTIONS_THAT_NOBODY_SET -Xmx1g\"");
        assertThat(run(Map.of(), "translate")).isEqualTo(new Command.Result(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource({"1, RETRY_SECONDS=60", "2, RETRY_SECONDS=0"})
    void aSignalBetweenTwoTriesEndsAsASignal(int tries, String pause) throws IOException, InterruptedException {
        // The second case: while the second try runs, so that it is the job that ends by the signal.
        environment("RETRIES=3", pause);
        try (var command = start("out", Map.of("CODES", "75 75 75 75", "NAP", tries == 1 ? "0" : "1"), "translate")) {
            var log = tries == 1 ? "trying again in 60 s" : "trying again in 0 s";
            for (int i = 0; i < 600 && !isLogged(log); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            TimeUnit.MILLISECONDS.sleep(200);
            command.terminate();
            assertThat(command.await().exitCode()).isEqualTo(143);
        }
        assertThat(lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(Files.readAllLines(folder.resolve("arguments"))).hasSize(tries);
    }

    private boolean isLogged(String text) throws IOException {
        if (!Files.exists(state.resolve("runs"))) {
            return false;
        }
        for (var name : runs(".log")) {
            if (Files.readString(state.resolve("runs/" + name)).contains(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aSignalBeforeTheJobStartsLetsItNotRun() throws IOException, InterruptedException {
        environment("touch '" + folder.resolve("reading") + "'", "sleep 2");
        try (var command = start("out", Map.of(), "translate")) {
            await(folder.resolve("reading"));
            command.terminate();
            assertThat(command.await().exitCode()).isEqualTo(143);
        }
        assertThat(folder.resolve("arguments")).doesNotExist();
        assertThat(lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(state.resolve("running")).doesNotExist();
    }

    @Test
    void aRunAtTheSameTimeIsRefusedAndDoesNoHarm() throws IOException, InterruptedException {
        try (var first = start("first", Map.of("NAP", "30"), "translate")) {
            await(folder.resolve("arguments"));
            var second = run(Map.of(), "translate");
            assertThat(second.exitCode()).isEqualTo(75);
            assertThat(second.err())
                    .startsWith("scheduled: another run holds " + state)
                    .contains("process");
            assertThat(state.resolve("last-run")).doesNotExist();
            first.terminate();
            assertThat(first.await().exitCode()).isEqualTo(143);
        }
        assertThat(lastRun()).containsEntry("exit", "143").containsEntry("outcome", "interrupted");
        assertThat(run(Map.of(), "translate").exitCode()).isZero();
    }

    private static void await(Path file) throws InterruptedException {
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(file).exists();
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
        var result = run(Map.of("CODE", String.valueOf(code)), "translate");
        assertThat(result.exitCode()).isEqualTo(code);
        assertThat(result.err())
                .startsWith("scheduled: " + outcome + " (exit code " + code + ")")
                .endsWith("to the log\n");
        assertThat(lastRun()).containsEntry("exit", String.valueOf(code)).containsEntry("outcome", outcome);
    }

    @ParameterizedTest
    @CsvSource({"2, 75 0, 0, 2", "2, 75 75 75 0, 75, 3", "2, 75 2, 2, 2", "2, 2 0, 2, 1", "08, 75 75 0, 0, 3"})
    void whatMayPassIsTriedAgain(String retries, String codes, int exit, int tries)
            throws IOException, InterruptedException {
        environment("RETRIES=" + retries, "RETRY_SECONDS=00", "KEEP=09");
        assertThat(run(Map.of("CODES", codes), "translate").exitCode()).isEqualTo(exit);
        assertThat(Files.readAllLines(folder.resolve("arguments"))).hasSize(tries);
        assertThat(runs(".log")).hasSize(1);
    }

    @Test
    void mistakesAreTold() throws IOException, InterruptedException {
        assertThat(run(Map.of()).err()).contains("no job was given");
        environment("KEEP=many");
        var result = run(Map.of(), "translate");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'many' is none", "environment");
        assertThat(lastRun()).containsEntry("exit", "2").containsEntry("outcome", "mend it");
        assertThat(Path.of(lastRun().getProperty("log"))).content().contains("'many' is none");
        assertThat(state.resolve("running")).doesNotExist();
    }

    @Test
    void theRealJobRunsUnderIt() throws IOException, InterruptedException {
        SavedModel.write(folder.resolve("model"), 1);
        Files.writeString(folder.resolve("in.en"), "Tom loves the dog\n\nthe\n");
        program = script(
                "real",
                "exec '" + System.getProperty("java.home") + "/bin/java' @"
                        + Path.of("scripts/java-options").toAbsolutePath() + " -Xmx1g -cp '"
                        + System.getProperty("java.class.path") + "' " + App.class.getName() + " \"$@\"");
        environment();
        var job = new String[] {
            "translate",
            "translate.model=" + folder.resolve("model"),
            "translate.input=" + folder.resolve("in.en"),
            "translate.output=" + folder.resolve("out.de"),
            "translate.max-length=5",
            "translate.history=" + folder.resolve("history"),
            "spark.master=local[1]"
        };
        var result = run(Map.of(), job);
        assertThat(result.exitCode()).as(result.err()).isZero();
        var summary = new ObjectMapper()
                .readTree(Path.of(lastRun().getProperty("summary")).toFile());
        assertThat(summary.path("cost").path("tasks").asInt()).isEqualTo(1);
        assertThat(folder.resolve("out.de/_SUCCESS")).exists();
        try (var runs = Files.list(folder.resolve("history"))) {
            assertThat(runs.filter(file -> file.toString().endsWith(".json"))).hasSize(1);
        }
        // The last of several settings of a key counts.
        var refused = Stream.concat(
                        Stream.of(job),
                        Stream.of("translate.gate.mean-confidence=1", "translate.output=" + folder.resolve("no.de")))
                .toArray(String[]::new);
        var gate = run(Map.of(), refused);
        assertThat(gate.exitCode()).as(gate.err()).isEqualTo(3);
        assertThat(gate.err()).contains("refused by the gate", "mean-confidence");
        assertThat(folder.resolve("no.de")).doesNotExist();
        assertThat(folder.resolve("_no.de.refused.json")).exists();
        // The output is there already.
        var again = run(Map.of(), job);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("mend it", "seq2seq: ", "out.de");
    }

    private static String example(String language, int number) throws IOException {
        var blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/schedule.md")))
                .results()
                .toList();
        return blocks.get(number).group(1);
    }

    @Test
    void theLineForCronRuns() throws IOException, InterruptedException {
        var line = example("crontab", 0)
                .lines()
                .filter(each -> each.startsWith("17 "))
                .findFirst()
                .orElseThrow();
        // Five fields of time, then what a shell is given.
        var command = line.split(" ", 6)[5]
                .replace("/opt/spark-seq2seq/scripts/scheduled", SCRIPT.toString())
                .replace("/var/lib/seq2seq/comments", "'" + state + "'");
        var shell = script("cron", command);
        try (var cron = Launcher.start(shell, folder.resolve("cron.d"), Map.of(), "", List.of())) {
            assertThat(cron.await().exitCode()).isZero();
        }
        assertThat(Files.readString(folder.resolve("arguments")))
                .isEqualTo("translate --json --conf /etc/seq2seq/comments.conf\n");
        var sh = script("environment.sh", "set -eu", example("sh", 0));
        try (var read = Launcher.start(sh, folder.resolve("sh.d"), Map.of(), "", List.of())) {
            assertThat(read.await().exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ''",
        "75, 10, AirflowException",
        "137, 10, AirflowException",
        "143, 10, AirflowException",
        "1, 11, AirflowFailException",
        "2, 11, AirflowFailException",
        "3, 11, AirflowFailException"
    })
    void theDagTellsAirflowWhatMayBeTriedAgain(int code, int exit, String exception)
            throws IOException, InterruptedException {
        var dag = example("python", 0).replace(INSTALLED, program.toString());
        var result = python(
                dag,
                Map.of(
                        "CODE",
                        String.valueOf(code),
                        "ARGUMENTS",
                        folder.resolve("arguments").toString()));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exit);
        assertThat(result.err()).contains(exception);
        assertThat(Files.readString(folder.resolve("arguments")))
                .isEqualTo("translate --json --conf /etc/seq2seq/comments.conf\n");
    }

    @Test
    void theOperatorOfAirflowIsGivenWhatTheCommandLineTakes() throws IOException, InterruptedException {
        var result = python(example("python", 1), Map.of());
        assertThat(result.exitCode()).as(result.err()).isZero();
        var given = new ObjectMapper().readTree(result.out());
        assertThat(given.path("java_class").asText()).isEqualTo(App.class.getName());
        assertThat(given.path("application_args").path(0).asText()).isEqualTo("translate");
    }

    /**
     * Runs a DAG over stand-ins for Airflow's names, which keep its rules: a task is a call, a failure an exception.
     */
    private Command.Result python(String dag, Map<String, String> environment)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")) || onPath("python3"), "needs python3");
        var names = folder.resolve("names/airflow");
        Files.createDirectories(names.resolve("providers/apache/spark/operators"));
        for (var package_ : List.of(
                "providers", "providers/apache", "providers/apache/spark", "providers/apache/spark/operators")) {
            Files.writeString(names.resolve(package_ + "/__init__.py"), "");
        }
        Files.writeString(
                names.resolve("__init__.py"),
                "class DAG:\n    def __init__(self, dag_id, schedule, start_date, catchup, max_active_runs): pass\n"
                        + "    def __enter__(self): return self\n    def __exit__(self, *ignored): pass\n");
        Files.writeString(
                names.resolve("decorators.py"),
                "def dag(schedule, start_date, catchup, max_active_runs):\n    return lambda function: function\n"
                        + "def task(retries, retry_delay):\n    return lambda function: function\n");
        Files.writeString(
                names.resolve("exceptions.py"),
                "class AirflowException(Exception): pass\nclass AirflowFailException(AirflowException): pass\n");
        Files.writeString(
                names.resolve("providers/apache/spark/operators/spark_submit.py"),
                "import json\nclass SparkSubmitOperator:\n    def __init__(self, *, task_id, conn_id, application,"
                        + " java_class, application_args, conf, retries):\n"
                        + "        print(json.dumps(dict(java_class=java_class, application_args=application_args)))\n");
        var file = Files.writeString(folder.resolve("dag.py"), dag);
        var runner = Files.writeString(
                folder.resolve("runner.py"),
                "import sys\nsys.path.insert(0, '" + names.getParent() + "')\n"
                        + "from airflow.exceptions import AirflowException, AirflowFailException\n"
                        + "try:\n    exec(open('" + file + "').read())\n"
                        + "except AirflowFailException as e:\n    sys.exit(print(type(e).__name__, e, file=sys.stderr) or 11)\n"
                        + "except AirflowException as e:\n    sys.exit(print(type(e).__name__, e, file=sys.stderr) or 10)\n");
        var shell = script("python", "exec python3 '" + runner + "'");
        try (var command = Launcher.start(shell, folder.resolve("python.d"), environment, "", List.of())) {
            return command.await();
        }
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}
