package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    Path folder;

    private final Configuration hadoop = new Configuration();

    private String publish(String text, boolean overwrite) {
        String target = folder.resolve("out").toString();
        try (var output = Publication.open(target, overwrite, hadoop)) {
            TextFiles.write(new org.apache.hadoop.fs.Path(output.directory(), "a.txt"), text, hadoop);
            output.publish();
        }
        return target;
    }

    @Test
    void whatIsPublishedAppearsWhole() throws IOException {
        String target = publish("one", false);
        assertThat(TextFiles.read(target + "/a.txt", hadoop)).isEqualTo("one");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("out");
        }
    }

    @Test
    void whatIsNotPublishedLeavesNothing() throws IOException {
        try (var output = Publication.open(folder.resolve("out").toString(), false, hadoop)) {
            TextFiles.write(new org.apache.hadoop.fs.Path(output.directory(), "a.txt"), "x", hadoop);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void anExistingOutputIsReplacedOnlyWhenAsked() {
        String target = publish("one", false);
        assertThatThrownBy(() -> publish("two", false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(target)
                .hasMessageContaining("overwrite=true");
        assertThat(TextFiles.read(target + "/a.txt", hadoop)).isEqualTo("one");
        publish("two", true);
        assertThat(TextFiles.read(target + "/a.txt", hadoop)).isEqualTo("two");
        assertThat(TextFiles.exists(target + ".replaced", hadoop)).isFalse();
    }

    @Test
    void aRunAfterACrashMends() throws IOException {
        Files.createDirectories(folder.resolve("out.unfinished"));
        Files.writeString(folder.resolve("out.unfinished/stale"), "half");
        Files.createDirectories(folder.resolve("out.replaced"));
        Files.writeString(folder.resolve("out.replaced/a.txt"), "old");
        String target = folder.resolve("out").toString();
        assertThatThrownBy(() -> Publication.open(target, false, hadoop)).isInstanceOf(UserException.class);
        assertThat(TextFiles.read(target + "/a.txt", hadoop)).isEqualTo("old");
        publish("new", true);
        assertThat(folder.resolve("out/stale")).doesNotExist();
    }

    @Test
    void anOutputThatCannotBeMadeIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (String target : List.of(file + "/out", "/", "file:///")) {
            assertThatThrownBy(() -> Publication.open(target, true, hadoop))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(target);
        }
    }

    @Test
    void pathsThatCannotBeReadAreTheUsersToMend() {
        assertThatThrownBy(() -> TextFiles.read(folder + "/nothing", hadoop))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no such file (" + folder + "/nothing)");
        assertThatThrownBy(() -> TextFiles.exists("nosuch://host/x", hadoop)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> TextFiles.exists("hdfs://no-such-host.invalid:1/x", hadoop))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() -> TextFiles.exists("", hadoop)).isInstanceOf(UserException.class);
    }

    @Test
    void summariesAlignForPeopleAndAreJsonForMachines() {
        var summary = new JobSummary("preprocess")
                .put("pairs read", 29_000L)
                .put("time", Duration.ofSeconds(63))
                .put("share", 0.5);
        summary.section("dropped").put("empty", 3).put("too long", 12);
        assertThat(summary.toString())
                .isEqualTo(
                        """
                        preprocess
                          pairs read  29,000
                          time        1 min 3 s
                          share       0.50
                          dropped
                            empty     3
                            too long  12
                        """);
        assertThat(summary.toJson().replaceAll("\\s", ""))
                .isEqualTo(
                        "{\"pairs_read\":29000,\"time\":63.0,\"share\":0.5,\"dropped\":{\"empty\":3,\"too_long\":12}}");
    }
}
