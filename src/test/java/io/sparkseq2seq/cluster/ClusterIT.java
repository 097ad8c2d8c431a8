package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The four jobs from hdfs: to hdfs:, by the cluster jar through spark-submit, on two executors. */
class ClusterIT {
    private static Cluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new Cluster(Path.of("target/cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void errorsReachTheUserThroughSparkSubmit() throws IOException, InterruptedException {
        var result = cluster.run("error", "", "train", "train.corpus=" + cluster.hdfs() + "/no-such-corpus");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("seq2seq: ").doesNotContain("\tat ");
    }
}
