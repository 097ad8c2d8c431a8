package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that dies at any moment leaves the old output or the new one, and the next one needs no help. */
class CrashTest {
    @TempDir
    Path folder;

    @AfterEach
    void live() {
        DyingFileSystem.live();
    }

    @ParameterizedTest
    @CsvSource({
        "rename, CORPUS, false",
        "rename, CORPUS, true",
        "rename, TRANSLATIONS, true",
        "mark, CORPUS, false",
        "mark, CORPUS, true",
        "mark, TRANSLATIONS, false",
        "mark, TRANSLATIONS, true"
    })
    void aRunThatDiesLeavesTheOldOutputOrTheNew(String protocol, Kind kind, boolean overwrite) throws IOException {
        var hadoop = new Configuration();
        hadoop.set(Publication.PROTOCOL, protocol);
        DyingFileSystem.install(hadoop, "file", LocalFileSystem.class, protocol.equals("mark"));
        var deaths = new Deaths(hadoop, new org.apache.hadoop.fs.Path(folder.toUri()), kind);
        assertThat(deaths.everywhere(overwrite)).isGreaterThan(10);
    }
}
