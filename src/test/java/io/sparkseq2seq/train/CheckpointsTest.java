package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final Course COURSE = new Course("print", Map.of("seed", "1"), "");

    private final Configuration hadoop = new Configuration();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Checkpoints checkpoints(int keep) {
        return new Checkpoints(new org.apache.hadoop.fs.Path(folder.toString()), keep, hadoop);
    }

    private static void publish(Checkpoints checkpoints, int epoch, int round, int best) {
        var checkpoint = new Checkpoint(epoch, round, 100 * epoch + round, COURSE);
        checkpoints.publish(checkpoint, Set.of(best), path -> {
            TextFiles.write(new org.apache.hadoop.fs.Path(path, "parameters.bin"), "1 2 3", new Configuration());
            checkpoint.write(path, new Configuration());
        });
    }

    private Checkpoint newest(Checkpoints checkpoints) {
        return checkpoints
                .newest(new PrintStream(err, true, StandardCharsets.UTF_8))
                .orElseThrow();
    }

    @Test
    void theNewestIsTheOneThatHadComeFurthest() {
        var checkpoints = checkpoints(10);
        for (var at : List.of(new int[] {9, 0}, new int[] {9, 12}, new int[] {10, 0}, new int[] {9, 3})) {
            publish(checkpoints, at[0], at[1], 9);
        }
        assertThat(newest(checkpoints)).isEqualTo(new Checkpoint(10, 0, 1000, COURSE));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters.bin", "checkpoint.json", "SHA256SUMS"})
    void aDamagedOneIsSkippedForTheOneBeforeItAndNamed(String file) throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 1, 7, 1);
        Path damaged = folder.resolve("epoch-1-round-7").resolve(file);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Files.delete(damaged.resolveSibling("." + file + ".crc"));
        assertThat(newest(checkpoints).round()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("epoch-1-round-7 is damaged")
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsMissingIsDamage() throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 1);
        Files.delete(folder.resolve("epoch-2/parameters.bin"));
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
        Files.delete(folder.resolve("epoch-1/SHA256SUMS"));
        assertThat(checkpoints.newest(new PrintStream(err))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "no sums\n"})
    void sumsThatSayNothingAreDamage(String sums) throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 1);
        Files.writeString(folder.resolve("epoch-2/SHA256SUMS"), sums);
        Files.delete(folder.resolve("epoch-2/.SHA256SUMS.crc"));
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
        assertThat(checkpoints.isWhole(2, new PrintStream(err))).isFalse();
        assertThat(checkpoints.isWhole(1, new PrintStream(err))).isTrue();
        assertThat(checkpoints.isWhole(3, new PrintStream(err))).isFalse();
    }

    @Test
    void aFileWithoutASumIsDamage() throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 1);
        var sums = folder.resolve("epoch-2/SHA256SUMS");
        var lines = Files.readAllLines(sums);
        Files.delete(folder.resolve("epoch-2/.SHA256SUMS.crc"));
        Files.write(sums, lines.subList(0, 1));
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
    }

    /** As a file system with checksums of its own has them after a write that was cut off. */
    @Test
    void aFileThatHadoopFindsDamagedIsDamage() throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 1);
        publish(checkpoints, 3, 0, 1);
        for (var name : List.of("epoch-3/.SHA256SUMS.crc", "epoch-2/.parameters.bin.crc")) {
            var bytes = Files.readAllBytes(folder.resolve(name));
            bytes[bytes.length - 1] ^= 1;
            Files.write(folder.resolve(name), bytes);
        }
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(2);
    }

    @Test
    void aFolderOfNoEpochThatThereCanBeIsNone() throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        Files.createDirectory(folder.resolve("epoch-99999999999"));
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
    }

    @Test
    void theNewestAndTheBestAreKept() {
        var checkpoints = checkpoints(1);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 2);
        publish(checkpoints, 3, 0, 2);
        publish(checkpoints, 3, 5, 2);
        publish(checkpoints, 4, 0, 2);
        assertThat(visible()).containsExactlyInAnyOrder("epoch-2", "epoch-3-round-5", "epoch-4");
    }

    @Test
    void whatACrashLeftUnfinishedIsRemoved() throws IOException {
        var checkpoints = checkpoints(2);
        publish(checkpoints, 1, 0, 1);
        Files.createDirectories(folder.resolve("epoch-1-round-9"));
        Files.writeString(folder.resolve("epoch-1-round-9/parameters.bin"), "1 2");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        checkpoints.open();
        assertThat(visible()).containsExactlyInAnyOrder("epoch-1", "notes.txt");
    }

    private List<String> visible() {
        return Arrays.stream(folder.toFile().list())
                .filter(name -> !name.startsWith("_") && !name.startsWith("."))
                .toList();
    }

    @Test
    void aFolderOfAnotherMakerIsRefused() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> checkpoints(2).open())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("notes.txt");
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void checksumsOfNoLengthAreDamage() throws IOException {
        var checkpoints = checkpoints(3);
        publish(checkpoints, 1, 0, 1);
        publish(checkpoints, 2, 0, 1);
        Files.writeString(folder.resolve("epoch-2/SHA256SUMS"), "");
        Files.delete(folder.resolve("epoch-2/.SHA256SUMS.crc"));
        assertThat(newest(checkpoints).epoch()).isEqualTo(1);
    }
}
