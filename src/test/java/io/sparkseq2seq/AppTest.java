package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.launch.JobArguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says before any job runs. */
class AppTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return App.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"preprocess", "train", "evaluate", "translate"})
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: seq2seq " + command)
                .contains("Settings used most:")
                .contains("Examples:\n");
        out.reset();
        assertThat(run(command, "--help-keys")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\n" + command + " {\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void versionsAreThoseThatRun() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("(?s)spark-seq2seq \\d.*Spark 3\\.5.*Java \\d.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train train.epoch=3 | there is no setting train.epoch (command line). Did you mean train.epochs?",
                "train train.epochs=many | train.epochs = many is not a whole number (command line). Give a whole number.",
                "train train.epochs | 'train.epochs' is not a setting (command line). Settings are given as key=value.",
                "train --conf no/such.conf | there is no such settings file (no/such.conf).",
                "train --epochs=3 | Unknown option: '--epochs=3' (command line). 'seq2seq train --help'",
                "verify a b | Unmatched argument at index 2: 'b' (command line). 'seq2seq verify --help'",
                "trian | there is no command 'trian' (command line). The commands are preprocess, train, evaluate, translate,",
            })
    void whatIsWrongIsSaidInOneLine(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("seq2seq: " + message)
                .hasLineCount(1)
                .doesNotContain("\tat ");
        assertThat(out.size()).isZero();
    }

    @Test
    void withoutACommandTheHelpIsShownAsAnError() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("preprocess", "train", "evaluate", "translate");
    }

    @Test
    void theHelpTellsTheExitCodes() {
        assertThat(run("--help")).isZero();
        var help = out.toString(StandardCharsets.UTF_8);
        for (var exit : ExitCode.values()) {
            assertThat(help).containsPattern("(?s)Exit codes:.*\\b" + exit.code() + "\\b");
        }
    }

    @Test
    void whatTheLocaleCannotSpellIsRefused() {
        App.checkSpelling("output = \"plain\"", "ANSI_X3.4-1968");
        App.checkSpelling("output = \"übersetzt\"", "UTF-8");
        assertThatThrownBy(() -> App.checkSpelling("output = \"übersetzt\"", "ANSI_X3.4-1968"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
        assertThatThrownBy(() -> App.checkSpelling("output = \"\uFFFD\uFFFDbersetzt\"", "UTF-8"))
                .isInstanceOf(UserException.class);
    }

    @Test
    void settingsMayLieOnAnyFileSystem(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("base.conf"), "spark { memory = 3g, threads-per-task = 2 }");
        Files.writeString(folder.resolve("my.conf"), "include \"base\"\ntrain.epochs = many");
        String path = folder.resolve("my.conf").toUri().toString();
        assertThat(run("train", "--conf", path)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("seq2seq: train.epochs = many is not a whole number (" + path + ":2).")
                .hasLineCount(1);
        var spark = Launch.settings(
                        JobArguments.of(List.of("train", "--conf", path, "train.epochs=3")),
                        Session.settingsReader(),
                        true)
                .spark();
        assertThat(spark.memory()).hasToString("3g");
        assertThat(spark.threadsPerTask()).isEqualTo(2);
        err.reset();
        assertThat(run("train", "--conf", folder.toUri().toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no such settings file");
    }
}
