package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line in a pipe, and before a disk that is full. */
class StandardOutputTest {
    @TempDir
    Path folder;

    /** Runs a line of the shell; {@code $?} of a pipe is its first command's that fails. */
    private Command.Result shell(String line) throws IOException, InterruptedException {
        Path out = folder.resolve("shell.out");
        Path err = folder.resolve("shell.err");
        var process = new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Command.Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    @Timeout(180)
    void translatingEndlessLinesEndsWithTheirReader() throws IOException, InterruptedException {
        SavedModel.write(folder.resolve("model"), 1);
        // yes itself ends by a signal, so its exit code is left out.
        var result = shell("(yes Tom || true) | scripts/seq2seq translate translate.max-length=5 translate.model="
                + folder.resolve("model") + " | head -1");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).hasLineCount(1);
        assertThat(result.err())
                .contains("seq2seq: translations cannot be written (standard output).")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", ">&-"})
    void aResultThatCannotBeWrittenIsAnError(String output) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("same.txt"), "Tom sleeps.\n");
        var result = shell(
                "scripts/seq2seq evaluate evaluate.hypotheses=" + file + " evaluate.references=" + file + " " + output);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err())
                .contains("seq2seq: the summary cannot be written", "(standard output).")
                .doesNotContain("\tat ");
    }
}
