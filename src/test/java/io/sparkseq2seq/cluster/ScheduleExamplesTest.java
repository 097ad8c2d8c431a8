package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.App;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of {@code docs/schedule.md}, each run as far as it can be without its scheduler. */
class ScheduleExamplesTest {
    private static final String INSTALLED = "/opt/spark-seq2seq/bin/seq2seq";
    private static final Path AIRFLOW = Path.of("src/test/resources/airflow").toAbsolutePath();

    @TempDir
    Path folder;

    private ScheduledFolder job;

    @BeforeEach
    void prepare() throws IOException {
        job = new ScheduledFolder(folder);
    }

    private static String example(String language, int number) throws IOException {
        var blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/schedule.md")))
                .results()
                .toList();
        return blocks.get(number).group(1);
    }

    private Command.Result shell(String name, Map<String, String> environment, String... lines)
            throws IOException, InterruptedException {
        var script = job.script(name, lines);
        try (var command = Launcher.start(script, folder.resolve(name + ".d"), environment, "", List.of())) {
            return command.await();
        }
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
                .replace("/opt/spark-seq2seq/bin/scheduled", ScheduledFolder.SCRIPT.toString())
                .replace("/var/lib/seq2seq/comments", "'" + job.state() + "'");
        assertThat(shell("cron", Map.of(), command).exitCode()).isZero();
        assertThat(Files.readString(job.arguments())).isEqualTo("translate --json --conf /etc/seq2seq/comments.conf\n");
        assertThat(shell("environment.sh", Map.of(), "set -eu", example("sh", 0))
                        .exitCode())
                .isZero();
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
        var dag = example("python", 0).replace(INSTALLED, job.program().toString());
        var result = airflow(
                dag,
                Map.of(
                        "CODE",
                        String.valueOf(code),
                        "ARGUMENTS",
                        job.arguments().toString()));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exit);
        assertThat(result.err()).contains(exception);
        assertThat(Files.readString(job.arguments()))
                .isEqualTo("translate --json --conf /etc/seq2seq/comments.conf -- --master yarn\n");
    }

    /** What Airflow makes of the operator is given to Spark's own spark-submit, by a shell, but for the cluster. */
    @Test
    void theOperatorOfAirflowSubmitsWhatTheCommandLineTakes() throws IOException, InterruptedException {
        var result = airflow(example("python", 1), Map.of());
        assertThat(result.exitCode()).as(result.err()).isZero();
        var words = new ArrayList<String>();
        for (var word : new ObjectMapper().readTree(result.out())) {
            words.add(word.asText());
        }
        assertThat(words)
                .startsWith("spark-submit", "--master", "yarn")
                .containsSequence("--deploy-mode", "cluster")
                .containsSequence("--class", App.class.getName())
                .containsSequence("translate", "--json");
        assertThat(words.get(words.indexOf("translate") - 1)).isEqualTo("/opt/spark-seq2seq/lib/spark-seq2seq.jar");
        Files.writeString(folder.resolve("comments.conf"), "translate.key = [ id ]\n");
        words.replaceAll(word -> switch (word) {
            case "yarn" -> "local[1]";
            case "cluster" -> "client";
            case "/opt/spark-seq2seq/lib/spark-seq2seq.jar" -> "spark-internal";
            default -> word.replace("hdfs:///conf", folder.toString());
        });
        var submit = "'" + System.getProperty("java.home") + "/bin/java' @"
                + Path.of("scripts/java-options").toAbsolutePath() + " -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path") + "' org.apache.spark.deploy.SparkSubmit ";
        var line = words.stream()
                .skip(1)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        var submitted = shell("submit", Map.of(), submit + line + " --help-keys");
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        assertThat(submitted.out()).contains("translate {");
    }

    /**
     * Runs a DAG over stand-ins for Airflow's names, which keep its rules: a task is a call, a failure an exception.
     */
    private Command.Result airflow(String dag, Map<String, String> environment)
            throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "python3"))),
                "needs python3");
        var file = Files.writeString(folder.resolve("dag.py"), dag);
        return shell("python", environment, "exec python3 '" + AIRFLOW + "/run.py' '" + file + "'");
    }
}
