package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
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
                "trian | there is no command 'trian' (command line). The commands are",
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
}
