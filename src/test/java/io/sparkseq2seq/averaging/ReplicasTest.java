package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.CrashReportingUtil;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

class ReplicasTest implements SparkTest {
    @Test
    void aNetworkIsKeptWhileTrainingGoesOn() {
        var graph = graph();
        var configuration = Replicas.configuration(graph);
        var replica = Replicas.take(configuration);
        Replicas.giveBack(configuration, replica);
        graph.getConfiguration().setIterationCount(20);
        graph.getConfiguration().setEpochCount(2);
        assertThat(Replicas.take(Replicas.configuration(graph))).isSameAs(replica);
        assertThat(graph.getConfiguration().getIterationCount()).isEqualTo(20);
    }

    @Test
    void noNetworkIsKeptWhenTrainingEnds() {
        var configuration = Replicas.configuration(graph());
        var replica = Replicas.take(configuration);
        Replicas.giveBack(configuration, replica);
        Replicas.release(JavaSparkContext.fromSparkContext(SparkTest.spark().sparkContext()));
        assertThat(Replicas.take(configuration)).isNotSameAs(replica);
    }

    @Test
    void lackOfMemoryReachesTheCallerWithoutADump() throws IOException {
        var replica = Replicas.take(Replicas.configuration(graph()));
        // As DL4J does where a network's score or output fails.
        CrashReportingUtil.writeMemoryCrashDump(replica, new OutOfMemoryError("Physical memory usage is too high"));
        try (var files = Files.list(Path.of(""))) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.startsWith("dl4j-memory-crash-dump"));
        }
    }

    private static ComputationGraph graph() {
        var model = Settings.load(
                        Optional.empty(),
                        List.of(
                                "model.embedding=4",
                                "model.encoder.hidden=4",
                                "model.decoder.hidden=4",
                                "model.attention.hidden=4"))
                .model();
        var graph = new ComputationGraph(Network.configure(model, 10, 12, 0, new Adam(), DataType.FLOAT, 1));
        graph.init();
        return graph;
    }
}
