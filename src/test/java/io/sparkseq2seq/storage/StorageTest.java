package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    Path folder;

    private final Configuration hadoop = new Configuration();

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
