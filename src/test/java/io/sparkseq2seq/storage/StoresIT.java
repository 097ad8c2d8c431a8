package io.sparkseq2seq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.cluster.HdfsServer;
import io.sparkseq2seq.cluster.ObjectStore;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs on S3 and HDFS: runs that die anywhere, and runs at the same time. */
class StoresIT {
    private static final java.nio.file.Path FOLDER = java.nio.file.Path.of("target/stores");
    private static ObjectStore s3;
    private static HdfsServer hdfs;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        s3 = ObjectStore.start(FOLDER.resolve(UUID.randomUUID().toString()));
        hdfs = HdfsServer.start(FOLDER.resolve(UUID.randomUUID().toString()));
    }

    @AfterAll
    static void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (hdfs != null) {
            hdfs.close();
        }
    }

    @AfterEach
    void live() {
        DyingFileSystem.live();
    }

    private static Path folder(String store) {
        return new Path((store.equals("s3") ? ObjectStore.ROOT : hdfs.root()) + "/" + UUID.randomUUID());
    }

    private static Configuration configuration(String store) {
        if (store.equals("s3")) {
            return s3.configuration();
        }
        var hadoop = new Configuration();
        // HDFS's client waits so long before it asks a second time whether a file is closed: 400 ms unless told.
        hadoop.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
        return hadoop;
    }

    @ParameterizedTest
    @CsvSource({
        "s3, CORPUS, false",
        "s3, CORPUS, true",
        "s3, TRANSLATIONS, false",
        "s3, TRANSLATIONS, true",
        "hdfs, CORPUS, false",
        "hdfs, TRANSLATIONS, true"
    })
    void aRunThatDiesLeavesTheOldOutputOrTheNew(String store, Kind kind, boolean overwrite) throws IOException {
        var hadoop = configuration(store);
        Class<? extends FileSystem> inner = store.equals("s3") ? S3AFileSystem.class : DistributedFileSystem.class;
        DyingFileSystem.install(hadoop, store.equals("s3") ? "s3a" : "hdfs", inner, false);
        var deaths = new Deaths(hadoop, folder(store), kind);
        assertThat(deaths.everywhere(overwrite)).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "hdfs"})
    void ofManyAtOnceOneRunsAtATime(String store) throws Exception {
        var hadoop = configuration(store);
        var folder = folder(store);
        ManyRuns.oneAtATime(
                16,
                4,
                () -> Publication.open(Output.of(Kind.CORPUS, folder + "/out"), true, hadoop),
                output -> TextFiles.write(new Path(output.directory(), "a"), "whole", hadoop));
        assertThat(Published.damage(new Path(folder, "out"), hadoop)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "hdfs"})
    void anythingElseThatLiesThereIsLeftAlone(String store) throws IOException {
        var hadoop = configuration(store);
        var folder = folder(store);
        TextFiles.write(new Path(folder, "out/thesis.txt"), "mine", hadoop);
        for (var kind : new Kind[] {Kind.CORPUS, Kind.TRANSLATIONS}) {
            assertThatThrownBy(() -> Publication.open(Output.of(kind, folder + "/out/"), true, hadoop))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("has not made (thesis.txt)");
        }
        assertThat(TextFiles.read(new Path(folder, "out/thesis.txt"), hadoop)).isEqualTo("mine");
        var lake = Output.of(Kind.TRANSLATIONS, folder.toString()).reading(folder + "/out/*.txt");
        assertThatThrownBy(() -> Publication.open(lake, true, hadoop)).hasMessageContaining("holds what the job reads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a://no-such-bucket/out", "hdfs://localhost:1/out"})
    void aStoreThatCannotBeWrittenToIsNamed(String target) {
        assertThatThrownBy(() -> Publication.open(Output.of(Kind.CORPUS, target), false, configuration("s3")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be made")
                .hasMessageContaining(target)
                .hasMessageNotContaining("\n");
    }

    /** S3A finds that it is not the file any more that it opened. */
    @Test
    void aClaimThatIsWrittenAgainWhileItIsReadIsReadAllTheSame() throws Exception {
        var hadoop = configuration("s3");
        var file = new Path(folder("s3"), "claim.json");
        var files = file.getFileSystem(hadoop);
        Json.write(files, file, List.of("0"));
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> {
                for (int i = 1; i <= 40; i++) {
                    Json.write(files, file, List.of(Integer.toString(i)));
                }
                return null;
            });
            while (!writing.isDone()) {
                assertThat(Json.read(files, file, List.class)).isPresent();
            }
            writing.get();
        } finally {
            writer.shutdownNow();
        }
    }
}
